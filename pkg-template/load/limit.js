// @ts-check
import { loadTimedOut } from './failure.js';

/** @import { Instance } from '../types/wasm.js' */

/** How long a call waits for the WebAssembly, in milliseconds: enough for a whole call's 75 KB at 20 kbit/s. */
const LIMIT_MS = 30_000;

/**
 * A script that is imported and does not arrive can neither be cancelled nor requested again, so only the waiting ends.
 * @param {Promise<Instance>} loading
 * @param {(release: () => void) => void} [onTimer] is given what takes the timer back, for who needs the instance no more
 * @returns {Promise<Instance>} rejects with `network` when the time is over
 */
export const inTime = (loading, onTimer = () => {}) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(loadTimedOut(LIMIT_MS)), LIMIT_MS);
    const release = () => clearTimeout(timer);
    onTimer(release);
    loading.finally(release).then(resolve, reject);
  });
