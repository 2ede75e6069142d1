// @ts-check
import { asVoisnapError } from './error.js';

/** @import { VoisnapError } from './error.js' */

/**
 * One operation that the application waits for: its promise, and how to settle it once.
 * @typedef {object} Operation
 * @property {Promise<any>} promise
 * @property {(value?: unknown) => void} resolve
 * @property {(thrown: unknown) => void} reject
 * @property {boolean} isBrowsers the browser settles it, which it may never do once the call has ended
 */

/** The operations of one call that are not settled. */
export class Operations {
  /** @type {Set<Operation>} */
  #pending = new Set();
  #onSettled;

  /** @param {() => void} onSettled called after each operation */
  constructor(onSettled) {
    this.#onSettled = onSettled;
  }

  get isEmpty() {
    return this.#pending.size === 0;
  }

  /**
   * @param {{ isBrowsers?: boolean | undefined, onSettled?: (error?: VoisnapError) => void }} [options]
   * @returns {Operation}
   */
  open({ isBrowsers = false, onSettled = () => {} } = {}) {
    /** @type {(value: any) => void} */
    let resolve;
    /** @type {(error: VoisnapError) => void} */
    let reject;
    const promise = new Promise((...functions) => ([resolve, reject] = functions));
    /** @param {() => void} settle @param {VoisnapError} [error] */
    const close = (settle, error) => {
      if (!this.#pending.delete(operation)) return;
      settle();
      onSettled(error);
      this.#onSettled();
    };
    /** @type {Operation} */
    const operation = {
      promise,
      isBrowsers,
      resolve: value => close(() => resolve(value)),
      reject: thrown => {
        const error = asVoisnapError(thrown);
        close(() => reject(error), error);
      },
    };
    this.#pending.add(operation);
    return operation;
  }

  /** @param {unknown} thrown */
  rejectAll(thrown) {
    for (const { reject } of this.#pending) reject(thrown);
  }

  /**
   * Rejects what waits for the browser and not for the wasm half.
   * @param {unknown} thrown
   */
  rejectBrowsers(thrown) {
    for (const { isBrowsers, reject } of this.#pending) if (isBrowsers) reject(thrown);
  }
}
