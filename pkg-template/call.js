// @ts-check
import { asVoisnapError, failure } from './error.js';
import { Listeners, report } from './events.js';
import { inTime } from './load/limit.js';
import { Operations } from './operations.js';
import { checkOptions, invalidSignal, isTrack, readSignal, toWasmOptions } from './options.js';
import { Resources } from './resources.js';

/** @import { CallInfo, CallState, SignalingState, VoiceCallOptions } from './types/index.js' */
/** @import { Operation } from './operations.js' */
/** @import { Load, WasmCall, WasmObserver } from './types/wasm.js' */

/** Calls that were started live until their end, also when the application keeps no reference to them. */
const running = new Set();

/**
 * Unsubscribes a call that was only prepared from its instance when it is collected. Made on its first use: importing touches
 * no global.
 * @type {FinalizationRegistry<() => void> | undefined}
 */
let collected;

const now = () => performance.now();

const callEnded = () => failure('call_ended', 'The call has ended.');
const cancelled = () => failure('cancelled', 'The call was cancelled before it connected.');

/** @param {string} method */
const tooEarly = method => failure('invalid_options', `${method}() needs a call that is connected.`, 'Wait for start() to resolve.');

/**
 * One call. The wasm half decides everything about a call that runs; this half is what must work before it is loaded and after
 * it crashed: options, listeners, promises, cancelling while it loads, and releasing the microphone after a crash.
 */
export class Call {
  #load;
  /** Clears the timer that limits the wait for the WebAssembly. */
  #releaseTimer = () => {};
  #options;
  /** The wasm half, from its first use until it is freed. @type {WasmCall | undefined} */
  #wasm;
  #isCreating = false;
  /** Operations that wait for the wasm half, in order. @type {((wasm: WasmCall) => void)[]} */
  #waiting = [];
  #operations = new Operations(() => this.#freeLater());
  resources = new Resources();
  listeners = new Listeners();
  /** What the application knows: nothing is emitted twice, and a crash is reported from where it stood. */
  #lastEmitted = { state: /** @type {CallState} */ ('idle'), signaling: /** @type {SignalingState} */ ('idle'), muted: false, connectedAt: 0 };
  /** The ids for when there is no wasm half. @type {{ sessionId?: string | undefined, conversationId?: string | undefined }} */
  #info = {};
  /** When the application called start(): the zero of all times that are published. @type {number | undefined} */
  #startedAt;
  /** @type {Promise<CallInfo> | undefined} */
  #starting;
  /** @type {Promise<void> | undefined} */
  #hangingUp;
  #isOver = false;
  /** How to stop listening to each AbortSignal; undefined once start() is settled. @type {(() => void)[] | undefined} */
  #abortListeners = [];
  #removePagehideListener = () => {};
  #unsubscribeCrash = () => {};

  /**
   * @param {Load} load
   * @param {VoiceCallOptions} options
   */
  constructor(load, options) {
    checkOptions(options);
    this.#load = load;
    this.#options = { ...options }; // read when the wasm is there, which may be much later
  }

