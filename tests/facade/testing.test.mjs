// ./testing: what a test can let happen, and that a scripted call obeys the rules of a real one. In Node, without a DOM.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { VoiceCall, VoisnapError } from '../../pkg-template/index.js';
import { mockModule, scriptVoisnap } from '../../pkg-template/testing.js';
import { OPTIONS, record, settle } from './fake-wasm.mjs';

const names = events => events.map(([name]) => name);
const of = (events, name) => events.filter(([event]) => event === name).map(([, detail]) => detail);

/** A call that waits for the test, and what it emits. */
const manual = async (options = OPTIONS) => {
  const voisnap = scriptVoisnap({ autoConnect: false });
  const call = new voisnap.VoiceCall(options);
  const events = record(call);
  const started = call.start();
  started.catch(() => {});
  const other = await voisnap.nextCall();
  return { voisnap, call, other, events, started };
};
const connected = async options => {
  const all = await manual(options);
  all.other.connect();
  await all.started;
  return all;
};

/** Every end is one `ended`, the last event, after the states that lead there. */
const assertEnded = ({ call, events }, ended, previous = 'connected') => {
  assert.equal(names(events).filter(name => name === 'ended').length, 1);
  assert.deepEqual(events.slice(-3), [
    ['signalingchange', { signaling: 'closed', previous: events.at(-3)[1].previous }],
    ['statechange', { state: 'ended', previous }],
    ['ended', ended],
  ]);
  assert.deepEqual([call.state, call.signaling, call.localStream, call.remoteStream], ['ended', 'closed', undefined, undefined]);
};

