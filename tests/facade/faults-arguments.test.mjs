// What a page may give to a call, and what is refused with a hint before anything starts.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { VoisnapError } from '../../pkg-template/error.js';
import { toWasmOptions } from '../../pkg-template/options.js';
import { createVoiceCallClass } from '../../pkg-template/voice-call.js';
import { FakeCall, OPTIONS, fakeLoader, record, settle } from './fake-wasm.mjs';

/** As in a browser: a getter on the prototype that only a real track passes. */
class MediaStreamTrack {
  #kind;
  readyState = 'live';
  enabled = true;
  constructor(kind = 'audio') {
    this.#kind = kind;
  }
  get kind() {
    return this.#kind;
  }
}
class MediaStream {
  get [Symbol.toStringTag]() {
    return 'MediaStream';
  }
}
class MediaDeviceInfo {
  deviceId = 'x';
  get [Symbol.toStringTag]() {
    return 'MediaDeviceInfo';
  }
}

let loader;
let VoiceCall;
let call;
beforeEach(() => {
  loader = fakeLoader();
  loader.ready();
  VoiceCall = createVoiceCallClass(loader.load);
  call = new VoiceCall(OPTIONS);
  FakeCall.last = undefined;
  globalThis.MediaStreamTrack = MediaStreamTrack;
});
afterEach(() => delete globalThis.MediaStreamTrack);

const isInvalid = (words, hint = /./) => error => {
  assert.ok(error instanceof VoisnapError, `${error?.stack}`);
  assert.equal(error.code, 'invalid_options');
  assert.match(error.message, words);
  assert.match(error.hint, hint);
  return true;
};
const refused = (options, words, hint) => assert.throws(() => new VoiceCall({ ...OPTIONS, ...options }), isInvalid(words, hint));

describe('fault_08: no credentials in an address', () => {
  for (const baseUrl of ['https://user:secret@host', 'https://user@host/api', 'wss://:secret@host']) {
    test(baseUrl.replace(/\w+(?=@)/, '…'), () => {
      refused({ baseUrl }, /user name or password/, /token/);
      assert.throws(() => new VoiceCall({ ...OPTIONS, baseUrl }), error => !`${error}${error.hint}`.includes('secret'));
    });
  }

  test('an API key is found behind what copying put before it', () => {
    for (const accessToken of [' vsnp_live_x', '"vsnp_sb_x"', '\u200bvsnp_live_x', '\ufeff\n"vsnp_live_x']) {
      assert.throws(() => new VoiceCall({ ...OPTIONS, accessToken }), { code: 'api_key_in_browser' });
    }
  });
});

