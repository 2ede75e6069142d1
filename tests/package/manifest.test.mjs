// The package's manifest and types, by the two checkers that know how bundlers, Node and TypeScript read them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pkg, root } from '../support/paths.mjs';

const tool = (name, ...args) => {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', name), args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  assert.equal(status, 0, `${stdout}${stderr}`);
};

test('publint finds nothing, not even a suggestion', () => tool('publint', pkg, '--strict'));

// A package for web pages has no CommonJS half, on purpose: require() is the one way in that is not checked.
// The file of WebAssembly is there for its address, and has no types.
test('its types are found, and are those of what is loaded', () => tool('attw', '--pack', pkg, '--profile', 'esm-only', '--exclude-entrypoints', 'voisnap.wasm'));
