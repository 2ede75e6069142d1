// Questions that are asked at awkward times: each has one answer, and nothing is left afterwards.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createVoiceCallClass } from '../../pkg-template/voice-call.js';
import { FakeCall, OPTIONS, deferred, fakeInstance, fakeLoader, record, settle } from './fake-wasm.mjs';

let loader;
let call;
let events;
const fake = () => FakeCall.last;
const code = wanted => ({ name: 'VoisnapError', code: wanted });

/** `fulfilled`, the code of the rejection, or `pending`. */
const outcome = promise => {
  const settled = promise.then(() => 'fulfilled', error => error.code);
  return Promise.race([settled, settle().then(settle).then(() => 'pending')]);
};

beforeEach(() => {
  loader = fakeLoader();
  call = new (createVoiceCallClass(loader.load))(OPTIONS);
  events = record(call);
  FakeCall.last = undefined;
});

const connect = async () => {
  loader.ready();
  const started = call.start();
  await settle();
  fake().emit('statechange', { state: 'connected', previous: 'connecting' });
  fake().emit('signalingchange', { signaling: 'connected', previous: 'connecting' });
  fake().answers.start.resolve({ sessionId: 'wrtc_1' });
  await started;
};

/** What the real machine does of itself after its end: it settles at once. */
class SettlingCall extends FakeCall {
  #refuse() {
    return this.state === 'ended' ? Promise.reject({ code: 'call_ended', message: 'The call has ended.' }) : undefined;
  }
  prepare() {
    return this.#refuse() ?? super.prepare();
  }
  start(elapsed) {
    return this.#refuse() ?? super.start(elapsed);
  }
  resumeAudio() {
    return this.#refuse() ?? super.resumeAudio();
  }
  getStats() {
    return this.#refuse() ?? super.getStats();
  }
}

describe('fault_20: a question from a handler of the end', () => {
  const ends = [
    ['statechange', { state: 'ended', previous: 'connected' }],
    ['signalingchange', { signaling: 'closed', previous: 'connected' }],
    ['ended', { reason: 'agent_ended', by: 'agent', durationMs: 1 }],
  ];
  for (const [name] of ends) {
    for (const [method, ...args] of [['hangUp'], ['getStats'], ['sendDtmf', '1'], ['prepare'], ['start'], ['resumeAudio']]) {
      const wanted = method === 'hangUp' ? 'fulfilled' : 'call_ended';
      test(`${method}() from '${name}' ${wanted === 'fulfilled' ? 'resolves' : 'rejects call_ended'}`, async () => {
        loader.instance.Call = SettlingCall;
        await connect();
        let asked;
        call.on(name, detail => {
          if (name !== 'statechange' || detail.state === 'ended') asked = outcome(call[method](...args));
        });
        for (const event of ends) fake().emit(...event);
        // start() that came before is the same promise, which resolved.
        assert.equal(await asked, method === 'start' && name !== 'ended' ? 'fulfilled' : wanted);
        await settle();
        assert.equal(fake().freed, 1, 'and the wasm half is freed');
        assert.equal(loader.instance.listeners.size, 0);
      });
    }
  }

  test('every method at once, from every handler', async () => {
    loader.instance.Call = SettlingCall;
    await connect();
    const asked = [];
    for (const [name] of ends) {
      call.on(name, () => {
        for (const ask of [() => call.hangUp(), () => call.getStats(), () => call.sendDtmf('1'), () => call.prepare(), () => call.resumeAudio()]) asked.push(outcome(ask()));
      });
    }
    for (const event of ends) fake().emit(...event);
    for (const settled of asked) assert.notEqual(await settled, 'pending');
    assert.equal(asked.length, 15);
    await settle();
    assert.equal(fake().freed, 1);
  });

  test('hangUp() from a handler of the hang-up is the same promise', async () => {
    await connect();
    let inner;
    call.on('statechange', () => (inner = call.hangUp()));
    const outer = call.hangUp();
    fake().emit('statechange', { state: 'ended', previous: 'connected' });
    assert.equal(inner, outer);
    assert.equal(fake().log.filter(([name]) => name === 'hangUp').length, 1);
    fake().answers.hangUp.resolve();
    await outer;
  });

  test('start() from a handler of its own first event is the same promise', async () => {
    loader.ready();
    call.prepare();
    await settle();
    let inner;
    call.on('statechange', () => (inner = call.start()));
    const outer = call.start();
    assert.equal(inner, outer);
    assert.deepEqual(fake().log, [['prepare'], ['start']]);
  });

  test('what waits for the browser is rejected at the end, whatever the browser does with it', async () => {
    await connect();
    const asked = [call.getStats(), call.resumeAudio()].map(outcome);
    for (const event of ends) fake().emit(...event);
    assert.deepEqual(await Promise.all(asked), ['call_ended', 'call_ended']);
    await settle();
    assert.equal(fake().freed, 1);
  });

  test('what is asked while the wasm half loads, by a call that ends meanwhile', async () => {
    const asked = [call.prepare(), call.start()].map(outcome);
    await call.hangUp();
    loader.ready();
    assert.deepEqual(await Promise.all(asked), ['cancelled', 'cancelled']);
    assert.equal(fake(), undefined);
  });

  test('what is asked while the wasm half is loaded in vain', async () => {
    const asked = [call.prepare(), call.prepare()].map(outcome);
    loader.gate.reject({ code: 'load_failed', message: 'x' });
    assert.deepEqual(await Promise.all(asked), ['load_failed', 'load_failed']);
    loader.gate = deferred();
    loader.ready();
    call.prepare();
    await settle();
    assert.deepEqual(fake().log, [['prepare']], 'and it is loaded again');
  });

  test('an exception out of the wasm half’s method is the question’s answer', async () => {
    await connect();
    fake().sendDtmf = () => { throw { code: 'invalid_options', message: 'x' }; };
    await assert.rejects(call.sendDtmf('1'), code('invalid_options'));
  });
});