describe('fault_19: baseUrl is an address to append to', () => {
  for (const baseUrl of [
    'https://host/#/call', 'https://host/#', 'https://host#x', 'https://host/api?tenant=1', 'https://host/?', 'wss://host?x=1#y', 'https://host/a?b=https://c',
  ]) {
    test(`${baseUrl} is refused`, () => refused({ baseUrl }, /query or a fragment/, /API's address/));
  }
  for (const [given, taken] of [
    ['https://host', 'https://host/'],
    ['https://host/voice/', 'https://host/voice/'],
    ['  HTTPS://Host:8443/voice ', 'https://host:8443/voice'],
    ['ws://localhost:5170', 'ws://localhost:5170/'],
    [new URL('https://host/api'), 'https://host/api'],
  ]) {
    test(`${given} is ${taken}`, async () => {
      new VoiceCall({ ...OPTIONS, baseUrl: given }).prepare();
      await settle();
      assert.equal(FakeCall.last.options.baseUrl, taken);
    });
  }
});

describe('fault_13: audio is what it says, or refused', () => {
  test('an ended track', () => refused({ audio: Object.assign(new MediaStreamTrack(), { readyState: 'ended' }) }, /has ended/, /live track/));
  test('a video track', () => refused({ audio: new MediaStreamTrack('video') }, /video track/, /audio track/));
  test('a stream', () => refused({ audio: new MediaStream() }, /MediaStream\b/, /getAudioTracks\(\)\[0\]/));
  test('a proxy of a stream', () => refused({ audio: new Proxy(new MediaStream(), {}) }, /MediaStream\b/, /getAudioTracks/));
  test('a proxy of a track', () => refused({ audio: new Proxy(new MediaStreamTrack(), {}) }, /wrapper/, /toRaw/));
  test('a device', () => refused({ audio: new MediaDeviceInfo() }, /MediaDeviceInfo/, /deviceId/));
  test('the constraints of getUserMedia', () => {
    refused({ audio: { audio: true } }, /getUserMedia/, /'audio'/);
    refused({ audio: { video: false, audio: { deviceId: 'x' } } }, /getUserMedia/);
  });
  test('a promise', () => refused({ audio: Promise.resolve(new MediaStreamTrack()) }, /Promise/));
  for (const audio of [true, 'default', 5, null, [], () => {}]) test(`${JSON.stringify(audio)}`, () => refused({ audio }, /'audio' must be/));

  test('a track and constraints are told apart', () => {
    const track = new MediaStreamTrack();
    const constraints = { deviceId: { exact: 'x' } };
    assert.deepEqual([toWasmOptions({ ...OPTIONS, audio: track }).track, toWasmOptions({ ...OPTIONS, audio: track }).constraints], [track, undefined]);
    assert.equal(toWasmOptions({ ...OPTIONS, audio: constraints }).constraints, constraints);
    assert.equal(toWasmOptions({ ...OPTIONS, audio: constraints }).track, undefined);
  });
  test('a track of another class of the same browser is one', () => {
    class CanvasTrack extends MediaStreamTrack {}
    const track = new CanvasTrack();
    assert.equal(toWasmOptions({ ...OPTIONS, audio: track }).track, track);
  });
});

describe('fault_18: wrong arguments start nothing', () => {
  const controller = new AbortController();
  /** As in a browser: neither its getter nor addEventListener passes through a proxy. */
  class BrandedSignal {
    #aborted = false;
    get aborted() { return this.#aborted; }
    addEventListener() { this.#aborted; }
    removeEventListener() { this.#aborted; }
  }
  const reactive = new Proxy(new BrandedSignal(), {});
  const throwing = { aborted: false, removeEventListener() {}, addEventListener() { throw new TypeError('Illegal invocation'); } };
  for (const [what, options, words, hint] of [
    ['a controller for its signal', { signal: controller }, /AbortSignal/, /controller\.signal/],
    ['a proxy of a signal', { signal: reactive }, /AbortSignal/],
    ['a signal that cannot be listened to', { signal: throwing }, /AbortSignal/],
    ['a signal that is none', { signal: 'x' }, /AbortSignal/],
    ['a signal that is true', { signal: true }, /AbortSignal/],
    ['an object that is none', { signal: {} }, /AbortSignal/],
    ['a signal without its object', controller.signal, /object of options.*AbortSignal/, /start\(\{ signal \}\)/],
    ['a controller without its object', controller, /object of options/],
    ['a text', 'x', /object of options/],
    ['null', null, /object of options/],
    ['a number', 0, /object of options/],
    ['a list', [], /object of options/],
    ['a function', () => {}, /object of options/],
    ['an Event', new Event('click'), /object of options.*Event/],
    ['an option that does not exist', { singal: controller.signal }, /no option 'singal'/, /signal/],
  ]) {
    test(`start(): ${what}`, async () => {
      const events = record(call);
      await assert.rejects(call.start(options), isInvalid(words, hint));
      await settle();
      assert.equal(call.state, 'idle');
      assert.equal(loader.loads, 0);
      assert.deepEqual(events, []);
      call.start(); // it can be started still
      await settle();
      assert.deepEqual(FakeCall.last.log, [['start']]);
    });
  }

  test('start() with no signal in its options', async () => {
    for (const options of [undefined, {}, { signal: undefined }, { signal: null }, Object.create(null)]) {
      const other = new VoiceCall(OPTIONS);
      other.start(options);
      await settle();
      assert.deepEqual(FakeCall.last.log, [['start']]);
    }
  });

  test('a wrong second start() leaves the first alone', async () => {
    const started = call.start();
    await assert.rejects(call.start({ signal: controller }), { code: 'invalid_options' });
    await settle();
    FakeCall.last.answers.start.resolve({ sessionId: 'wrtc_1' });
    assert.deepEqual(await started, { sessionId: 'wrtc_1' });
  });

  for (const reason of [new Event('click'), null, 5, {}, Symbol('x'), undefined]) {
    test(`hangUp(${String(reason)}) hangs up`, async () => {
      call.start().catch(() => {});
      await settle();
      call.hangUp(reason);
      assert.deepEqual(FakeCall.last.log.at(-1), ['hangUp', 'user_ended']);
    });
  }

  for (const digits of [undefined, null, {}, ['1'], Symbol('x'), true]) {
    test(`sendDtmf(${String(digits)}) is refused`, async () => {
      call.start();
      await settle();
      await assert.rejects(call.sendDtmf(digits), isInvalid(/digits/, /0-9/));
      assert.deepEqual(FakeCall.last.log, [['start']]);
    });
  }

  for (const [method, ...args] of [['sendDtmf', '1'], ['getStats'], ['resumeAudio']]) {
    test(`${method}() before its time says so, and loads nothing`, async () => {
      await assert.rejects(call[method](...args), isInvalid(new RegExp(`${method}\\(\\) needs a call that is connected`), /start\(\)/));
      assert.equal(loader.loads, 0);
    });
  }

  test('a page without MediaStreamTrack (a host without WebRTC) gets as far as the wasm half, which says so', async () => {
    delete globalThis.MediaStreamTrack;
    const started = new VoiceCall({ ...OPTIONS, audio: { echoCancellation: false } }).start();
    await settle();
    FakeCall.last.answers.start.reject({ code: 'unsupported_browser', message: 'x' });
    await assert.rejects(started, { code: 'unsupported_browser' });
  });
});

describe('fault_49: an event that does not exist is refused, naming those that do', () => {
  for (const method of ['on', 'once', 'off']) {
    for (const name of ['ende', 'Ended', 'toString', '', undefined, 5]) {
      test(`${method}(${name})`, () => assert.throws(() => call[method](name, () => {}), isInvalid(/no event/, /statechange, .*ended, .*hubevent/)));
    }
    for (const handler of [undefined, null, 'x', {}]) {
      test(`${method}('ended', ${handler})`, () => assert.throws(() => call[method]('ended', handler), isInvalid(/'ended' must be a function/)));
    }
  }
});

describe('other options', () => {
  test('a promise of a session: the function that makes it is wanted', () =>
    assert.throws(() => new VoiceCall({ accessToken: 'a.b.c', session: Promise.resolve({}) }), isInvalid(/'session' must be/)));
  for (const metadata of [new Map([['a', 1]]), new Date(), new Set(), [1], 'x']) {
    test(`metadata that JSON would lose: ${metadata.constructor.name}`, () => refused({ metadata }, /'metadata' must be/));
  }
  test('a flag of hub that does not exist', () => refused({ hub: { negociate: true } }, /'hub' must be.*negotiate, statefulReconnect/));
});
