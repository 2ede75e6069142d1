// Where things are. Everything else takes its paths from here, so that a script runs from any directory.
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { homedir } from 'node:os';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const at = (...parts) => join(ROOT, ...parts);

/** The publishable package, as the build leaves it. */
export const PKG = at('pkg');
/** Tools that setup built because the machine had none of the right version. */
export const TOOLS = at('.tools');

const CARGO_BIN = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin');

/**
 * The environment every child runs in: our own tools first, then npm's, then cargo's, which a shell that never read
 * rustup's profile does not have.
 */
export const environment = (extra = {}) => ({
  ...process.env,
  PATH: [join(TOOLS, 'bin'), at('node_modules', '.bin'), process.env.PATH, CARGO_BIN].join(delimiter),
  ...extra,
});
