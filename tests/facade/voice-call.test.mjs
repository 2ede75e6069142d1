// The life of a call, with a wasm half whose answers the test gives.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { VoisnapError } from '../../pkg-template/error.js';
import { createVoiceCallClass } from '../../pkg-template/voice-call.js';
import { FakeCall, OPTIONS, fakeInstance, fakeLoader, record, settle } from './fake-wasm.mjs';

const INFO = { sessionId: 'wrtc_1', conversationId: 'conv_1' };

let loader;
let call;
let events;

const names = () => events.map(([name]) => name);
const details = name => events.filter(([heard]) => heard === name).map(([, detail]) => detail);
const code = wanted => error => error instanceof VoisnapError && error.code === wanted;
const fake = () => FakeCall.last;

beforeEach(() => {
  loader = fakeLoader();
  call = new (createVoiceCallClass(loader.load))(OPTIONS);
  events = record(call);
  FakeCall.last = undefined;
});

/** A call that is up. */
const connect = async () => {
  loader.ready();
  const started = call.start();
  await settle();
  fake().emit('statechange', { state: 'connected', previous: 'connecting' });
  fake().answers.start.resolve(INFO);
  await started;
};

/** What the wasm half says at the end of a call. */
const end = detail => {
  fake().emit('statechange', { state: 'ended', previous: call.state });
  fake().emit('ended', detail);
};

describe('starting', () => {
  test('loads, creates, starts, and is connecting at once', async () => {
    const started = call.start();
    assert.equal(call.state, 'connecting');
    assert.deepEqual(events, [['statechange', { state: 'connecting', previous: 'idle' }]]);
    loader.ready();
    await settle();
    assert.equal(fake().options.agentId, 'agt_1');
    assert.deepEqual(fake().log, [['start']]);
    fake().answers.start.resolve(INFO);
    assert.deepEqual(await started, INFO);
    assert.equal(events.length, 1);
  });

  test('twice is one call and one promise', async () => {
    const first = call.start();
    assert.equal(call.start(), first);
    loader.ready();
    await settle();
    assert.equal(call.start(), first);
    assert.deepEqual(fake().log, [['start']]);
  });

  test('options are taken as they were, not as they became', async () => {
    const options = { ...OPTIONS };
    const other = new (createVoiceCallClass(loader.load))(options);
    options.agentId = 'agt_2';
    other.start();
    loader.ready();
    await settle();
    assert.equal(fake().options.agentId, 'agt_1');
  });

  test('prepare and start use one wasm half, in order', async () => {
    const prepared = call.prepare();
    call.start();
    loader.ready();
    await settle();
    assert.deepEqual(fake().log, [['prepare'], ['start']]);
    fake().answers.prepare.resolve();
    await prepared;
  });

  test('a plain error becomes a VoisnapError with all its fields', async () => {
    const fields = { code: 'rate_limited', message: 'Too many.', recoverable: true, hint: 'Wait.', status: 429, retryAfterMs: 1500, traceId: 't', data: { title: 'x' } };
    const started = call.start();
    loader.ready();
    await settle();
    fake().answers.start.reject(fields);
    await assert.rejects(started, error => {
      assert.ok(error instanceof VoisnapError && error instanceof Error);
      assert.equal(error.name, 'VoisnapError');
      for (const [name, value] of Object.entries(fields)) assert.deepEqual(error[name], value);
      assert.match(error.stack, /VoisnapError|Too many/);
      return true;
    });
  });

  test('what is thrown and is not one of ours is an internal error that keeps its cause', async () => {
    const cause = new TypeError('x is not a function');
    const started = call.start();
    loader.ready();
    await settle();
    fake().answers.start.reject(cause);
    await assert.rejects(started, error => error.code === 'internal_error' && error.cause === cause && error.hint !== '');
  });

  test('a wasm half that does not load ends the call and says so', async () => {
    const started = call.start();
    loader.gate.reject(new VoisnapError({ code: 'load_failed', message: 'x' }));
    await assert.rejects(started, code('load_failed'));
    assert.deepEqual(names(), ['statechange', 'statechange', 'ended']);
    const [ended] = details('ended');
    assert.deepEqual([ended.reason, ended.by, ended.durationMs, ended.error.code], ['load_failed', 'error', 0, 'load_failed']);
    assert.equal(call.state, 'ended');
  });

  test('a constructor that refuses the options ends the call the same way', async () => {
    class Refusing { constructor() { throw { code: 'invalid_options', message: 'No.', hint: 'h', recoverable: false }; } }
    const started = call.start();
    loader.gate.resolve(fakeInstance(Refusing));
    await assert.rejects(started, code('invalid_options'));
    assert.equal(details('ended')[0].error.code, 'invalid_options');
    assert.equal(details('ended').length, 1);
  });

  test('a failed prepare leaves the call usable', async () => {
    const gate = loader.gate;
    const prepared = call.prepare();
    gate.reject(new VoisnapError({ code: 'load_failed', message: 'x' }));
    await assert.rejects(prepared, code('load_failed'));
    assert.equal(call.state, 'idle');
    assert.deepEqual(events, []);
  });

  test('progress counts from start(), loading included', async ({ mock }) => {
    let now = 1000;
    mock.method(performance, 'now', () => now);
    const started = call.start();
    now += 30;
    loader.ready();
    await settle();
    assert.equal(fake().elapsedMs, 30);
    fake().emit('progress', { stage: 'session', ms: 130 });
    assert.deepEqual(details('progress'), [{ stage: 'session', ms: 130 }]);
    fake().answers.start.resolve(INFO);
    await started;
  });
});

