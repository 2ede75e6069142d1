/** The listeners of one call, by event name. */
export class Listeners {
  /** `{ handler, once, gone }` in lists by event name. A list is replaced, never changed: it may be being told. */
  #byName = new Map();

  #of(name) {
    return this.#byName.get(name) ?? [];
  }

  /** Returns the function that stops listening. A handler added twice is called once, as in the DOM. */
  add(name, handler, once) {
    // Said here, where the caller's line is on the stack, and not when the event comes.
    if (typeof handler !== 'function') throw new TypeError(`The handler of '${name}' must be a function.`);
    const known = this.#of(name).find(entry => entry.handler === handler);
    if (known) known.once = once;
    else this.#byName.set(name, [...this.#of(name), { handler, once, gone: false }]);
    return () => this.remove(name, handler);
  }

  remove(name, handler) {
    const stays = entry => !(entry.gone ||= entry.handler === handler);
    this.#byName.set(name, this.#of(name).filter(stays));
  }

  /** Calls every handler. Each may add and remove handlers, itself included: one added now hears the next event. */
  tell(name, detail) {
    for (const entry of this.#of(name)) {
      if (entry.gone) continue; // an earlier handler of this event removed it
      if (entry.once) this.remove(name, entry.handler);
      try {
        entry.handler(detail);
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
