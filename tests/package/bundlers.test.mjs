// The package in a customer's page: installed from the file that would be published, bundled or not, and run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import webpack from 'webpack';
import { launch } from '../support/browsers.mjs';
import { pkg, root } from '../support/paths.mjs';
import { serve } from '../support/static.mjs';
import { STEP_LIMIT_MS, TEST_LIMIT_MS } from '../support/suite.mjs';

/** What the WebAssembly half says of an empty token. */
const RUNS = /^token_failed: /;
/** More than the facade and a page's own code, less than the WebAssembly. */
const EAGER_LIMIT = 40_000;

let project, browser;
before(async () => {
  project = mkdtempSync(join(tmpdir(), 'voisnap-customer-'));
  cpSync(join(root, 'tests', 'package', 'app'), project, { recursive: true });
  const npm = (...args) => execFileSync('npm', [...args, '--silent'], { cwd: project, encoding: 'utf8' });
  npm('pack', pkg, '--pack-destination', project);
  const [archive] = readdirSync(project).filter(name => name.endsWith('.tgz'));
  npm('install', '--offline', '--no-audit', '--no-fund', `./${archive}`);
  browser = await launch('chromium');
}, { timeout: TEST_LIMIT_MS });
after(async () => {
  await browser?.close();
  if (project) rmSync(project, { recursive: true });
});

/** Each bundles a file of the customer's project into its folder `to`, as for production, and gives what it warned of. */
const withVite = async to => {
  const warnings = [];
  await vite({
    root: project,
    configFile: false,
    logLevel: 'silent',
    build: { outDir: to, emptyOutDir: false, rolldownOptions: { onwarn: ({ message }) => warnings.push(message) } },
  });
  return warnings;
};
const withWebpack = async (to, page) => {
  const stats = await new Promise((resolve, reject) =>
    webpack(
      // The size of the wasm is known, and has a budget of its own.
      { context: project, mode: 'production', entry: './main.js', output: { path: to, filename: 'main.js' }, performance: false },
      (error, stats) => (error ? reject(error) : resolve(stats)),
    ));
  cpSync(join(project, page), join(to, 'index.html'));
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  return [...errors, ...warnings].map(({ message }) => message);
};
const withEsbuild = async (to, page, options) => {
  const { warnings } = await esbuild({ absWorkingDir: project, bundle: true, minify: true, outdir: to, logLevel: 'silent', ...options });
  cpSync(join(project, page), join(to, 'index.html'));
  return warnings.map(({ text }) => text);
};

/** What `globalThis.run(...)` of a page gives; the page must throw nothing. */
const outcome = async (folder, path, { source, ...options } = {}) => {
  const site = await serve({ '/': folder }, options);
  const page = await browser.newPage();
  try {
    const thrown = [];
    page.on('pageerror', error => thrown.push(error.message));
    await page.goto(site.origin + path);
    await page.waitForFunction(() => globalThis.run, undefined, { timeout: STEP_LIMIT_MS }).catch(() => assert.fail(`nothing ran: ${thrown}`));
    const said = await page.evaluate(source => globalThis.run(source), source);
    assert.deepEqual(thrown, []);
    return said;
  } finally {
    await page.close();
    await site.stop();
  }
};

/** The sizes of the scripts that a bundler wrote, the largest first. */
const scripts = folder =>
  readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.js'))
    .map(name => readFileSync(join(folder, name)).length)
    .sort((a, b) => b - a);

describe('bundled', () => {
  const bundled = (name, bundle, { isLazy = true, page = 'index.html', options } = {}) =>
    test(name, { timeout: TEST_LIMIT_MS }, async () => {
      const to = join(project, name.replace(/\W+/g, '-'));
      assert.deepEqual(await bundle(to, page), [], 'nothing to warn of');
      assert.match(await outcome(to, '/index.html', options), RUNS);
      const [, ...eager] = scripts(to);
      if (isLazy) assert.ok(eager.length && eager.every(size => size < EAGER_LIMIT), `the WebAssembly is in a chunk of its own: ${eager}`);
    });
  const esm = { entryPoints: ['main.js'], format: 'esm' };
  const iife = { entryPoints: { main: 'inline.js' }, format: 'iife' };

  bundled('Vite', withVite);
  bundled('webpack', withWebpack);
  bundled('fault_06: webpack, as a classic script on a page without a charset', withWebpack, { page: 'classic.html', options: { charset: '' } });
  bundled('esbuild with splitting', (to, page) => withEsbuild(to, page, { ...esm, splitting: true }));
  bundled('esbuild without splitting', (to, page) => withEsbuild(to, page, esm), { isLazy: false });
  bundled('esbuild, ./inline as a classic script on a page without a charset', (to, page) => withEsbuild(to, page, iife), {
    isLazy: false, page: 'classic.html', options: { charset: '' },
  });
});

describe('as it is', () => {
  const wasm = '/node_modules/@voisnap/webrtc/voisnap.wasm';
  for (const entry of ['main', 'inline']) test(`the entry of ${entry}.js`, async () => assert.match(await outcome(project, `/page.html?${entry}`), RUNS));
  test('./slim and voisnap.wasm', async () => assert.match(await outcome(project, '/page.html?slim', { source: wasm }), RUNS));
  test('fault_06: ./slim without init()', async () => assert.match(await outcome(project, '/page.html?slim'), /^load_failed: init\(\) was not called/));
  test('fault_06: ./slim with a wrong address', async () => assert.match(await outcome(project, '/page.html?slim', { source: '/nothing.wasm' }), /^load_failed: .*404/));
  test('fault_06: ./slim with the address of a page', async () =>
    assert.match(await outcome(project, '/page.html?slim', { source: '/page.html' }), /^load_failed: .*not WebAssembly \(text\/html/));
});

describe('under a Content-Security-Policy', () => {
  const policy = scripts => ({ headers: { 'content-security-policy': `default-src 'none'; connect-src 'self'; script-src 'self' ${scripts}` } });
  const to = () => join(project, 'with-policy');
  before(() => withVite(to()));
  test('that allows WebAssembly it runs', async () => assert.match(await outcome(to(), '/index.html', policy("'wasm-unsafe-eval'")), RUNS));
  test('fault_06: that forbids it, load_failed says so', async () =>
    assert.match(await outcome(to(), '/index.html', policy('')), /^load_failed: .*Content-Security-Policy forbids WebAssembly.*'wasm-unsafe-eval'/));
});
