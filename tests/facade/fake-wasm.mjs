// A wasm half whose promises the test settles, with the class shape of src/js/ (pkg-template/types/wasm.d.ts).

/** A promise and the functions that settle it. */
export const deferred = () => {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

export class FakeCall {
  state = 'idle';
  signaling = 'idle';
  muted = false;
  sessionId;
  conversationId;
  localStream;
  remoteStream;
  /** What was done to it, in order: `['setMuted', true]`. */
  log = [];
  freed = 0;
  /** The last question of each name: `fake.answers.start.resolve(…)`. */
  answers = {};

  constructor(options, observer) {
    this.options = options;
    this.observer = observer;
    FakeCall.last = this;
  }

  /** As the real one: its state is new before the event. */
  emit(name, detail) {
    if (name === 'statechange') this.state = detail.state;
    if (name === 'signalingchange') this.signaling = detail.signaling;
    if (name === 'mutechange') this.muted = detail.muted;
    if (name === 'transcript') this.observer.transcript(detail.id, detail.speaker === 'user', detail.text, detail.final, detail.atMs, detail.data);
    else if (name === 'hubevent') this.observer.hubEvent(detail.name, detail.args);
    else this.observer.emit(name, detail);
  }

  #question(name, ...args) {
    this.log.push([name, ...args]);
    this.answers[name] = deferred();
    return this.answers[name].promise;
  }

  prepare() {
    return this.#question('prepare');
  }
  start(elapsedMs) {
    this.elapsedMs = elapsedMs;
    const started = this.#question('start');
    if (this.state === 'idle') this.emit('statechange', { state: 'connecting', previous: 'idle' });
    return started;
  }
  /** After the end it settles at once, as the machine does. */
  hangUp(reason) {
    const question = this.#question('hangUp', reason);
    if (this.state === 'ended') this.answers.hangUp.resolve();
    return question;
  }
  sendDtmf(digits) {
    const question = this.#question('sendDtmf', digits);
    if (this.state === 'ended') this.answers.sendDtmf.reject({ code: 'call_ended', message: 'The call has ended.' });
    return question;
  }
  resumeAudio() {
    return this.#question('resumeAudio');
  }
  getStats() {
    return this.#question('getStats');
  }

  setMuted(muted) {
    this.log.push(['setMuted', muted]);
    if (muted !== this.muted) this.emit('mutechange', { muted });
  }

  free() {
    this.freed++;
  }
}

/** What `load` gives (pkg-template/load/instance.js). */
export const fakeInstance = (Call = FakeCall) => {
  const listeners = new Set();
  const instance = {
    Call,
    crashed: false,
    listeners,
    onCrash: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    crash: cause => {
      instance.crashed = true;
      for (const listener of [...listeners]) listener(cause);
    },
  };
  return instance;
};

/** A loader that counts, and whose loading the test ends. */
export const fakeLoader = () => {
  const loader = { loads: 0, instance: fakeInstance(), gate: deferred() };
  loader.load = () => {
    loader.loads++;
    return loader.gate.promise;
  };
  loader.ready = () => loader.gate.resolve(loader.instance);
  loader.crash = cause => loader.instance.crash(cause);
  return loader;
};

/** Lets every promise reaction that is due run. */
export const settle = () => new Promise(resolve => setImmediate(resolve));

/** Every event of a call, as `[name, detail]`, in order. */
export const record = call => {
  const events = [];
  for (const name of ['statechange', 'progress', 'started', 'transcript', 'ended', 'error', 'signalingchange', 'mutechange', 'track', 'audioblocked', 'hubevent']) {
    call.on(name, detail => events.push([name, detail]));
  }
  return events;
};

export const OPTIONS = { agentId: 'agt_1', accessToken: 'a.b.c' };

/** The wasm half rejects with the fields of an error. */
export const fields = (code, more) => ({ code, message: 'x', ...more });