describe('the set-up', () => {
  test('connects by itself, and nextCall() gives the call when it is connected', async () => {
    const voisnap = scriptVoisnap();
    const call = new voisnap.VoiceCall(OPTIONS);
    const started = call.start();
    const other = await voisnap.nextCall();
    assert.equal(other.state, 'connected');
    assert.deepEqual(await started, { sessionId: 'wrtc_scripted_1', conversationId: 'conv_scripted_1' });
    assert.deepEqual([call.sessionId, call.conversationId], ['wrtc_scripted_1', 'conv_scripted_1']);
    assert.deepEqual(voisnap.calls, [other]);
    assert.equal(other.options.agentId, OPTIONS.agentId);
  });

  test('connect() plays every stage, in order', async () => {
    const { call, other, events, started } = await manual();
    assert.deepEqual([call.state, other.state], ['connecting', 'connecting']);
    other.connect({ sessionId: 'wrtc_9', conversationId: 'conv_9', data: { agentId: 'agt_1' } });
    assert.deepEqual(await started, { sessionId: 'wrtc_9', conversationId: 'conv_9' });
    assert.deepEqual(of(events, 'progress').map(({ stage }) => stage), ['microphone', 'session', 'hub', 'offer', 'answer', 'media', 'agent_audio']);
    assert.deepEqual(of(events, 'statechange').map(({ state }) => state), ['connecting', 'connected']);
    assert.deepEqual(of(events, 'signalingchange').map(({ signaling }) => signaling), ['connecting', 'connected']);
    assert.deepEqual(of(events, 'started'), [{ sessionId: 'wrtc_9', conversationId: 'conv_9', data: { sessionId: 'wrtc_9', conversationId: 'conv_9', agentId: 'agt_1' } }]);
    const [{ track, stream }] = of(events, 'track');
    assert.equal(stream, call.remoteStream);
    assert.deepEqual(stream.getAudioTracks(), [track]);
    assert.equal(track.kind, 'audio');
    assert.ok(call.localStream.active);
  });

  test('progress() stops on the way, each stage once, at its time', async () => {
    const { call, other, events, started } = await manual();
    other.progress('session', 120);
    other.progress('session', 130);
    assert.equal(call.sessionId, 'wrtc_scripted_1');
    assert.equal(call.state, 'connecting');
    other.progress('media', 700);
    other.progress('agent_audio', 900);
    await started;
    assert.deepEqual(of(events, 'progress').map(({ stage, ms }) => [stage, ms]), [
      ['microphone', 120], ['session', 120], ['hub', 700], ['offer', 700], ['answer', 700], ['media', 700], ['agent_audio', 900],
    ]);
    assert.throws(() => other.progress('agent_audio', 800), { code: 'invalid_options', message: /800 ms/ });
    assert.throws(() => other.progress('ringing'), { code: 'invalid_options' });
    assert.throws(() => other.connect(), { code: 'invalid_options', message: /connected/ });
  });

  test('is prepared, by itself or by the test', async () => {
    const voisnap = scriptVoisnap();
    const call = new voisnap.VoiceCall(OPTIONS);
    await call.prepare();
    assert.deepEqual([call.state, call.signaling, call.sessionId], ['idle', 'connected', 'wrtc_scripted_1']);
    const events = record(call);
    await call.start();
    assert.deepEqual(of(events, 'progress').map(({ stage }) => stage).slice(0, 3), ['session', 'hub', 'microphone']);

    const manually = scriptVoisnap({ autoConnect: false });
    const second = new manually.VoiceCall(OPTIONS);
    const prepared = second.prepare();
    const other = await manually.nextCall();
    assert.throws(() => other.connect(), { code: 'invalid_options', message: /only prepared/ });
    other.fail('session_timeout');
    await assert.rejects(prepared, { code: 'session_timeout' });
    assert.deepEqual([second.state, second.signaling, second.sessionId], ['idle', 'idle', undefined]);
    const again = second.prepare();
    await settle();
    other.progress('hub');
    await again;
    assert.equal(second.signaling, 'connected');
  });

  test('calls the functions of the application, once for each preparation', async () => {
    let tokens = 0;
    const session = { sessionId: 'wrtc_backend', sessionToken: 's', iceServers: [] };
    const voisnap = scriptVoisnap();
    const call = new voisnap.VoiceCall({ accessToken: async () => `token ${++tokens}`, session: async () => session });
    await call.prepare();
    assert.equal((await call.start()).sessionId, 'wrtc_backend');
    assert.equal(tokens, 1);
  });

  const cause = new Error('no network');
  for (const [name, options, expected] of [
    ['an accessToken that throws', { agentId: 'agt_1', accessToken: () => { throw cause; } }, { code: 'token_failed', cause }],
    ['an accessToken that rejects', { agentId: 'agt_1', accessToken: async () => { throw cause; } }, { code: 'token_failed', cause }],
    ['an accessToken of nothing', { agentId: 'agt_1', accessToken: () => '' }, { code: 'token_failed' }],
    ['an API key', { agentId: 'agt_1', accessToken: () => 'vsnp_live_1' }, { code: 'api_key_in_browser' }],
    ['a session function that rejects', { session: async () => { throw cause; }, accessToken: 'a.b.c' }, { code: 'session_failed', cause }],
    ['a session function of nothing', { session: async () => undefined, accessToken: 'a.b.c' }, { code: 'session_failed' }],
  ]) {
    test(`${name} ends the call`, async () => {
      const voisnap = scriptVoisnap();
      const call = new voisnap.VoiceCall(options);
      const events = record(call);
      await assert.rejects(call.start(), { name: 'VoisnapError', ...expected });
      assert.equal((await voisnap.nextCall()).state, 'ended');
      const [{ reason, by, error }] = of(events, 'ended');
      assert.deepEqual([reason, by, error.code], [expected.code, 'error', expected.code]);
      assert.equal(names(events).at(-1), 'ended');
    });
  }

  test('requestToken: false calls nothing of the application', async () => {
    const voisnap = scriptVoisnap({ requestToken: false });
    await new voisnap.VoiceCall({ agentId: 'agt_1', accessToken: () => assert.fail('called') }).start();
  });

  test('options are checked as on a page', () => {
    const voisnap = scriptVoisnap();
    assert.throws(() => new voisnap.VoiceCall({ agentId: 'agt_1' }), error => error instanceof VoisnapError && error.code === 'invalid_options');
  });
});

