// @ts-check
import { asVoisnapError, failure } from './error.js';
import { Listeners, report } from './events.js';
import { checkOptions, invalidSignal, isTrack, readSignal, toWasmOptions } from './options.js';

/** @import { CallInfo, CallState, SignalingState, VoiceCallOptions } from './types/index.js' */
/** @import { Load, ResourceKind, WasmCall, WasmObserver } from './types/wasm.js' */

/**
 * A question that the application asked: its promise, and how to settle it once.
 * @typedef {{ promise: Promise<any>, resolve: (value?: any) => void, reject: (thrown: unknown) => void, isBrowsers?: boolean }} Question
 */

/** Calls that were started live until their end, also when the application keeps no reference to them. */
const running = new Set();

/** Unsubscribes a call that was only prepared from its instance when it is collected. Made on its first use: importing touches no global. @type {FinalizationRegistry<() => void> | undefined} */
let collected;

const now = () => performance.now();

const callEnded = () => failure('call_ended', 'The call has ended.');

/** @param {string} method */
const tooEarly = method => failure('invalid_options', `${method}() needs a call that is connected.`, 'Wait for start() to resolve.');

/**
 * One call. The wasm half decides everything about a call that runs; this half is what must work before it is loaded and after
 * it crashed: options, listeners, promises, cancelling while it loads, and releasing the microphone after a crash.
 */
export class Call {
  #load;
  #options;
  #listeners = new Listeners();
  /** The wasm half, from its first use until it is freed. @type {WasmCall | undefined} */
  #wasm;
  #isCreating = false;
  /** Questions that wait for the wasm half, in order. @type {((wasm: WasmCall) => void)[]} */
  #waiting = [];
  /** @type {Set<Question>} */
  #pending = new Set();
  /** What a crash leaves behind, with how to release it. @type {Map<object, ResourceKind>} */
  #resources = new Map();
  /** What the application knows: nothing is emitted twice, and a crash is reported from where it stood. */
  #lastEmitted = { state: /** @type {CallState} */ ('idle'), signaling: /** @type {SignalingState} */ ('idle'), muted: false, connectedAt: 0 };
  /** The ids for when there is no wasm half to ask. @type {{ sessionId?: string | undefined, conversationId?: string | undefined }} */
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
  get listeners() {
    return this.#listeners;
  }

  prepare() {
    return this.#ask(wasm => wasm.prepare());
  }

