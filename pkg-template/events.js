/** The listeners of one call, by event name. */
export class Listeners {
  /** handler -> whether it wants one event only, by event name. */
  #byName = new Map();

  /** Returns the function that stops listening. A handler added twice is called once, as in the DOM. */
  add(name, handler, once) {
    // Said here, where the caller's line is on the stack, and not when the event comes.
    if (typeof handler !== 'function') throw new TypeError(`The handler of '${name}' must be a function.`);
    if (!this.#byName.has(name)) this.#byName.set(name, new Map());
    this.#byName.get(name).set(handler, once);
    return () => this.remove(name, handler);
  }

  remove(name, handler) {
    this.#byName.get(name)?.delete(handler);
  }

  /** Calls every handler, over a copy: a handler may add and remove handlers, itself included. */
  tell(name, detail) {
    const handlers = this.#byName.get(name);
    for (const [handler, once] of [...(handlers ?? [])]) {
      if (!handlers.has(handler)) continue; // an earlier handler of this event removed it
      if (once) handlers.delete(handler);
      try {
        handler(detail);
      } catch (thrown) {
        report(thrown);
      }
    }
  }
}

/** The application's exception, shown where its author looks for it, without breaking the call or the other handlers. */
export const report = thrown => {
  if (globalThis.reportError) reportError(thrown);
  else
    queueMicrotask(() => {
      throw thrown;
    });
};