describe('a connected call', () => {
  test('transcript() keeps the id of a line until it is final', async () => {
    const { other, events } = await connected();
    other.elapse(1500);
    other.transcript({ speaker: 'agent', text: 'Hel', final: false });
    other.transcript({ speaker: 'user', text: 'Yes.' });
    other.transcript({ speaker: 'agent', text: 'Hello.' });
    other.transcript({ speaker: 'agent', text: 'Named.', id: 'a-1', data: { any: 1 } });
    assert.deepEqual(of(events, 'transcript'), [
      { id: 'line-1', speaker: 'agent', text: 'Hel', final: false, atMs: 1500, data: { speaker: 'agent', text: 'Hel', isFinal: false } },
      { id: 'line-2', speaker: 'user', text: 'Yes.', final: true, atMs: 1500, data: { speaker: 'user', text: 'Yes.', isFinal: true } },
      { id: 'line-1', speaker: 'agent', text: 'Hello.', final: true, atMs: 1500, data: { speaker: 'agent', text: 'Hello.', isFinal: true } },
      { id: 'a-1', speaker: 'agent', text: 'Named.', final: true, atMs: 1500, data: { any: 1 } },
    ]);
    assert.throws(() => other.transcript({ speaker: 'operator', text: '' }), { code: 'invalid_options' });
  });

  test('hubEvent() and trouble()', async () => {
    const { call, other, events } = await connected();
    other.hubEvent('Mood', { mood: 'good' }, 2);
    other.trouble('agent_error');
    other.trouble({ code: 'agent_error', message: 'No CRM.', recoverable: false, data: { code: 'crm' } });
    assert.deepEqual(of(events, 'hubevent'), [{ name: 'Mood', args: [{ mood: 'good' }, 2] }]);
    const [first, second] = of(events, 'error');
    assert.ok(first instanceof VoisnapError);
    assert.deepEqual([first.code, first.recoverable, second.message, second.recoverable, second.data], ['agent_error', true, 'No CRM.', false, { code: 'crm' }]);
    assert.equal(call.state, 'connected');
    assert.throws(() => other.trouble('agent_eror'), { code: 'invalid_options', message: /agent_eror/ });
    assert.throws(() => other.trouble(), { code: 'invalid_options' });
  });

  test('loseHub(), restoreHub(): digits wait for the hub', async () => {
    const { call, other, events } = await connected();
    await call.sendDtmf('12');
    other.loseHub();
    assert.equal(call.signaling, 'reconnecting');
    const waiting = call.sendDtmf('#');
    await settle();
    assert.equal(other.digits, '12');
    other.restoreHub();
    await waiting;
    assert.equal(other.digits, '12#');
    other.loseHub({ forGood: true });
    assert.deepEqual([call.signaling, call.state], ['lost', 'connected']);
    assert.equal(of(events, 'error')[0].code, 'hub_closed');
    await assert.rejects(call.sendDtmf('1'), { code: 'hub_closed' });
    assert.throws(() => other.restoreHub(), { code: 'invalid_options', message: /lost/ });
    assert.throws(() => other.loseHub(), { code: 'invalid_options' });
  });

  test('loseHub() of a call that does not reconnect is for good', async () => {
    const { call, other } = await connected({ ...OPTIONS, reconnect: false });
    other.loseHub();
    assert.equal(call.signaling, 'lost');
  });

  test('loseMedia(), restoreMedia()', async () => {
    const { call, other, events } = await connected();
    other.loseMedia();
    assert.equal(call.state, 'reconnecting');
    assert.throws(() => other.loseMedia(), { code: 'invalid_options' });
    other.transcript({ speaker: 'agent', text: 'Still here.' });
    other.restoreMedia();
    assert.throws(() => other.restoreMedia(), { code: 'invalid_options' });
    assert.deepEqual(of(events, 'statechange').map(({ state }) => state), ['connecting', 'connected', 'reconnecting', 'connected']);
  });

  test('blockAudio() until resumeAudio()', async () => {
    const { call, other, events } = await connected();
    other.blockAudio();
    assert.deepEqual(of(events, 'audioblocked'), [{}]);
    other.rejectNext('resumeAudio', 'unsupported');
    await assert.rejects(call.resumeAudio(), { code: 'unsupported' });
    assert.equal(other.isAudioBlocked, true);
    await call.resumeAudio();
    assert.equal(other.isAudioBlocked, false);
  });

  test('rejectNext() lets one call of a method fail', async () => {
    const { call, other } = await connected();
    other.rejectNext('sendDtmf', { code: 'agent_error', message: 'No digits here.' });
    await assert.rejects(call.sendDtmf('1'), { code: 'agent_error', message: 'No digits here.' });
    await call.sendDtmf('2');
    assert.equal(other.digits, '2');
    assert.throws(() => other.rejectNext('start', 'network'), { code: 'invalid_options' });
  });

  test('getStats() gives the report that the test fills', async () => {
    const { call, other } = await connected();
    assert.equal((await call.getStats()).size, 0);
    other.stats.set('x', { type: 'inbound-rtp' });
    assert.equal((await call.getStats()).get('x').type, 'inbound-rtp');
  });

  test('the microphone’s track is enabled where the call is not muted', async () => {
    const { call } = await connected();
    const [track] = call.localStream.getAudioTracks();
    assert.equal(track.enabled, true);
    call.mute();
    assert.equal(track.enabled, false);
    call.unmute();
    assert.equal(track.enabled, true);
  });

  test('a track of the application’s own is the microphone, and is not stopped', async t => {
    globalThis.MediaStreamTrack = class { get kind() { return 'audio'; } enabled = true; readyState = 'live'; stop() { this.readyState = 'ended'; } };
    t.after(() => delete globalThis.MediaStreamTrack);
    const track = new MediaStreamTrack();
    const { call } = await connected({ ...OPTIONS, audio: track });
    assert.deepEqual(call.localStream.getAudioTracks(), [track]);
    call.mute();
    assert.equal(track.enabled, false);
    await call.hangUp();
    assert.equal(track.readyState, 'live');
  });

  test('mute() before the start and while it runs', async () => {
    const voisnap = scriptVoisnap({ autoConnect: false });
    const call = new voisnap.VoiceCall(OPTIONS);
    call.mute();
    call.start();
    const other = await voisnap.nextCall();
    assert.equal(other.muted, true);
    other.connect();
    call.unmute();
    assert.deepEqual([call.muted, other.muted], [false, false]);
  });
});