describe('after the end', () => {
  test('everything that could be asked is refused with call_ended, and nothing reaches the wasm half', async () => {
    await connect();
    end({ reason: 'agent_ended', by: 'agent', durationMs: 5 });
    const { log } = fake();
    const before = log.length;
    for (const ask of [() => call.start(), () => call.prepare(), () => call.sendDtmf('1'), () => call.resumeAudio(), () => call.getStats()]) {
      await assert.rejects(ask(), code('call_ended'));
    }
    call.mute();
    assert.equal(call.muted, false);
    await call.hangUp();
    assert.equal(log.length, before);
    assert.equal(events.at(-1)[0], 'ended');
  });

  test('ended is the last event: what comes later is dropped', async () => {
    await connect();
    end({ reason: 'agent_ended', by: 'agent', durationMs: 5 });
    const count = events.length;
    fake().emit('transcript', { id: '1', speaker: 'agent', text: 'late', final: true, atMs: 1, data: {} });
    fake().emit('ended', { reason: 'again', by: 'agent', durationMs: 5 });
    assert.equal(events.length, count);
  });

  test('the wasm half is freed once, when nothing of it runs any more, and never from inside an event', async () => {
    await connect();
    const sent = call.sendDtmf('1');
    await settle();
    Object.assign(fake(), INFO);
    end({ reason: 'agent_ended', by: 'agent', durationMs: 5 });
    assert.equal(fake().freed, 0);
    await settle();
    assert.equal(fake().freed, 0, 'a promise of it is still open');
    fake().answers.sendDtmf.resolve();
    await sent;
    await settle();
    assert.equal(fake().freed, 1);
    assert.equal(call.sessionId, 'wrtc_1');
    assert.equal(call.conversationId, 'conv_1');
    assert.equal(call.localStream, undefined);
    assert.equal(loader.instance.listeners.size, 0, 'it does not wait for a crash any more');
  });

  test('the error of ended is a VoisnapError', async () => {
    await connect();
    end({ reason: 'media_failed', by: 'error', durationMs: 5, error: { code: 'media_failed', message: 'm', recoverable: true, hint: 'h' } });
    assert.ok(details('ended')[0].error instanceof VoisnapError);
    assert.equal(details('ended')[0].error.recoverable, true);
  });
});

