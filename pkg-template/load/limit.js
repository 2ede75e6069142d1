// @ts-check
import { loadTimedOut } from './failure.js';

/** @import { Instance } from '../types/wasm.js' */

/** How long a call waits for the WebAssembly, in milliseconds: enough for a whole call's 75 KB at 20 kbit/s. */
const LIMIT_MS = 30_000;

/**
 * Limits the wait for the WebAssembly, not its loading: an import can neither be cancelled nor requested again. It holds nothing of
 * its caller, so that a call without references can be collected.
 * @param {Promise<Instance>} loading
 * @returns {{ promise: Promise<Instance>, release: () => void }} `promise` rejects with `network` after the limit; `release` clears
 * the timer when the instance is no longer needed
 */
export const inTime = loading => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const release = () => clearTimeout(timer);
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(loadTimedOut(LIMIT_MS)), LIMIT_MS);
  });
  return { promise: Promise.race([loading, late]).finally(release), release };
};