describe('every end', () => {
  test('end(): the agent hangs up', async () => {
    const all = await connected();
    all.other.elapse(2000);
    all.other.end('completed');
    assertEnded(all, { reason: 'completed', by: 'agent', durationMs: 2000 });
  });

  test('end() during the set-up: start() rejects with agent_ended', async () => {
    const all = await manual();
    all.other.progress('hub');
    all.other.end('busy');
    await assert.rejects(all.started, { code: 'agent_ended', message: /busy/, data: { reason: 'busy' } });
    assertEnded(all, { reason: 'busy', by: 'agent', durationMs: 0, error: of(all.events, 'ended')[0].error }, 'connecting');
  });

  test('fail() during the set-up and later: the same error in start() and in ended', async () => {
    const early = await manual();
    early.other.fail({ code: 'rate_limited', status: 429, retryAfterMs: 3000 });
    const rejection = await early.started.catch(error => error);
    assert.deepEqual([rejection.code, rejection.status, rejection.retryAfterMs, rejection.category], ['rate_limited', 429, 3000, 'server']);
    assert.equal(of(early.events, 'ended')[0].error.code, 'rate_limited');
    assert.deepEqual(names(early.events), ['statechange', 'statechange', 'ended'], 'without a hub nothing closes');

    const late = await connected();
    late.other.fail(new VoisnapError({ code: 'connection_lost', message: 'Gone.' }));
    const [{ error }] = of(late.events, 'ended');
    assertEnded(late, { reason: 'connection_lost', by: 'error', durationMs: 0, error });
    assert.deepEqual([error.code, error.message], ['connection_lost', 'Gone.']);
    const another = await manual();
    for (const code of ['cancelled', 'agent_ended', 'nonsense']) assert.throws(() => another.other.fail(code), { code: 'invalid_options' });
  });

  test('hangUp() of a connected call: confirmed, and nothing arrives between', async () => {
    const all = await connected();
    const hungUp = all.call.hangUp('done');
    assert.equal(all.other.hungUpWith, 'done');
    assert.equal(all.call.state, 'connected', 'until the hub confirms it');
    assert.equal(all.call.localStream, undefined, 'the microphone is off at once');
    assert.throws(() => all.other.transcript({ speaker: 'agent', text: 'Too late.' }), { code: 'invalid_options', message: /hung up/ });
    await assert.rejects(all.call.sendDtmf('1'), { code: 'call_ended' });
    await hungUp;
    assertEnded(all, { reason: 'done', by: 'user', durationMs: 0 });
  });

  test('hangUp() of a call that connects, once there is a hub: confirmed too', async () => {
    const all = await manual();
    all.other.progress('offer');
    const hungUp = all.call.hangUp();
    assert.equal(all.call.state, 'connecting', 'until the hub confirms it');
    assert.throws(() => all.other.connect(), { code: 'invalid_options', message: /hung up/ });
    await hungUp;
    assertEnded(all, { reason: 'user_ended', by: 'user', durationMs: 0, error: of(all.events, 'ended')[0].error }, 'connecting');
    await assert.rejects(all.started, { code: 'cancelled' });
  });

  test('hangUp() and an aborted signal during the set-up: cancelled', async () => {
    const all = await manual();
    all.call.hangUp();
    await assert.rejects(all.started, { code: 'cancelled' });
    assert.equal(of(all.events, 'ended')[0].error.code, 'cancelled');
    assert.equal(of(all.events, 'ended')[0].by, 'user');

    const voisnap = scriptVoisnap({ autoConnect: false });
    const controller = new AbortController();
    const started = new voisnap.VoiceCall(OPTIONS).start({ signal: controller.signal });
    const other = await voisnap.nextCall();
    controller.abort();
    await assert.rejects(started, { code: 'cancelled' });
    assert.equal(other.hungUpWith, 'cancelled');
  });

  test('after it every method of the test says that it comes too late', async () => {
    const { call, other } = await connected();
    other.end();
    for (const late of [
      () => other.connect(), () => other.progress('agent_audio'), () => other.transcript({ speaker: 'agent', text: '' }), () => other.hubEvent('X'), () => other.end(),
      () => other.fail('network'), () => other.trouble('network'), () => other.loseHub(), () => other.restoreHub(), () => other.loseMedia(),
      () => other.restoreMedia(), () => other.blockAudio(),
    ]) assert.throws(late, { code: 'invalid_options', message: /too late/ });
    await assert.rejects(call.start(), { code: 'call_ended' });
    await assert.rejects(call.getStats(), { code: 'call_ended' });
    await call.hangUp();
  });

  test('a handler that acts on the call acts after the events that are due', async () => {
    const { call, other, events } = await manual();
    call.on('statechange', ({ state }) => state === 'connected' && call.hangUp());
    other.connect();
    await settle();
    const order = names(events);
    assert.ok(order.indexOf('started') > order.indexOf('track'));
    assert.equal(order.at(-1), 'ended');
    assert.equal(order.filter(name => name === 'started').length, 1);
  });
});

