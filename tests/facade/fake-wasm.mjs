// A wasm half whose every answer the test gives, with the class shape of src/js/.
import assert from 'node:assert/strict';
import { HANG_UP, PREPARE, RESUME_AUDIO, SEND_DTMF, START } from '../../pkg-template/operations.js';

/** What is asked of a call by number, and whether it takes a word. */
const OPERATIONS = {
  [PREPARE]: ['prepare'],
  [START]: ['start'],
  [HANG_UP]: ['hangUp', true],
  [SEND_DTMF]: ['sendDtmf', true],
  [RESUME_AUDIO]: ['resumeAudio'],
};

/** A promise and the functions that settle it. */
export const deferred = () => {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

export class FakeCall {
  /** What was done to it, in order: `['setMuted', true]`. */
  log = [];
  freed = 0;
  answers = {};

  constructor(options, observer) {
    this.options = options;
    // As the wasm half tells its events (src/js/detail.rs).
    const told = {
      resource: resource => observer.resource(resource),
      track: ({ track, stream }) => observer.track(track, stream),
      transcript: ({ id, speaker, text, final, atMs, data }) => observer.transcript(id, speaker === 'user', text, final, atMs, data),
      hubevent: ({ name, args }) => observer.hubEvent(name, args),
      started: ({ data, ...detail }) => observer.event(JSON.stringify(['started', detail]), data),
    };
    this.emit = (name, detail) => (told[name] ? told[name](detail) : observer.event(JSON.stringify([name, detail]), undefined));
    FakeCall.last = this;
  }

  /** Notes the call and answers with a promise the test settles: `fake.answers.start.resolve(…)`, plain objects as JSON. */
  #asked(name, ...args) {
    this.log.push([name, ...args]);
    const { promise, resolve, reject } = deferred();
    const written = value => (value?.constructor === Object ? JSON.stringify(value) : value);
    this.answers[name] = { resolve: value => resolve(written(value)), reject: value => reject(written(value)) };
    return promise;
  }

  ask(operation, word, resolve, reject) {
    const [name, takesWord] = OPERATIONS[operation];
    if (!takesWord) assert.equal(word, '');
    this.#asked(name, ...(takesWord ? [word] : [])).then(resolve, reject);
  }
  getStats = () => this.#asked('getStats');

  setMuted(muted) {
    this.log.push(['setMuted', muted]);
    this.emit('mutechange', { muted }); // as the real one does: the facade told it already
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