describe('hanging up', () => {
  test('an idle call: ended once, nothing loaded', async () => {
    await call.hangUp();
    await call.hangUp();
    assert.deepEqual(events, [
      ['statechange', { state: 'ended', previous: 'idle' }],
      ['ended', { reason: 'user_ended', by: 'user', durationMs: 0 }],
    ]);
    assert.equal(loader.loads, 0);
    assert.equal(call.signaling, 'idle');
  });

  test('while the wasm half loads: start and prepare are cancelled, and it is never created', async () => {
    const asked = [call.prepare(), call.start()];
    await call.hangUp('changed_my_mind');
    for (const promise of asked) await assert.rejects(promise, code('cancelled'));
    loader.ready();
    await settle();
    assert.equal(fake(), undefined);
    const [{ error, ...ended }] = details('ended');
    assert.deepEqual(ended, { reason: 'changed_my_mind', by: 'user', durationMs: 0 });
    assert.equal(error, await asked[1].catch(thrown => thrown), 'what start() rejects with');
  });

  test('a call that is only being prepared: no error in ended', async () => {
    const prepared = call.prepare();
    await call.hangUp();
    await assert.rejects(prepared, code('cancelled'));
    assert.deepEqual(details('ended'), [{ reason: 'user_ended', by: 'user', durationMs: 0 }]);
  });

  test('before the first await after start()', async () => {
    const started = call.start();
    const hungUp = call.hangUp();
    await assert.rejects(started, code('cancelled'));
    await hungUp;
  });

  test('a running call: the wasm half does it, once, and both promises wait for it', async () => {
    await connect();
    let over = false;
    const first = call.hangUp().then(() => (over = true));
    const second = call.hangUp('other');
    await settle();
    assert.deepEqual(fake().log.slice(1), [['hangUp', 'user_ended']]);
    assert.equal(over, false);
    end({ reason: 'user_ended', by: 'user', durationMs: 7 });
    fake().answers.hangUp.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(details('ended'), [{ reason: 'user_ended', by: 'user', durationMs: 7 }]);
  });

  test('never rejects', async () => {
    await connect();
    const hungUp = call.hangUp();
    await settle();
    fake().answers.hangUp.reject({ code: 'network', message: 'x' });
    await hungUp;
  });

  test('from a statechange handler in start()', async () => {
    const other = new (createVoiceCallClass(loader.load))(OPTIONS);
    other.on('statechange', ({ state }) => state === 'connecting' && other.hangUp());
    const heard = record(other);
    await assert.rejects(other.start(), code('cancelled'));
    assert.equal(heard.filter(([name]) => name === 'ended').length, 1);
  });

  test('from an ended handler, and a start from there, do nothing', async () => {
    let again;
    call.on('ended', () => {
      call.hangUp();
      again = call.start();
    });
    await call.hangUp();
    await assert.rejects(again, code('call_ended'));
    assert.equal(details('ended').length, 1);
  });

  test('bound so that it gets an Event, it says user_ended', async () => {
    await connect();
    call.hangUp(new Event('click'));
    await settle();
    assert.deepEqual(fake().log.at(-1), ['hangUp', 'user_ended']);
  });
});

describe('an AbortSignal', () => {
  test('that is aborted already: nothing loads', async () => {
    await assert.rejects(call.start({ signal: AbortSignal.abort() }), code('cancelled'));
    assert.equal(loader.loads, 0);
    assert.deepEqual(details('ended'), [{ reason: 'cancelled', by: 'user', durationMs: 0 }]);
  });

  test('while the wasm half loads cancels', async () => {
    const controller = new AbortController();
    const started = call.start({ signal: controller.signal });
    controller.abort();
    await assert.rejects(started, code('cancelled'));
    assert.equal(call.state, 'ended');
  });

  test('while the call is set up hangs up through the wasm half', async () => {
    const controller = new AbortController();
    loader.ready();
    const started = call.start({ signal: controller.signal });
    await settle();
    controller.abort();
    await settle();
    assert.deepEqual(fake().log, [['start'], ['hangUp', 'cancelled']]);
    fake().answers.start.reject({ code: 'cancelled', message: 'm' });
    await assert.rejects(started, code('cancelled'));
  });

  test('of a second start is honoured too, aborted or not yet', async () => {
    for (const abortFirst of [true, false]) {
      const other = new (createVoiceCallClass(loader.load))(OPTIONS);
      const started = other.start();
      const controller = new AbortController();
      if (abortFirst) controller.abort();
      assert.equal(other.start({ signal: controller.signal }), started);
      controller.abort();
      await assert.rejects(started, code('cancelled'));
    }
  });

  test('means nothing any more once the call is up, and is not listened to', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let listening = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args) => { listening++; addEventListener.apply(signal, args); };
    signal.removeEventListener = (...args) => { listening--; removeEventListener.apply(signal, args); };
    loader.ready();
    const started = call.start({ signal });
    await settle();
    assert.equal(listening, 1);
    fake().answers.start.resolve(INFO);
    await started;
    assert.equal(listening, 0);
    controller.abort();
    assert.deepEqual(await call.start({ signal }), INFO);
    assert.deepEqual(fake().log, [['start']]);
  });
});

