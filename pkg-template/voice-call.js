import { Listeners, report } from './events.js';
import { asVoisnapError, cancelled, mistake } from './error.js';
import { HANG_UP, PREPARE, RESUME_AUDIO, SEND_DTMF, START } from './operations.js';
import { checkOptions } from './options.js';

/** Which property of the call each of these events reports. */
const PROPERTY = { statechange: 'state', signalingchange: 'signaling', mutechange: 'muted' };

const now = () => performance.now();

/** The wasm half hands plain values over as JSON, which crosses the border faster than an object field by field. */
const read = value => (typeof value === 'string' ? JSON.parse(value) : value);

/** Lets go of something the wasm half held. One that fails must not keep the next one alive. */
const release = resource => {
  try {
    if (resource.close) resource.close();
    else for (const track of resource.getTracks()) track.stop();
  } catch {
    // It was gone already, which is what was wanted.
  }
};

const notYet = method =>
  Promise.reject(mistake('unsupported', `${method}() is not in this version.`, 'Choose the device before the call: `audio`, `output`.'));

/**
 * Makes the class over a way to get the wasm half, which is how the tests put another one under it.
 *
 * The wasm half decides everything about a call that runs. This half is what must work before it is there and after
 * it died: options, listeners, cancelling while it loads, and releasing the microphone when it fails.
 *
 * @param {() => Promise<import('./load/instance.js').Instance>} load gives the page's wasm instance
 */