  get state() {
    return this.#wasm?.state ?? this.#lastEmitted.state;
  }
  get signaling() {
    return this.#wasm?.signaling ?? this.#lastEmitted.signaling;
  }
  get muted() {
    const muted = this.#wasm?.muted ?? this.#lastEmitted.muted;
    // Before the call has taken it: a disabled track of the application's is a muted one.
    return muted || (this.state === 'idle' && this.#ownTrack?.enabled === false);
  }
  get sessionId() {
    return this.#wasm?.sessionId ?? this.#info.sessionId;
  }
  get conversationId() {
    return this.#wasm?.conversationId ?? this.#info.conversationId;
  }
  get localStream() {
    return this.#wasm?.localStream;
  }
  get remoteStream() {
    return this.#wasm?.remoteStream;
  }

  prepare() {
    return this.#run(wasm => wasm.prepare());
  }

  /** @param {unknown} options */
  start(options) {
    let signal;
    try {
      signal = readSignal(options);
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#isOver) return Promise.reject(callEnded());
    if (!this.#starting && signal?.aborted) {
      // Even after prepare() the microphone was not requested, and will not be.
      this.hangUp('cancelled');
      return Promise.reject(cancelled());
    }
    try {
      if (signal) this.#follow(signal);
    } catch (cause) {
      return Promise.reject(Object.assign(invalidSignal(), { cause }));
    }
    if (!this.#starting) this.#begin();
    if (signal?.aborted && this.#abortListeners) this.hangUp('cancelled');
    return /** @type {Promise<CallInfo>} */ (/** @type {unknown} */ (this.#starting));
  }

  #begin() {
    const startedAt = now();
    this.#startedAt = startedAt;
    running.add(this);
    const operation = this.#operations.open({
      onSettled: error => {
        for (const stop of this.#abortListeners ?? []) stop();
        this.#abortListeners = undefined;
        // Without a wasm half (it did not load, or refused the options) nobody else reports the end.
        if (error && !this.#wasm) this.#end({ reason: error.code, by: 'error', durationMs: 0, error });
      },
    });
    this.#starting = operation.promise; // before any handler runs, which may call start() again
    if (!this.#wasm) {
      this.#addPagehideListener();
      this.#emit('statechange', { state: 'connecting', previous: 'idle' });
    }
    this.#whenCreated(wasm => wasm.start(Math.round(now() - startedAt)), operation);
  }

  /** @param {AbortSignal} signal */
  #follow(signal) {
    if (!this.#abortListeners) return; // start() is settled: the signal means nothing any more
    const abort = () => void this.hangUp('cancelled');
    signal.addEventListener('abort', abort);
    this.#abortListeners.push(() => signal.removeEventListener('abort', abort));
  }

  /** @param {unknown} [reason] */
  hangUp(reason) {
    // An event handler is easily bound so that it passes its Event.
    const text = typeof reason === 'string' ? reason : 'user_ended';
    if (this.#hangingUp) return this.#hangingUp;
    if (!this.#wasm || this.#isOver) {
      this.#end({ reason: text, by: 'user', durationMs: 0, ...(this.#starting && { error: cancelled() }) });
      return Promise.resolve();
    }
    const operation = this.#operations.open();
    this.#hangingUp = operation.promise.catch(() => {}); // a crash ended it
    this.#whenCreated(wasm => wasm.hangUp(text), operation);
    return this.#hangingUp;
  }

  get #ownTrack() {
    const { audio } = this.#options;
    return isTrack(audio) ? audio : undefined;
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    if (this.#isOver) return;
    if (!muted && this.state === 'idle' && this.#ownTrack) this.#ownTrack.enabled = true;
    if (this.#wasm) this.#wasm.setMuted(muted);
    else this.#emit('mutechange', { muted });
  }

  /** @param {unknown} digits */
  sendDtmf(digits) {
    if (typeof digits !== 'string' && typeof digits !== 'number') {
      return Promise.reject(failure('invalid_options', 'sendDtmf() takes a string of digits.', 'The digits are 0-9, * and #.'));
    }
    return this.#runCreated('sendDtmf', wasm => wasm.sendDtmf(`${digits}`));
  }

  resumeAudio() {
    if (this.state === 'connecting' && !this.#wasm) return Promise.resolve(); // nothing is blocked yet
    return this.#runCreated('resumeAudio', wasm => wasm.resumeAudio(), true);
  }

  getStats() {
    return this.#runCreated('getStats', wasm => wasm.getStats(), true);
  }

  /**
   * Runs an operation of the wasm half, which is loaded for it if need be.
   * @template T
   * @param {(wasm: WasmCall) => Promise<T>} run
   * @param {boolean} [isBrowsers] see {@link Operation}
   * @returns {Promise<T>}
   */
  #run(run, isBrowsers) {
    if (this.#isOver) return Promise.reject(callEnded());
    const operation = this.#operations.open({ isBrowsers });
    this.#whenCreated(run, operation);
    return operation.promise;
  }

  /**
   * The same for what makes no sense before the call is set up.
   * @template T
   * @param {string} method
   * @param {(wasm: WasmCall) => Promise<T>} run
   * @param {boolean} [isBrowsers]
   * @returns {Promise<T>}
   */
  #runCreated(method, run, isBrowsers) {
    return this.#wasm || this.#isOver ? this.#run(run, isBrowsers) : Promise.reject(tooEarly(method));
  }

  /**
   * Runs the operation at once where there is a wasm half, else when it is created.
   * @param {(wasm: WasmCall) => Promise<any>} run
   * @param {Operation} operation
   */
  #whenCreated(run, { resolve, reject }) {
    /** @param {WasmCall} wasm */
    const settle = wasm => {
      try {
        run(wasm).then(resolve, reject);
      } catch (thrown) {
        reject(thrown);
      }
    };
    if (this.#wasm) return settle(this.#wasm);
    if (this.#isOver) return; // a handler ended the call meanwhile, which settled the operation
    this.#waiting.push(settle);
    if (this.#isCreating) return;
    this.#isCreating = true;
    this.#create().catch(thrown => {
      this.#isCreating = false;
      this.#waiting = [];
      this.#unsubscribeCrash();
      this.#operations.rejectAll(thrown);
    });
  }

  async #create() {
    let instance;
    // Another call can crash the instance between its load and its use here.
    do {
      const { promise, release } = inTime(this.#load());
      this.#releaseTimer = release;
      instance = await promise;
    } while (instance.crashed && !this.#isOver);
    if (this.#isOver) return;
    const { observer, onCrash } = observe(new WeakRef(this));
    this.#unsubscribeCrash = instance.onCrash(onCrash);
    const wasm = new instance.Call(toWasmOptions(this.#options), observer);
    if (this.#lastEmitted.muted) wasm.setMuted(true);
    this.#wasm = wasm;
    this.#isCreating = false;
    collected ??= new FinalizationRegistry(unsubscribe => unsubscribe());
    collected.register(this, this.#unsubscribeCrash, this);
    this.#removePagehideListener(); // the wasm half has its own
    for (const settle of this.#waiting.splice(0)) if (!this.#isOver) settle(wasm);
  }

  /**
   * What the wasm half emits (`src/js/event.rs`).
   * @param {string} name
   * @param {any} detail
   */
  onEvent(name, detail) {
    if (name === 'log') return this.#log(detail);
    if (this.#isOver) return;
    if (name === 'ended') {
      this.#operations.rejectBrowsers(callEnded());
      return this.#finish(detail);
    }
    if (name === 'started') this.#info = { sessionId: detail.sessionId, conversationId: detail.conversationId };
    this.#emit(name, name === 'error' ? asVoisnapError(detail) : detail);
  }

  /** @param {unknown} cause */
  onCrash(cause) {
    this.resources.releaseAll();
    this.#wasm = undefined; // never touched again, not even to free it
    const { connectedAt } = this.#lastEmitted;
    const error = asVoisnapError(cause);
    this.#end({ reason: error.code, by: 'error', durationMs: connectedAt && Math.round(now() - connectedAt), error });
    this.#operations.rejectAll(error); // those of a call that had ended already
    this.#unsubscribeCrash();
  }

  /**
   * A page can go, and come back from its cache, while the wasm loads: what loads must not call then.
   */
  #addPagehideListener() {
    const leave = () => void this.hangUp('page_closed');
    // Without the event, or with a page's own code in the place of the function, there is nothing to listen to.
    const attempt = (/** @type {'addEventListener' | 'removeEventListener'} */ name) => {
      try {
        globalThis[name]?.('pagehide', leave);
      } catch {}
    };
    attempt('addEventListener');
    this.#removePagehideListener = () => attempt('removeEventListener');
  }

  /**
   * Hands an entry to the application's logger, which must not be able to break the call.
   * @param {any} entry
   */
  #log(entry) {
    try {
      this.#options.logger?.({ ...entry, atMs: this.#startedAt === undefined ? 0 : Math.round(now() - this.#startedAt) });
    } catch (thrown) {
      report(thrown);
    }
  }

  /**
   * Calls the application's handlers, unless it knows already.
   * @param {string} name
   * @param {any} detail
   */
  #emit(name, detail) {
    const property = /** @type {'state' | undefined} */ (PROPERTY[name]);
    if (property) {
      if (this.#lastEmitted[property] === detail[property]) return;
      this.#lastEmitted[property] = detail[property];
    }
    if (detail.state === 'connected') this.#lastEmitted.connectedAt ||= now();
    this.listeners.emit(name, detail);
  }

  /**
   * Ends a call that has no wasm half, or lost it in a crash.
   * @param {any} ended
   */
  #end(ended) {
    if (this.#isOver) return;
    this.#isOver = true; // first: a handler of these events finds the call over
    this.#releaseTimer();
    const { state, signaling } = this.#lastEmitted;
    this.#emit('statechange', { state: 'ended', previous: state });
    if (signaling !== 'idle') this.#emit('signalingchange', { signaling: 'closed', previous: signaling });
    this.#finish(ended);
    this.#operations.rejectAll(ended.error ?? cancelled());
  }

  /** @param {any} ended */
  #finish(ended) {
    this.#isOver = true;
    collected?.unregister(this);
    this.#removePagehideListener();
    this.#waiting = [];
    running.delete(this);
    this.#emit('ended', ended.error ? { ...ended, error: asVoisnapError(ended.error) } : ended);
    this.#freeLater();
  }

  /** Not at once: the wasm half may be below us on the stack. */
  #freeLater() {
    if (this.#isOver) queueMicrotask(() => this.#free());
  }

  /** Frees the wasm half when the call is over and nothing of it runs any more. */
  #free() {
    const wasm = this.#wasm;
    if (!wasm || !this.#operations.isEmpty) return;
    this.#unsubscribeCrash();
    this.#info = { sessionId: wasm.sessionId, conversationId: wasm.conversationId };
    this.#wasm = undefined;
    wasm.free();
  }
}

/** Which state of the call each of these events reports. @type {Record<string, string>} */
const PROPERTY = { statechange: 'state', signalingchange: 'signaling', mutechange: 'muted' };

/**
 * What the wasm half holds of a call: weakly, so that one that was only prepared can be collected, which frees its wasm half.
 * @param {WeakRef<Call>} call
 */
const observe = call => ({
  /** @type {WasmObserver} */
  observer: {
    emit: (name, detail) => call.deref()?.onEvent(name, detail),
    transcript: (id, byUser, text, final, atMs, data) =>
      call.deref()?.onEvent('transcript', { id, speaker: byUser ? 'user' : 'agent', text, final, atMs, data }),
    hubEvent: (name, args) => call.deref()?.onEvent('hubevent', { name, args }),
    addResource: (kind, resource) => call.deref()?.resources.add(kind, resource),
    removeResource: resource => call.deref()?.resources.remove(resource),
  },
  /** @param {unknown} cause */
  onCrash: cause => call.deref()?.onCrash(cause),
});