describe('muting', () => {
  test('before start is emitted once and given to the wasm half before it starts', async () => {
    call.mute();
    call.mute();
    assert.equal(call.muted, true);
    assert.deepEqual(events, [['mutechange', { muted: true }]]);
    assert.equal(loader.loads, 0);
    await connect();
    assert.deepEqual(fake().log, [['setMuted', true], ['start']]);
    assert.equal(details('mutechange').length, 1);
  });

  test('in a call', async () => {
    await connect();
    call.mute();
    call.unmute();
    call.unmute();
    assert.deepEqual(details('mutechange'), [{ muted: true }, { muted: false }]);
    assert.deepEqual(fake().log.slice(1), [['setMuted', true], ['setMuted', false], ['setMuted', false]], 'which change is one the wasm half knows');
  });

  test('a handler that unmutes again has the last word', async () => {
    await connect();
    call.once('mutechange', () => call.unmute());
    call.mute();
    assert.equal(call.muted, false);
    assert.deepEqual(fake().log.at(-1), ['setMuted', false]);
  });
});

describe('what the wasm half emits', () => {
  test('reaches the application as it is', async () => {
    await connect();
    const told = [
      ['transcript', { id: '1', speaker: 'agent', text: 'Hello', final: false, atMs: 3, data: {} }],
      ['hubevent', { name: 'Custom', args: [1] }],
      ['audioblocked', {}],
      ['started', { ...INFO, data: {} }],
    ];
    for (const event of told) fake().emit(...event);
    assert.deepEqual(events.slice(-4), told);
  });

  test('an error becomes a VoisnapError', async () => {
    await connect();
    fake().emit('error', { code: 'agent_error', message: 'm', recoverable: true, hint: 'h', data: { x: 1 } });
    const [error] = details('error');
    assert.ok(error instanceof VoisnapError);
    assert.deepEqual([error.code, error.recoverable, error.data], ['agent_error', true, { x: 1 }]);
  });

  test('state and signaling are what was last told', async () => {
    await connect();
    fake().emit('signalingchange', { signaling: 'connected', previous: 'idle' });
    assert.equal(call.signaling, 'connected');
    assert.equal(call.state, 'connected');
  });

  test('names are the wasm half’s, as far as it knows them', async () => {
    assert.equal(call.sessionId, undefined);
    await connect();
    assert.deepEqual([call.sessionId, call.conversationId], [undefined, undefined]);
    Object.assign(fake(), INFO);
    assert.deepEqual([call.sessionId, call.conversationId], ['wrtc_1', 'conv_1']);
  });

  test('fault_34: streams are the wasm half’s: gone while it hangs up, and the new one after a switch', async () => {
    assert.deepEqual([call.localStream, call.remoteStream], [undefined, undefined]);
    await connect();
    const [mine, other] = [{ getTracks: () => [] }, { getTracks: () => [] }];
    fake().emit('track', { track: 'track', stream: 'theirs' });
    fake().observer.addResource('microphone', mine);
    assert.equal(call.localStream, undefined, 'it is no copy of the resources');
    Object.assign(fake(), { localStream: mine, remoteStream: 'theirs' });
    assert.deepEqual([call.localStream, call.remoteStream], [mine, 'theirs']);
    fake().localStream = other;
    assert.equal(call.localStream, other);
    call.hangUp();
    Object.assign(fake(), { localStream: undefined, remoteStream: undefined });
    assert.deepEqual([call.localStream, call.remoteStream], [undefined, undefined]);
    end({ reason: 'user_ended', by: 'user', durationMs: 5 });
    await settle();
    assert.deepEqual([call.localStream, call.remoteStream], [undefined, undefined]);
  });

  test('a number given as digits arrives as a string', async () => {
    await connect();
    call.sendDtmf(5);
    await settle();
    assert.deepEqual(fake().log.at(-1), ['sendDtmf', '5']);
  });

  test('changing devices is refused as not supported yet, and the call goes on', async () => {
    await connect();
    await assert.rejects(call.setMicrophone('x'), code('unsupported'));
    await assert.rejects(call.setSpeaker('x'), code('unsupported'));
    assert.equal(call.state, 'connected');
  });
});

