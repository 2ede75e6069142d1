// @ts-check
import { loadTimedOut } from './failure.js';

/** @import { Instance } from '../types/wasm.js' */

/** How long a call waits for the WebAssembly, in milliseconds: enough for a whole call's 75 KB at 20 kbit/s. */
const LIMIT_MS = 30_000;

/**
 * A script that is imported and does not arrive can neither be cancelled nor requested again, so only the waiting ends. No function
 * of a caller is kept, so that a call which nobody keeps can be collected.
 * @param {Promise<Instance>} loading
 * @returns {{ promise: Promise<Instance>, release: () => void }} `promise` rejects with `network` when the time is over; `release`
 * takes the timer back, for who needs the instance no more
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