describe('where the application makes its calls', () => {
  let voisnap;
  beforeEach(() => {
    voisnap = scriptVoisnap();
    voisnap.install();
  });
  afterEach(() => voisnap.uninstall());

  test('install() scripts the real class, and takes it back', async () => {
    assert.equal(VoiceCall.isSupported, true);
    await VoiceCall.preload();
    const call = new VoiceCall(OPTIONS);
    await call.start();
    assert.equal(voisnap.calls.length, 1);
    assert.throws(() => voisnap.install(), { code: 'invalid_options' });
    assert.throws(() => scriptVoisnap().install(), { code: 'invalid_options' });
    voisnap.uninstall();
    assert.equal(VoiceCall.isSupported, false);
    assert.equal(voisnap.calls.length, 0);
    voisnap.uninstall();
    voisnap.install();
    await new VoiceCall(OPTIONS).start();
    assert.equal(voisnap.calls.length, 1);
  });

  test('a subclass of the application is scripted too', async () => {
    class Own extends VoiceCall {}
    await new Own(OPTIONS).start();
    assert.equal((await voisnap.nextCall()).state, 'connected');
  });

  test('mockModule() has the exports of the default entry', async () => {
    const mock = mockModule(voisnap);
    assert.deepEqual(Object.keys(mock).sort(), Object.keys(await import('../../pkg-template/index.js')).sort());
    assert.ok(new mock.VoiceCall(OPTIONS) instanceof VoiceCall);
    assert.equal(mock.VoisnapError, VoisnapError);
  });

  test('nextCall() gives each call once, also one that waits for it', async () => {
    const pending = voisnap.nextCall();
    await new VoiceCall(OPTIONS).start();
    await new VoiceCall(OPTIONS).start();
    const [first, second] = [await pending, await voisnap.nextCall()];
    assert.deepEqual(voisnap.calls, [first, second]);
    assert.notEqual(first, second);
  });
});