describe('when the wasm half crashes', () => {
  const trap = () => new WebAssembly.RuntimeError('unreachable');
  const resources = () => {
    const released = [];
    const stream = { getTracks: () => [{ stop: () => released.push('track 1') }, { stop: () => released.push('track 2') }] };
    return { released, peer: { close: () => released.push('peer') }, broken: { close: () => { throw new Error('gone'); } }, stream };
  };

  test('a running call: everything is released and rejected, ended once and last, and it is never touched again', async () => {
    await connect();
    const { released, peer, broken, stream } = resources();
    for (const [kind, resource] of [['peer', peer], ['socket', broken], ['microphone', stream]]) fake().observer.addResource(kind, resource);
    fake().emit('signalingchange', { signaling: 'connected', previous: 'idle' });
    const stats = call.getStats();
    const hungUp = call.hangUp();
    await settle();
    const cause = trap();
    loader.crash(cause);
    assert.deepEqual(released, ['peer', 'track 1', 'track 2']);
    await assert.rejects(stats, error => error.code === 'internal_error' && error.cause === cause);
    await hungUp;
    assert.deepEqual(names().slice(-3), ['statechange', 'signalingchange', 'ended']);
    assert.equal(call.state, 'ended');
    assert.equal(call.signaling, 'closed');
    const [ended] = details('ended');
    assert.deepEqual([ended.reason, ended.by, ended.error.code], ['internal_error', 'error', 'internal_error']);
    assert.ok(ended.durationMs >= 0);
    loader.crash(cause);
    await settle();
    assert.equal(details('ended').length, 1);
    assert.equal(fake().freed, 0);
    assert.equal(call.localStream, undefined);
  });

  test('a call being set up: start rejects with internal_error', async () => {
    loader.ready();
    const started = call.start();
    await settle();
    loader.crash(trap());
    await assert.rejects(started, code('internal_error'));
    assert.deepEqual(names(), ['statechange', 'statechange', 'ended']);
    assert.equal(details('ended')[0].durationMs, 0);
  });

  test('every call of the instance ends, and no ended one', async () => {
    await connect();
    end({ reason: 'agent_ended', by: 'agent', durationMs: 1 });
    const other = new (createVoiceCallClass(loader.load))(OPTIONS);
    const heard = record(other);
    const started = other.start();
    await settle();
    const count = events.length;
    loader.crash(trap());
    await assert.rejects(started, code('internal_error'));
    assert.equal(heard.at(-1)[0], 'ended');
    assert.equal(events.length, count);
  });

  test('what a crashed wasm half still makes is released at once', async () => {
    await connect();
    loader.crash(trap());
    const { released, stream } = resources();
    fake().observer.addResource('microphone', stream);
    assert.deepEqual(released, ['track 1', 'track 2']);
  });

  test('what the wasm half let go of is not released again', async () => {
    await connect();
    const { released, peer, stream } = resources();
    fake().observer.addResource('peer', peer);
    fake().observer.addResource('microphone', stream);
    fake().observer.removeResource(peer);
    loader.crash(trap());
    assert.deepEqual(released, ['track 1', 'track 2']);
  });

  test('the time in the call counts to the crash', async ({ mock }) => {
    let now = 1000;
    mock.method(performance, 'now', () => now);
    await connect();
    now += 5_000;
    fake().emit('statechange', { state: 'reconnecting', previous: 'connected' });
    fake().emit('statechange', { state: 'connected', previous: 'reconnecting' });
    now += 2_000;
    loader.crash(trap());
    assert.equal(details('ended')[0].durationMs, 7_000);
  });

  test('a call that ended by itself releases nothing: the wasm half did', async () => {
    await connect();
    const { released, peer } = resources();
    fake().observer.addResource('peer', peer);
    end({ reason: 'user_ended', by: 'user', durationMs: 1 });
    await settle();
    loader.crash(trap());
    assert.deepEqual(released, []);
  });

  test('what waits still when it crashes right after the end is rejected', async () => {
    await connect();
    const sent = call.sendDtmf('1');
    end({ reason: 'agent_ended', by: 'agent', durationMs: 1 });
    loader.crash(trap());
    await assert.rejects(sent, code('internal_error'));
    assert.equal(details('ended').length, 1);
    assert.equal(loader.instance.listeners.size, 0);
    await settle();
    assert.equal(fake().freed, 0);
  });
});

describe('the class', () => {
  test('preload loads, and resolves with nothing', async () => {
    const VoiceCall = createVoiceCallClass(loader.load);
    const loaded = VoiceCall.preload();
    loader.ready();
    assert.equal(await loaded, undefined);
    assert.equal(loader.loads, 1);
  });

  test('isSupported is false on a server, and true with everything there', () => {
    const VoiceCall = createVoiceCallClass(loader.load);
    assert.equal(VoiceCall.isSupported, false);
    const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    const stubs = { isSecureContext: true, RTCPeerConnection: class {}, navigator: { mediaDevices: { getUserMedia() {} } } };
    for (const [name, value] of Object.entries(stubs)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    try {
      assert.equal(VoiceCall.isSupported, true);
      globalThis.isSecureContext = false;
      assert.equal(VoiceCall.isSupported, false);
    } finally {
      for (const name of Object.keys(stubs)) delete globalThis[name];
      if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
    }
  });
});
