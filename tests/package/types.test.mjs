// The package's types in customers' projects: module resolutions, libraries, and the oldest TypeScript that reads them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pkg, root } from '../support/paths.mjs';

const customer = join(root, 'tests', 'package', 'types');
/** By version: the repository's own, and the workspace's, which is the oldest. */
const TYPESCRIPTS = { current: join(root, 'node_modules', 'typescript'), oldest: join(customer, 'node_modules', 'typescript') };

let project;
before(() => {
  project = mkdtempSync(join(tmpdir(), 'voisnap-types-'));
  const installed = join(project, 'node_modules', '@voisnap', 'webrtc');
  mkdirSync(installed, { recursive: true });
  cpSync(pkg, installed, { recursive: true });
  for (const name of ['entries.ts', 'package.json']) cpSync(join(customer, name), join(project, name));
});
after(() => rmSync(project, { recursive: true }));

/** Compiles the project's files; the libraries' own declarations are checked too, which skipLibCheck would hide. */
const compile = (typescript, files, options) => {
  const config = `${files.join('-')}.json`;
  const compilerOptions = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true, isolatedModules: true, noEmit: true, types: [], target: 'es2020', skipLibCheck: false, ...options };
  writeFileSync(join(project, config), JSON.stringify({ compilerOptions, files }));
  const { status, stdout } = spawnSync(process.execPath, [join(typescript, 'bin', 'tsc'), '--project', config], { cwd: project, encoding: 'utf8' });
  assert.equal(status, 0, stdout);
};

const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};
/** Projects without the DOM library render pages on a server, or are workers: they import the types of what their pages do. */
const LIBRARIES = { 'the DOM': ['es2020', 'dom'], 'no library of a browser': ['es2020'], 'the library of workers': ['es2020', 'webworker'] };

for (const [name, typescript] of Object.entries(TYPESCRIPTS)) {
  describe(`the ${name} TypeScript`, () => {
    for (const [resolution, options] of Object.entries(RESOLUTIONS)) for (const [library, lib] of Object.entries(LIBRARIES))
      test(`${resolution}, with ${library}`, () => compile(typescript, ['entries.ts'], { ...options, lib }));
  });
}
