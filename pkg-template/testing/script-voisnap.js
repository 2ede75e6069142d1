// @ts-check
import { VoiceCall as DefaultVoiceCall } from '../index.js';
import { misuse } from './errors.js';
import { ScriptedCall } from './scripted-call.js';

/** @import { VoiceCallOptions } from '../types/index.js' */
/** @import { ScriptOptions, ScriptedVoisnap } from '../types/testing.js' */
/** @import { Load, WasmObserver } from '../types/wasm.js' */

/** The classes that are scripted in place. @type {Set<object>} */
const installed = new Set();

/**
 * See types/testing.d.ts.
 * @param {ScriptOptions} [options]
 * @returns {ScriptedVoisnap}
 */
export const scriptVoisnap = ({ script, autoConnect = !script, requestToken = true, VoiceCall: Base = /** @type {any} */ (DefaultVoiceCall) } = {}) => {
  /** The calls that were started or prepared. @type {ScriptedCall[]} */
  const calls = [];
  /** Those of them that nextCall() can give or has given. @type {Set<ScriptedCall>} */
  const announced = new Set();
  /** @type {ScriptedCall[]} */
  const unclaimed = [];
  /** @type {((call: ScriptedCall) => void)[]} */
  const waiting = [];

  /** @param {ScriptedCall} call */
  const announce = call => {
    if (announced.has(call)) return;
    announced.add(call);
    const next = waiting.shift();
    if (next) next(call);
    else unclaimed.push(call);
  };

  /**
   * The application started or prepared a call.
   * @param {ScriptedCall} call
   * @param {Promise<boolean>} ready whether the application's functions gave what it needs
   */
  const onBegin = async (call, ready) => {
    const isStarted = call.state !== 'idle';
    if (!calls.includes(call)) calls.push(call);
    if (!autoConnect && !script) return announce(call);
    const isReady = await ready;
    if (!isStarted) {
      if (isReady && call.state === 'idle') call.progress('hub');
      return;
    }
    if (isReady && autoConnect && call.state === 'connecting') call.connect();
    announce(call);
    if (script && call.state !== 'ended') await run(script, call);
  };

  /** @type {Load} */
  const load = async options => ({
    Call: /** @type {any} */ (
      /** @param {{ track?: MediaStreamTrack }} read @param {WasmObserver} observer */
      function Call(read, observer) {
        const scripted = new ScriptedCall(/** @type {VoiceCallOptions} */ (options), read, observer, { number: calls.length + 1, requestToken, onBegin });
        return scripted.wasm;
      }
    ),
    crashed: false,
    onCrash: () => () => {},
  });

  const overrides = {
    _load: { value: load, writable: true, configurable: true },
    isSupported: { get: () => true, configurable: true },
    preload: { value: async () => {}, writable: true, configurable: true },
  };
  /** @type {any} */
  const VoiceCall = class VoiceCall extends Base {};
  Object.defineProperties(VoiceCall, overrides);

  /** What install() replaced. @type {[string, PropertyDescriptor | undefined][] | undefined} */
  let replaced;
  const reset = () => {
    for (const list of [calls, unclaimed, waiting]) list.length = 0;
    announced.clear();
  };
  const uninstall = () => {
    if (replaced) installed.delete(Base);
    for (const [name, descriptor] of replaced ?? []) {
      if (descriptor) Object.defineProperty(Base, name, descriptor);
      else Reflect.deleteProperty(Base, name);
    }
    replaced = undefined;
    reset();
  };

  return {
    VoiceCall,
    calls,
    nextCall: () => {
      const call = unclaimed.shift();
      return call ? Promise.resolve(call) : new Promise(resolve => waiting.push(resolve));
    },
    install: () => {
      if (installed.has(Base)) throw misuse('install() was called twice.', 'Call uninstall() after each test: afterEach(() => voisnap.uninstall()).');
      installed.add(Base);
      replaced = Object.keys(overrides).map(name => [name, Object.getOwnPropertyDescriptor(Base, name)]);
      Object.defineProperties(Base, overrides);
      return uninstall;
    },
    uninstall,
    reset,
  };
};

/**
 * Runs the test's script. What it throws is an unhandled rejection, which fails the test, unless the call is over: a script cannot
 * know when the application hangs up.
 * @param {(call: ScriptedCall) => void | Promise<void>} script
 * @param {ScriptedCall} call
 */
const run = async (script, call) => {
  try {
    await script(call);
  } catch (thrown) {
    if (call.isLive) throw thrown;
  }
};