export const voiceCallOver = load =>
  class VoiceCall {
    #options;
    #listeners = new Listeners();
    /** What the application was last told, so that it is told each change once, and reads what it was told. */
    #told = { state: 'idle', signaling: 'idle', muted: false };
    /** The wasm half of this call, from its first use until it is freed. */
    #call;
    #ids = {};
    #remoteStream;
    #starting;
    #stopListening = new Set();
    #hangingUp;
    #over = false;
    #connectedAt;
    #madeAt = now();
    /** Milliseconds between start() and the wasm half's own start: what loading took. */
    #loading = 0;
    /** How to reject each promise that the application waits for. */
    #pending = new Set();
    /** What to release should the wasm half die. */
    #resources = new Set();
    #forget = () => {};
    #stay = () => {};

    static get isSupported() {
      const { isSecureContext, navigator, RTCPeerConnection, WebAssembly } = globalThis;
      return !!(isSecureContext && RTCPeerConnection && WebAssembly && navigator?.mediaDevices?.getUserMedia);
    }

    static async preload() {
      await load();
    }

    constructor(options) {
      checkOptions(options);
      this.#options = { ...options }; // read when the wasm is there, which may be much later
    }

    get state() {
      return this.#told.state;
    }
    get signaling() {
      return this.#told.signaling;
    }
    get muted() {
      return this.#told.muted;
    }
    get sessionId() {
      return this.#known().sessionId || undefined; // empty while it is not known
    }
    get conversationId() {
      return this.#known().conversationId;
    }
    get localStream() {
      for (const resource of this.#resources) if (resource.getTracks) return resource;
    }
    get remoteStream() {
      return this.#remoteStream;
    }

    on(event, handler) {
      return this.#listeners.add(event, handler, false);
    }
    once(event, handler) {
      return this.#listeners.add(event, handler, true);
    }
    off(event, handler) {
      this.#listeners.remove(event, handler);
    }

    prepare() {
      return this.#ask((call, done, fail) => call.ask(PREPARE, '', done, fail));
    }

    start({ signal } = {}) {
      if (this.#over) return this.#ask();
      if (!this.#starting && signal?.aborted) {
        // Even after prepare() the microphone was not asked for, and will not be.
        this.hangUp('cancelled');
        return Promise.reject(cancelled());
      }
      if (!this.#starting) {
        const asked = now();
        const settled = error => {
          for (const stop of this.#stopListening) stop();
          this.#stopListening = undefined;
          // Without a wasm half (it did not load, or refused the options) nobody else says that the call is over.
          if (error && !this.#call) this.#end({ reason: error.code, by: 'error', durationMs: 0, error });
        };
        this.#starting = this.#ask((call, done, fail) => {
          this.#loading = now() - asked;
          call.ask(START, '', done, fail);
        }, settled);
        this.#tell('statechange', { state: 'connecting', previous: 'idle' });
        this.#leaveWithThePage();
      }
      if (signal && this.#stopListening) {
        const abort = () => this.hangUp('cancelled');
        signal.addEventListener('abort', abort);
        this.#stopListening.add(() => signal.removeEventListener('abort', abort));
        if (signal.aborted) abort();
      }
      return this.#starting;
    }

    hangUp(reason) {
      // An event handler is easily bound so that it passes its Event.
      const word = typeof reason === 'string' ? reason : 'user_ended';
      if (this.#call && !this.#over) {
        this.#hangingUp ??= this.#ask((call, done, fail) => call.ask(HANG_UP, word, done, fail)).catch(() => {});
      } else {
        this.#end({ reason: word, by: 'user', durationMs: 0 });
      }
      return this.#hangingUp ?? Promise.resolve();
    }

    mute() {
      this.#setMuted(true);
    }
    unmute() {
      this.#setMuted(false);
    }
    sendDtmf(digits) {
      return this.#ask((call, done, fail) => call.ask(SEND_DTMF, `${digits}`, done, fail));
    }
    setMicrophone() {
      return notYet('setMicrophone');
    }
    setSpeaker() {
      return notYet('setSpeaker');
    }
    resumeAudio() {
      return this.#ask((call, done, fail) => call.ask(RESUME_AUDIO, '', done, fail));
    }
    getStats() {
      return this.#ask((call, done, fail) => call.getStats().then(done, fail));
    }

    #known() {
      return this.#call?.info ?? this.#ids;
    }

    #setMuted(muted) {
      if (this.#over || muted === this.#told.muted) return;
      this.#tell('mutechange', { muted });
      // The handlers may have muted or unmuted again; and the wasm half learns it on creation when it is not there yet.
      this.#call?.setMuted(this.#told.muted);
    }

    /**
     * Loads the wasm half if need be, lets `use` work on it, and promises what it says. A call that ends or dies in the
     * meantime settles the promise all the same.
     * @param {(call: any, done: (value?: unknown) => void, fail: (thrown: unknown) => void) => void} use
     * @param {(error?: Error) => void} [settled]
     */
    #ask(use, settled = () => {}) {
      if (this.#over) {
        return Promise.reject(mistake('call_ended', 'The call is over.', 'Make a new VoiceCall: each one is for one call.'));
      }
      return new Promise((resolve, reject) => {
        const fail = thrown => {
          if (!this.#pending.delete(fail)) return;
          const error = asVoisnapError(read(thrown));
          reject(error);
          settled(error);
          this.#freeLater();
        };
        const done = value => {
          if (!this.#pending.delete(fail)) return;
          resolve(read(value));
          settled();
          this.#freeLater();
        };
        this.#pending.add(fail);
        const run = async () => {
          let instance;
          // Another call's crash replaces the instance, also between its load and its use here.
          do instance = await load();
          while (instance.crashed && !this.#over);
          if (!this.#over) use((this.#call ??= this.#create(instance)), done, fail);
        };
        run().catch(fail);
      });
    }

    #create({ Call, onCrash }) {
      this.#stay();
      const call = new Call(this.#options, this.#observer);
      if (this.muted) call.setMuted(true);
      this.#forget = onCrash(cause => this.#die(cause));
      return call;
    }

    /** What the wasm half says (src/js/detail.rs). */
    #observer = {
      event: (event, data) => {
        const [name, detail] = JSON.parse(event);
        if (data !== undefined) detail.data = data;
        this.#hear(name, detail);
      },
      transcript: (id, byUser, text, final, atMs, data) =>
        this.#hear('transcript', { id, speaker: byUser ? 'user' : 'agent', text, final, atMs, data }),
      hubEvent: (name, args) => this.#hear('hubevent', { name, args }),
      track: (track, stream) => this.#hear('track', { track, stream }),
      resource: resource => {
        // One that a dying wasm half still made has no owner any more.
        if (this.#over) release(resource);
        else this.#resources.add(resource);
      },
    };

    #hear(name, detail) {
      if (name === 'log') {
        this.#log(detail);
      } else if (!this.#over) {
        if (name === 'ended') this.#finish(detail);
        else this.#tell(name, name === 'error' ? asVoisnapError(detail) : detail);
      }
    }

    /**
     * A page can go, and come back from its cache, while the wasm loads: what loads must not call then. The wasm half
     * watches the page itself.
     */
    #leaveWithThePage() {
      if (this.#call) return;
      const leave = () => this.hangUp('page_closed');
      globalThis.addEventListener?.('pagehide', leave);
      this.#stay = () => globalThis.removeEventListener?.('pagehide', leave);
    }

    /** Hands an entry to the application's logger, which must not be able to break the call. */
    #log(entry) {
      try {
        this.#options.logger?.({ ...entry, atMs: now() - this.#madeAt });
      } catch (thrown) {
        report(thrown);
      }
    }

    /** Tells the application, unless it knows. */
    #tell(name, detail) {
      const property = PROPERTY[name];
      if (property) {
        if (this.#told[property] === detail[property]) return;
        this.#told[property] = detail[property];
      }
      if (detail.state === 'connected') this.#connectedAt ??= now();
      if (name === 'started') this.#ids = detail;
      if (name === 'track') this.#remoteStream = detail.stream;
      if (name === 'progress') detail.ms = Math.round(detail.ms + this.#loading);
      this.#listeners.tell(name, detail);
    }

    /** Ends a call that has no wasm half, or whose wasm half is dead. */
    #end(ended) {
      if (this.#over) return;
      this.#over = true; // first: a handler of these events must find the call over
      this.#tell('statechange', { state: 'ended', previous: this.state });
      if (this.signaling !== 'idle') this.#tell('signalingchange', { signaling: 'closed', previous: this.signaling });
      this.#finish(ended);
      for (const fail of this.#pending) fail(ended.error ?? cancelled());
    }

    #finish(ended) {
      this.#over = true;
      this.#forget();
      this.#stay();
      this.#resources.clear();
      this.#remoteStream = undefined;
      if (ended.error) ended.error = asVoisnapError(ended.error);
      this.#tell('ended', ended);
      this.#freeLater();
    }

    #die(cause) {
      for (const resource of this.#resources) release(resource);
      this.#call = undefined; // never touched again, not even to free it
      const error = asVoisnapError(cause);
      const durationMs = this.#connectedAt ? now() - this.#connectedAt : 0;
      this.#end({ reason: error.code, by: 'error', durationMs, error });
    }

    /** Not at once: the wasm half may be below us on the stack. */
    #freeLater() {
      if (this.#over) queueMicrotask(() => this.#free());
    }

    /** Frees the wasm half when the call is over and nothing of it runs any more. */
    #free() {
      if (!this.#over || !this.#call || this.#pending.size) return;
      this.#ids = this.#known();
      this.#call.free();
      this.#call = undefined;
    }
  };
