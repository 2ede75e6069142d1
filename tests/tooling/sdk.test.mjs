// When the package is built again: a copy of the scripts with small inputs, and a build that only notes that it ran.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('../../scripts/', import.meta.url));
const BUILD = `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { at } from './paths.mjs';

export const buildPackage = async ({ stable }) => {
  for (const folder of ['pkg', 'target/package']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('pkg', 'index.js'), '');
  appendFileSync(at('target', 'built'), stable ? 'stable ' : 'release ');
};
`;

const parents = [];
after(() => parents.forEach(folder => rmSync(folder, { recursive: true })));

let checkout;
const write = (path, text) => {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
};

beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), 'voisnap-sdk-'));
  parents.push(parent);
  checkout = join(parent, 'checkout');
  cpSync(SCRIPTS, join(checkout, 'scripts'), { recursive: true });
  write('scripts/lib/package.mjs', BUILD);
  for (const file of ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'package-lock.json', 'CHANGELOG.md', 'LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE']) write(file, file);
  write('src/call/machine.rs', 'machine');
  write('src/lib.rs', 'lib');
  write('pkg-template/index.js', 'index');
});

/** Asks for the package as the stages do; gives every build so far. */
const need = (options = {}) => {
  const program = `import { needSdk } from './scripts/lib/sdk.mjs'; await needSdk(${JSON.stringify(options)});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: checkout, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return readFileSync(join(checkout, 'target', 'built'), 'utf8').trim().split(' ');
};

test('it is built once, and not again by a checkout that was moved or touched', () => {
  assert.deepEqual(need(), ['release']);
  assert.deepEqual(need(), ['release']);
  renameSync(checkout, `${checkout}-moved`);
  checkout += '-moved';
  utimesSync(join(checkout, 'src', 'lib.rs'), new Date(0), new Date(0));
  assert.deepEqual(need(), ['release']);
});

for (const [what, change] of Object.entries({
  'the contents of a file': () => write('src/call/machine.rs', 'changed'),
  'a new file': () => write('pkg-template/react/store.js', 'store'),
  'a file of another name': () => renameSync(join(checkout, 'src', 'lib.rs'), join(checkout, 'src', 'main.rs')),
  'the version of a tool': () => write('package-lock.json', 'newer'),
  'a package that is gone': () => rmSync(join(checkout, 'pkg'), { recursive: true }),
})) {
  test(`${what} builds it again`, () => {
    assert.deepEqual(need(), ['release']);
    change();
    assert.deepEqual(need(), ['release', 'release']);
  });
}

test('the quicker build is not what is published, and the other serves for both', () => {
  assert.deepEqual(need({ stable: true }), ['stable']);
  assert.deepEqual(need({ stable: true }), ['stable']);
  assert.deepEqual(need(), ['stable', 'release']);
  assert.deepEqual(need({ stable: true }), ['stable', 'release']);
});
