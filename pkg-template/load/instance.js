// @ts-check
import { compile } from './compile.js';
import { loadFailed, noWebAssembly } from './failure.js';

/** @import { Instance } from '../types/wasm.js' */

/** @import { Glue } from 'build:glue' */

/**
 * What an entry of the package knows of its WebAssembly. `createGlue` makes its bindings, `source` is what to compile.
 * @typedef {{ createGlue: () => Glue, source: () => import('./compile.js').Source | Promise<import('./compile.js').Source> }} Binary
 */

/**
 * One instance for the page: loaded on the first request, shared by all calls, replaced after a failure or a crash.
 * @param {() => Promise<Binary>} open
 * @returns {() => Promise<Instance>} rejects with `load_failed`, `network` where the browser is offline, or `unsupported_browser`
 */
export const sharedInstance = open => {
  /** @type {Promise<Instance> | undefined} */
  let loading;
  /** @type {WebAssembly.Module | undefined} */
  let compiled; // kept, so that the instance after a crash needs no second download
  const start = async () => {
    if (!globalThis.WebAssembly) throw noWebAssembly();
    const { createGlue, source } = await open().catch(cause => {
      throw loadFailed('script', cause);
    });
    compiled ??= await compile(source());
    return instantiate(compiled, createGlue());
  };
  return () => {
    if (loading) return loading;
    const forget = () => {
      if (loading === mine) loading = undefined;
    };
    /** @type {Promise<Instance>} */
    const mine = start().then(
      instance => {
        instance.onCrash(forget);
        return instance;
      },
      cause => {
        forget();
        throw loadFailed('instance', cause);
      },
    );
    return (loading = mine);
  };
};

/**
 * @param {WebAssembly.Module} module
 * @param {Glue} glue
 * @returns {Promise<Instance>}
 */
const instantiate = async (module, { imports, exportNames, Call, __wbg_set_wasm }) => {
  /** @type {Set<(cause: unknown) => void>} */
  const listeners = new Set();
  const instantiated = await WebAssembly.instantiate(module, imports);
  const exports = Object.fromEntries(Object.entries(instantiated.exports).map(([name, value]) => [exportNames[name] ?? name, value]));
  /** @type {Instance} */
  const instance = {
    Call,
    crashed: false,
    onCrash: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  /** @param {unknown} cause */
  const onTrap = cause => {
    instance.crashed = true;
    for (const listener of [...listeners]) listener(cause);
  };
  __wbg_set_wasm(watched(exports, instance, onTrap));
  /** @type {any} */ (exports).__wbindgen_start();
  return instance;
};

/**
 * `exports` with every function watched: methods, event closures, promise reactions and finalizers all enter the wasm through
 * them. Rust's memory cannot be trusted after a trap, so from then on they do nothing but release what still arrives.
 * @param {Record<string, WebAssembly.ExportValue>} exports
 * @param {Instance} instance
 * @param {(cause: unknown) => void} onTrap
 */
const watched = (exports, instance, onTrap) => {
  /** @param {Function} run */
  const watch = run => (/** @type {unknown[]} */ ...args) => {
    if (instance.crashed) {
      args.forEach(release);
      return []; // the glue destructures some results, and a late event of a crashed instance must not throw
    }
    try {
      return run(...args);
    } catch (thrown) {
      if (!instance.crashed && isTrap(thrown)) onTrap(thrown);
      throw thrown;
    }
  };
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value === 'function' ? watch(value) : value]));
};

/**
 * A trap, or a stack overflow (RangeError in Chromium and Safari, InternalError in Firefox). Any other exception comes from
 * the page's own code, which may stand in for a browser function, and says nothing about the instance.
 * @param {any} thrown
 */
const isTrap = thrown =>
  thrown instanceof WebAssembly.RuntimeError ||
  (thrown instanceof RangeError && /call stack/.test(thrown.message)) ||
  thrown?.name === 'InternalError';

/** A microphone that is granted after the crash has no owner any more. @param {unknown} value */
const release = value => {
  if (globalThis.MediaStream && value instanceof MediaStream) for (const track of value.getTracks()) track.stop();
};
