// @ts-check
import { failure } from './error.js';

/** @import { VoiceCallEvents } from './types/index.js' */

/** Every event of a call. @type {(keyof VoiceCallEvents)[]} */
export const NAMES = [
  'statechange', 'progress', 'started', 'transcript', 'ended', 'error', 'signalingchange', 'mutechange', 'track', 'audioblocked', 'hubevent',
];

/** @typedef {(detail: any) => void} Handler */
/** @typedef {{ handler: Handler, once: boolean, removed: boolean }} Entry */

/** The listeners of one call, by event name. */
export class Listeners {
  /** @type {Map<string, Entry[]>} A list is replaced, never changed: an event may be iterating over it. */
  #byName = new Map();

  /** @param {string} name */
  #of(name) {
    return this.#byName.get(name) ?? [];
  }

  /**
   * A handler added twice is called once, as in the DOM, and for good if it was so in one of the two.
   * @param {string} name
   * @param {Handler} handler
   * @param {boolean} once
   * @returns {() => void} stops listening
   */
  add(name, handler, once) {
    check(name, handler);
    const known = this.#of(name).find(entry => entry.handler === handler);
    const entry = known ?? { handler, once, removed: false };
    if (known) known.once &&= once;
    else this.#byName.set(name, [...this.#of(name), entry]);
    return () => this.#drop(name, entry);
  }

  /**
   * @param {string} name
   * @param {Handler} handler
   */
  remove(name, handler) {
    check(name, handler);
    const known = this.#of(name).find(entry => entry.handler === handler);
    if (known) this.#drop(name, known);
  }

  /**
   * @param {string} name
   * @param {Entry} entry
   */
  #drop(name, entry) {
    entry.removed = true;
    this.#byName.set(name, this.#of(name).filter(other => other !== entry));
  }

  /**
   * Calls every handler. Each may add and remove handlers, itself included: one added now receives the next event.
   * @param {string} name
   * @param {unknown} detail
   */
  emit(name, detail) {
    for (const entry of this.#of(name)) {
      if (entry.removed) continue; // by an earlier handler of this event
      if (entry.once) this.#drop(name, entry);
      try {
        entry.handler(detail);
      } catch (thrown) {
        report(thrown);
      }
    }
  }
}

/**
 * Throws where the caller's own line is on the stack, and not when the event comes.
 * @param {string} name
 * @param {unknown} handler
 */
const check = (name, handler) => {
  if (!NAMES.some(known => known === name)) throw failure('invalid_options', `There is no event '${name}'.`, `The events are ${NAMES.join(', ')}.`);
  if (typeof handler !== 'function') throw failure('invalid_options', `The handler of '${name}' must be a function.`);
};

/**
 * Shows the application's exception where its author looks for it, without breaking the call or the other handlers.
 * @param {unknown} thrown
 */
export const report = thrown => {
  if ('reportError' in globalThis) reportError(thrown);
  else
    queueMicrotask(() => {
      throw thrown;
    });
};