describe('script', () => {
  test('plays each call that is started', async () => {
    const voisnap = scriptVoisnap({
      script: async call => {
        call.connect();
        call.transcript({ speaker: 'agent', text: `Hello, ${call.options.metadata.name}.` });
        call.end('completed');
      },
    });
    for (const name of ['Ada', 'Bob']) {
      const call = new voisnap.VoiceCall({ ...OPTIONS, metadata: { name } });
      const events = record(call);
      await call.prepare();
      await call.start();
      await settle();
      assert.equal(of(events, 'transcript')[0].text, `Hello, ${name}.`);
      assert.equal(of(events, 'ended')[0].reason, 'completed');
    }
  });

  test('is no failure when the application hangs up meanwhile', async () => {
    let go;
    const voisnap = scriptVoisnap({
      script: async call => {
        call.connect();
        await new Promise(resolve => (go = resolve));
        call.transcript({ speaker: 'agent', text: 'Are you there?' });
      },
    });
    const call = new voisnap.VoiceCall(OPTIONS);
    await call.start();
    await call.hangUp();
    go();
    await settle();
    assert.equal(call.state, 'ended');
  });
});

test('every member of the wasm half is played', async () => {
  const source = await readFile(new URL('../../pkg-template/types/wasm.d.ts', import.meta.url), 'utf8');
  const [, body] = /export interface WasmCall \{([^}]+)\}/.exec(source);
  const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, name]) => name);
  assert.ok(members.includes('setMuted') && members.includes('localStream') && members.length >= 15, `${members}`);
  const { WasmHalf } = await import('../../pkg-template/testing/wasm-half.js');
  const played = Object.getOwnPropertyNames(WasmHalf.prototype);
  assert.deepEqual(members.filter(name => !played.includes(name)), []);
});
