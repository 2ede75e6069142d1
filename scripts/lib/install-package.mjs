// The built package in node_modules, as npm would install it from the registry: for the examples and for tests of applications.
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './log.mjs';
import { PKG, at } from './paths.mjs';

const INSTALLED = at('node_modules', '@voisnap', 'webrtc');
/** Names what pkg/ was built from (sdk.mjs). */
const BUILT = at('target', 'package', 'inputs');
const STAMP = '.built-from';

const read = path => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** Copies pkg/ there, unless that was done since it was built. A copy: bundlers treat a linked folder as the application's own source. */
export const installPackage = () => {
  if (!existsSync(PKG) || !existsSync(BUILT)) throw new Failure('pkg/ holds no built package.', 'npm run build');
  if (read(join(INSTALLED, STAMP)) === read(BUILT)) return;
  // Beside it and renamed: whoever looks meanwhile finds it whole.
  const fresh = `${INSTALLED}.${process.pid}`;
  cpSync(PKG, fresh, { recursive: true });
  cpSync(BUILT, join(fresh, STAMP));
  rmSync(INSTALLED, { recursive: true, force: true });
  renameSync(fresh, INSTALLED);
};
