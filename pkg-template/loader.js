import { VoisnapError } from './error.js';

/**
 * One wasm instance for the page: loaded at the first call for it, shared by all, replaced when it failed or died.
 *
 * @param {(guard: (exports: object) => object) => Promise<Function>} connect instantiates, hands what the wasm exports
 *   through `guard` to the bindings, and gives the exported `Call` class
 * @returns {() => Promise<{ Call: Function, deaths: Set<(cause: unknown) => void> }>}
 */
export const sharedWasm = connect => {
  let loading;
  return () => {
    if (loading) return loading;
    const deaths = new Set();
    const die = cause => {
      if (loading === mine) loading = undefined;
      for (const tell of [...deaths]) tell(cause);
    };
    const mine = (async () => {
      try {
        return { Call: await connect(exports => guarded(exports, die)), deaths };
      } catch (cause) {
        loading = undefined;
        throw new VoisnapError({
          code: 'load_failed',
          message: 'The WebAssembly half of the SDK could not be started.',
          hint: "A Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src, and the browser must know WebAssembly.",
          recoverable: true,
          cause,
        });
      }
    })();
    return (loading = mine);
  };
};

/**
 * `exports` with every function watched. All ways into wasm lead through here (methods, event closures, promise
 * reactions, finalizers), and nothing that works throws across this border: errors are returned. So an exception here is
 * a trap, a stack overflow or an import that threw, after which Rust's memory cannot be trusted: the instance is dead,
 * and what still holds it (listeners, timers) finds functions that do nothing.
 */
const guarded = (exports, die) => {
  let dead = false;
  const watch = run => (...args) => {
    // Not undefined: the bindings take some results apart, and what still calls a dead instance must not throw for it.
    if (dead) return [];
    try {
      return run(...args);
    } catch (cause) {
      if (!dead) {
        dead = true;
        die(cause);
      }
      throw cause;
    }
  };
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value === 'function' ? watch(value) : value]));
};