  /** @param {unknown} options */
  start(options) {
    let signal;
    try {
      signal = readSignal(options);
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#isOver) return this.#ask(wasm => wasm.start(0));
    if (!this.#starting && signal?.aborted) {
      // Even after prepare() the microphone was not asked for, and will not be.
      this.hangUp('cancelled');
      return Promise.reject(failure('cancelled', 'The call was cancelled before it connected.'));
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
    const question = this.#open(error => {
      for (const stop of this.#abortListeners ?? []) stop();
      this.#abortListeners = undefined;
      // Without a wasm half (it did not load, or refused the options) nobody else reports the end.
      if (error && !this.#wasm) this.#end({ reason: error.code, by: 'error', durationMs: 0, error });
    });
    this.#starting = question.promise; // before any handler runs, which may call start() again
    if (!this.#wasm) {
      this.#addPagehideListener();
      this.#emit('statechange', { state: 'connecting', previous: 'idle' });
    }
    this.#whenCreated(wasm => wasm.start(Math.round(now() - startedAt)), question);
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
      this.#end({ reason: text, by: 'user', durationMs: 0 });
      return Promise.resolve();
    }
    const question = this.#open();
    this.#hangingUp = question.promise.catch(() => {}); // a crash ended it
    this.#whenCreated(wasm => wasm.hangUp(text), question);
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
    return this.#askCreated('sendDtmf', wasm => wasm.sendDtmf(`${digits}`));
  }

  resumeAudio() {
    if (this.state === 'connecting' && !this.#wasm) return Promise.resolve(); // nothing is blocked yet
    return this.#askCreated('resumeAudio', wasm => wasm.resumeAudio(), true);
  }

  getStats() {
    return this.#askCreated('getStats', wasm => wasm.getStats(), true);
  }

  /**
   * The promise of a question to the wasm half, which is loaded for it if need be.
   * @template T
   * @param {(wasm: WasmCall) => Promise<T>} question
   * @param {boolean} [isBrowsers] the browser answers it, which it may never do once the call has ended
   * @returns {Promise<T>}
   */
  #ask(question, isBrowsers = false) {
    if (this.#isOver) return Promise.reject(callEnded());
    const opened = this.#open();
    opened.isBrowsers = isBrowsers;
    this.#whenCreated(question, opened);
    return opened.promise;
  }

  /**
   * The same for what makes no sense before the call is set up.
   * @template T
   * @param {string} method
   * @param {(wasm: WasmCall) => Promise<T>} question
   * @param {boolean} [isBrowsers]
   * @returns {Promise<T>}
   */
  #askCreated(method, question, isBrowsers) {
    return this.#wasm || this.#isOver ? this.#ask(question, isBrowsers) : Promise.reject(tooEarly(method));
  }

  /**
   * @param {(error?: import('./error.js').VoisnapError) => void} [onSettled]
   * @returns {Question}
   */
  #open(onSettled = () => {}) {
    const question = /** @type {Question} */ ({});
    question.promise = new Promise((resolve, reject) => {
      /** @param {() => void} settle @param {import('./error.js').VoisnapError} [error] */
      const close = (settle, error) => {
        if (!this.#pending.delete(question)) return;
        settle();
        onSettled(error);
        this.#freeLater();
      };
      question.resolve = value => close(() => resolve(value));
      question.reject = thrown => {
        const error = asVoisnapError(thrown);
        close(() => reject(error), error);
      };
    });
    this.#pending.add(question);
    return question;
  }

  /**
   * Puts the question to the wasm half: at once where it is there, else when it is created.
   * @param {(wasm: WasmCall) => Promise<any>} put
   * @param {Question} question
   */
  #whenCreated(put, question) {
    /** @param {WasmCall} wasm */
    const run = wasm => {
      try {
        put(wasm).then(question.resolve, question.reject);
      } catch (thrown) {
        question.reject(thrown);
      }
    };
    if (this.#wasm) return run(this.#wasm);
    if (this.#isOver) return; // a handler ended the call meanwhile, which settled the question
    this.#waiting.push(run);
    if (this.#isCreating) return;
    this.#isCreating = true;
    this.#create().catch(thrown => {
      this.#isCreating = false;
      this.#waiting = [];
      this.#unsubscribeCrash();
      for (const { reject } of this.#pending) reject(thrown);
    });
  }

  async #create() {
    let instance;
    // Another call can crash the instance between its load and its use here.
    do instance = await this.#load();
    while (instance.crashed && !this.#isOver);
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
    for (const run of this.#waiting.splice(0)) if (!this.#isOver) run(wasm);
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
      for (const { isBrowsers, reject } of this.#pending) if (isBrowsers) reject(callEnded());
      return this.#finish(detail);
    }
    if (name === 'started') this.#info = { sessionId: detail.sessionId, conversationId: detail.conversationId };
    this.#emit(name, name === 'error' ? asVoisnapError(detail) : detail);
  }

  /**
   * @param {ResourceKind} kind
   * @param {any} resource
   */
  addResource(kind, resource) {
    // One that a crashed instance still made has no owner any more.
    if (this.#isOver) release(kind, resource);
    else this.#resources.set(resource, kind);
  }

  /** @param {object} resource */
  removeResource(resource) {
    this.#resources.delete(resource);
  }

  /** @param {unknown} cause */
  onCrash(cause) {
    for (const [resource, kind] of this.#resources) release(kind, resource);
    this.#wasm = undefined; // never touched again, not even to free it
    const { connectedAt } = this.#lastEmitted;
    const error = asVoisnapError(cause);
    this.#end({ reason: error.code, by: 'error', durationMs: connectedAt && Math.round(now() - connectedAt), error });
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
    this.#listeners.emit(name, detail);
  }

  /**
   * Ends a call that has no wasm half, or lost it in a crash.
   * @param {any} ended
   */
  #end(ended) {
    if (this.#isOver) return;
    this.#isOver = true; // first: a handler of these events finds the call over
    const { state, signaling } = this.#lastEmitted;
    this.#emit('statechange', { state: 'ended', previous: state });
    if (signaling !== 'idle') this.#emit('signalingchange', { signaling: 'closed', previous: signaling });
    this.#finish(ended);
    for (const { reject } of this.#pending) reject(ended.error ?? failure('cancelled', 'The call was cancelled before it connected.'));
  }

  /** @param {any} ended */
  #finish(ended) {
    this.#isOver = true;
    this.#unsubscribeCrash();
    collected?.unregister(this);
    this.#removePagehideListener();
    this.#resources.clear();
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
    if (!wasm || this.#pending.size) return;
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
    addResource: (kind, resource) => call.deref()?.addResource(kind, resource),
    removeResource: resource => call.deref()?.removeResource(resource),
  },
  /** @param {unknown} cause */
  onCrash: cause => call.deref()?.onCrash(cause),
});

/**
 * Releases what a crashed wasm half held. A failure must not keep the next one from being released.
 * @param {ResourceKind} kind
 * @param {any} resource
 */
const release = (kind, resource) => {
  try {
    // A stream, or the promise of one that the browser still asks its user for.
    if (kind !== 'microphone') resource.close();
    else if (resource instanceof Promise) resource.then(stopTracks, () => {});
    else stopTracks(resource);
  } catch {
    // It was released before.
  }
};

/** @param {MediaStream} stream */
const stopTracks = stream => {
  for (const track of stream.getTracks()) track.stop();
};