describe('fault_22: nothing of a call is left on the page', () => {
  const listeners = new Set();
  beforeEach(() => {
    globalThis.addEventListener = (name, handler) => listeners.add(`${name}`) && handlers.push(handler);
    globalThis.removeEventListener = name => listeners.delete(name);
    listeners.clear();
  });
  const handlers = [];
  afterEach(() => {
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
  });

  test('a handler of the first event hangs up', async () => {
    call.on('statechange', ({ state }) => state === 'connecting' && call.hangUp());
    await assert.rejects(call.start(), code('cancelled'));
    assert.equal(listeners.size, 0);
    assert.equal(loader.loads, 0, 'and nothing is loaded');
    assert.equal(events.filter(([name]) => name === 'ended').length, 1);
  });
  test('a handler of the first event aborts its signal', async () => {
    const controller = new AbortController();
    call.on('statechange', ({ state }) => state === 'connecting' && controller.abort());
    await assert.rejects(call.start({ signal: controller.signal }), code('cancelled'));
    assert.equal(listeners.size, 0);
  });
  test('the wasm half is there, and watches the page itself', async () => {
    const started = call.start();
    assert.deepEqual([...listeners], ['pagehide']);
    loader.ready();
    await settle();
    assert.equal(listeners.size, 0);
    call.hangUp();
    fake().answers.start.reject({ code: 'cancelled', message: 'x' });
    await assert.rejects(started);
  });
  test('the wasm half does not load', async () => {
    const started = call.start();
    loader.gate.reject({ code: 'load_failed', message: 'x' });
    await assert.rejects(started, code('load_failed'));
    assert.equal(listeners.size, 0);
  });
  test('the page goes while the wasm half loads', async () => {
    const started = call.start();
    handlers.at(-1)();
    await assert.rejects(started, code('cancelled'));
    assert.equal(events.at(-1)[1].reason, 'page_closed');
    assert.equal(listeners.size, 0);
  });
});

