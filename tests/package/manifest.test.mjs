// The package's manifest and types, by the two checkers that know how bundlers, Node and TypeScript read them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'acorn';
import { pkg, root } from '../support/paths.mjs';

const tool = (name, ...args) => {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', name), args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  assert.equal(status, 0, `${stdout}${stderr}`);
};

test('publint finds nothing, not even a suggestion', () => tool('publint', pkg, '--strict'));

// A package for web pages has no CommonJS half, on purpose: require() is the one way in that is not checked.
// The file of WebAssembly is there for its address, and has no types.
test('its types are found, and are those of what is loaded', () => tool('attw', '--pack', pkg, '--profile', 'esm-only', '--exclude-entrypoints', 'voisnap.wasm'));

test('what is published is scripts, their maps, types, the WebAssembly and the papers, and nothing else', () => {
  const { stdout } = spawnSync('npm', ['pack', pkg, '--dry-run', '--json'], { encoding: 'utf8' });
  const [{ files }] = JSON.parse(stdout);
  const paths = files.map(({ path }) => path);
  const expected = /^(package\.json|README\.md|CHANGELOG\.md|LICENSE(-MIT|-APACHE)?|voisnap\.wasm|[\w.-]+\.(js|js\.map|d\.ts)|load\/embedded\.js)$/;
  assert.deepEqual(paths.filter(path => !expected.test(path)), []);
  for (const path of ['README.md', 'CHANGELOG.md', 'LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE']) assert.ok(paths.includes(path), path);
  for (const path of paths.filter(path => /^[^/]+\.js$/.test(path))) assert.ok(paths.includes(`${path}.map`), `${path} has a source map`);
  // Every entry has its types.
  const { exports } = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8'));
  for (const entry of Object.values(exports)) if (entry.types) assert.ok(paths.includes(entry.types.slice(2)), entry.types);
});

// A browser that is too old for a call must get as far as the error that says so.
test('every script parses as ES2020 and is ASCII', () => {
  const scripts = readdirSync(pkg, { recursive: true }).filter(name => name.endsWith('.js'));
  assert.ok(scripts.length > 3);
  for (const name of scripts) {
    const bytes = readFileSync(join(pkg, name));
    assert.ok(bytes.every(byte => byte < 128), `${name} is ASCII`);
    const sourceType = name.endsWith('.min.js') ? 'script' : 'module';
    assert.doesNotThrow(() => parse(bytes.toString(), { ecmaVersion: 2020, sourceType }), name);
  }
});

// It is loaded beside index.js: a module of the package in both would be sent twice, and its classes would be two.
test('the lazy chunk holds the WebAssembly and its glue only', () => {
  const [eager, lazy] = ['index.js', join('load', 'embedded.js')].map(name => readFileSync(join(pkg, name), 'utf8'));
  for (const text of ['load_failed', 'VoisnapError']) {
    assert.ok(eager.includes(text));
    assert.ok(!lazy.includes(text), `${text} is in it`);
  }
});
