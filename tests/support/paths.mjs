// Where things are, relative to this file, so that a test runs the same from any working directory.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const pages = join(root, 'tests', 'pages');
export const pkg = join(root, 'pkg');
export const results = join(root, 'test-results');
export const cache = join(root, 'target', 'test-cache');

/** The reference hub stands beside the repository, not in it; a checkout without it skips what needs it. */
export const shared = join(root, '..', 'shared');
export const referenceHub = join(shared, 'tools', 'reference-hub', 'reference-hub');
export const referenceAgent = join(shared, 'tools', 'reference-hub', 'agent');
export const tunlink = join(shared, 'tools', 'tunlink.py');
export const hasReferenceHub = existsSync(referenceHub);

/** The emulator's binary: VOISNAP_EMULATOR, else the newest build profile that exists. */
export function emulatorBinary() {
  if (process.env.VOISNAP_EMULATOR) return process.env.VOISNAP_EMULATOR;
  return join(root, 'target', 'emulator', 'voisnap-emulator');
}