describe('fault_23: an instance that crashed before its first use here', () => {
  test('is replaced', async () => {
    const crashed = fakeInstance();
    const fresh = fakeInstance(class extends FakeCall {});
    const instances = [crashed, fresh];
    const other = new (createVoiceCallClass(async () => instances.shift()))(OPTIONS);
    crashed.crashed = true;
    other.prepare();
    await settle();
    assert.ok(fake() instanceof fresh.Call);
    assert.equal(crashed.listeners.size, 0);
  });

  test('and one that crashes while the call is made ends the call with internal_error', async () => {
    const instance = fakeInstance(class {
      constructor() {
        const trap = new WebAssembly.RuntimeError('unreachable');
        instance.crash(trap);
        throw trap;
      }
    });
    const other = new (createVoiceCallClass(async () => instance))(OPTIONS);
    const heard = record(other);
    await assert.rejects(other.start(), code('internal_error'));
    assert.equal(heard.filter(([name]) => name === 'ended').length, 1);
    assert.equal(other.state, 'ended');
    assert.equal(instance.listeners.size, 0);
  });
});

describe('fault_33: a call that was only prepared and dropped', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  /** Makes a call, does `use` with it, and tells whether it is gone once nobody holds it. */
  const isCollected = async use => {
    loader.ready();
    let dropped = new (createVoiceCallClass(loader.load))(OPTIONS);
    await use(dropped);
    const seen = new WeakRef(dropped);
    const { observer } = fake(); // which the wasm half holds, in its table
    dropped = undefined;
    FakeCall.last = undefined;
    await settle();
    collect();
    await settle(); // the registry's callbacks
    for (const name of ['progress', 'ended']) observer.emit(name, {}); // harmless
    observer.addResource('peer', { close() {} });
    return !seen.deref();
  };

  test('is collected, and with it its wasm half', async () => {
    assert.ok(await isCollected(async dropped => {
      const prepared = dropped.prepare();
      await settle();
      fake().answers.prepare.resolve();
      await prepared;
    }));
  });
});

describe('fault_43: one zero for all times: start()', () => {
  test('loading counts', async ({ mock }) => {
    let now = 1000;
    mock.method(performance, 'now', () => now);
    call.start();
    now += 30.4;
    loader.ready();
    await settle();
    assert.equal(fake().elapsedMs, 30, 'the wasm half counts on from here');
  });

  test('log entries: 0 before it, then from it', async ({ mock }) => {
    let now = 1000;
    mock.method(performance, 'now', () => now);
    const entries = [];
    const other = new (createVoiceCallClass(loader.load))({ ...OPTIONS, logger: entry => entries.push(entry) });
    loader.ready();
    other.prepare();
    await settle();
    now += 500;
    fake().emit('log', { level: 'info', message: 'prepared' });
    other.start();
    now += 25;
    fake().emit('log', { level: 'warn', message: 'late', detail: { note: 'x' } });
    assert.deepEqual(entries, [
      { level: 'info', message: 'prepared', atMs: 0 },
      { level: 'warn', message: 'late', detail: { note: 'x' }, atMs: 25 },
    ]);
  });
});

describe('fault_14: what was thrown reaches the application', () => {
  const cause = new Error('no session for you');
  test('from start(), and in ended', async () => {
    loader.ready();
    const started = call.start();
    await settle();
    const fields = { code: 'session_failed', message: 'x', recoverable: true, cause };
    fake().emit('ended', { reason: 'session_failed', by: 'error', durationMs: 0, error: fields });
    fake().answers.start.reject(fields);
    await assert.rejects(started, error => error.code === 'session_failed' && error.cause === cause && error.category === 'auth');
    assert.equal(events.at(-1)[1].error.cause, cause);
  });
  test('in an error that the call survives', async () => {
    await connect();
    fake().emit('error', { code: 'token_failed', message: 'x', cause });
    assert.equal(events.at(-1)[1].cause, cause);
  });
});

describe('fault_46: offline', () => {
  test('is network with the cause, as the wasm half says', async () => {
    const cause = new TypeError('Failed to fetch');
    loader.ready();
    const started = call.start();
    await settle();
    fake().answers.start.reject({ code: 'network', message: 'x', cause });
    await assert.rejects(started, error => error.category === 'network' && error.recoverable && error.cause === cause);
  });
});

test('fault_51: an unawaited start() that fails is an unhandled rejection with the code in its text', async () => {
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  const unhandled = new Promise(resolve => process.once('unhandledRejection', resolve));
  call.start();
  loader.gate.reject({ code: 'load_failed', message: 'x' });
  assert.match(`${(await unhandled).stack}`, /^VoisnapError \[load_failed\]: x/);
  others.forEach(listener => process.on('unhandledRejection', listener));
});
