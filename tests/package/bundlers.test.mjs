// The package in a customer's bundle: installed from the file that would be published, bundled, and run in a page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import webpack from 'webpack';
import { launch } from '../support/browsers.mjs';
import { pkg, root } from '../support/paths.mjs';
import { serve } from '../support/static.mjs';

/** Each bundles `main.js` of the customer's project into its folder `to`, as for production, and gives what it warned of. */
const bundlers = {
  async vite(project, to) {
    const warnings = [];
    await vite({
      root: project,
      configFile: false,
      logLevel: 'silent',
      build: { outDir: to, emptyOutDir: false, rolldownOptions: { onwarn: ({ message }) => warnings.push(message) } },
    });
    return warnings;
  },
  async webpack(project, to) {
    const stats = await new Promise((resolve, reject) =>
      webpack(
        // The size of the wasm is known, and has a budget of its own.
        { context: project, mode: 'production', entry: './main.js', output: { path: to, filename: 'main.js' }, performance: false },
        (error, stats) => (error ? reject(error) : resolve(stats)),
      ));
    cpSync(join(project, 'index.html'), join(to, 'index.html'));
    const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
    return [...errors, ...warnings].map(({ message }) => message);
  },
  async esbuild(project, to) {
    // Its default, which escapes every character that is not ASCII: the wasm's text must survive that too.
    const { warnings } = await esbuild({
      absWorkingDir: project, entryPoints: ['main.js'], bundle: true, minify: true, format: 'esm', charset: 'ascii', outdir: to, logLevel: 'silent',
    });
    cpSync(join(project, 'index.html'), join(to, 'index.html'));
    return warnings.map(({ text }) => text);
  },
};

let project, browser;
before(async () => {
  project = mkdtempSync(join(tmpdir(), 'voisnap-customer-'));
  cpSync(join(root, 'tests', 'package', 'app'), project, { recursive: true });
  const npm = (...args) => execFileSync('npm', [...args, '--silent'], { cwd: project, encoding: 'utf8' });
  npm('pack', pkg, '--pack-destination', project);
  const [archive] = readdirSync(project).filter(name => name.endsWith('.tgz'));
  npm('install', '--offline', '--no-audit', '--no-fund', `./${archive}`);
  browser = await launch('chromium');
}, { timeout: 60_000 });
after(async () => {
  await browser?.close();
  if (project) rmSync(project, { recursive: true });
});

for (const [name, bundle] of Object.entries(bundlers)) {
  test(`${name} bundles it, and its wasm runs`, { timeout: 60_000 }, async () => {
    const to = join(project, `by-${name}`);
    assert.deepEqual(await bundle(project, to), [], 'nothing to warn of');
    const site = await serve({ '/': to });
    try {
      const page = await browser.newPage();
      const thrown = [];
      page.on('pageerror', error => thrown.push(error.message));
      await page.goto(`${site.origin}/index.html`);
      assert.equal(await page.evaluate(() => globalThis.outcome), 'token_failed', thrown.join('\n'));
      assert.deepEqual(thrown, []);
    } finally {
      await site.stop();
    }
  });
}
