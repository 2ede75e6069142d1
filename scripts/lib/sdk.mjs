// The SDK's package, built only when what it is made of changed: by content, since times say nothing after a checkout.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './log.mjs';
import { at } from './paths.mjs';

/** Everything that decides what is in pkg/. */
const INPUTS = [
  'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'src', 'pkg-template', 'package-lock.json',
  'scripts/lib/package.mjs', 'CHANGELOG.md', 'LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE',
];

const files = path => (statSync(at(path)).isDirectory() ? readdirSync(at(path)).sort().flatMap(name => files(join(path, name))) : [path]);

/** Of paths within the repository and their contents: a checkout that was moved is still built. */
const hashOfInputs = () => {
  const hash = createHash('sha256');
  for (const file of INPUTS.flatMap(files)) hash.update(`${file}\0`).update(readFileSync(at(file))).update('\0');
  return hash.digest('hex');
};

const STAMP = at('target', 'package', 'inputs');

/**
 * Builds pkg/ and remembers what it was made from: as it was before, in case a file is edited meanwhile.
 * @param {{ stable?: boolean }} [options] see buildPackage
 */
export const buildSdk = async ({ stable = false } = {}) => {
  const hash = hashOfInputs();
  step(`Building the SDK${stable ? ', not for publishing' : ''}`);
  // Only now: it needs node_modules, which the set-up may just have made.
  const { buildPackage } = await import('./package.mjs');
  await buildPackage({ stable });
  writeFileSync(STAMP, `${stable ? STABLE : ''}${hash}`);
};

/** Marks in the stamp what is not for publishing. */
const STABLE = 'stable ';

/**
 * Builds pkg/ unless it is there and nothing it is made of changed.
 * @param {{ stable?: boolean }} [options] `stable`: the quicker build will do
 */
export const needSdk = async ({ stable = false } = {}) => {
  const built = existsSync(at('pkg', 'index.js')) && existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
  const hash = hashOfInputs();
  if (built !== hash && !(stable && built === STABLE + hash)) await buildSdk({ stable });
};
