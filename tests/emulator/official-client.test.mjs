// The emulator's SignalR server, driven by Microsoft's own client: it guards against both of our sides, SDK and
// emulator, sharing one misreading of the protocol. The media half of a call is tested elsewhere.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr';
import { startEmulator } from './emulator.mjs';

// An event that never comes fails the test instead of blocking the run.
const limit = { timeout: 120_000 };
let emulator;
before(async () => { emulator = await startEmulator('--keep-alive', '200'); });
after(() => emulator.stop());

// The client's error for a Close in one frame with the handshake's answer.
const stopped = /stopped before the hub handshake could complete/;
const direct = { skipNegotiation: true, transport: HttpTransportType.WebSockets };

/** A connection for a session, not started. */
function connect(session, options = {}, { on = emulator, reconnect = false } = {}) {
  const url = `${on.url}/hubs/webrtc?sessionToken=${encodeURIComponent(session.sessionToken)}`;
  const builder = new HubConnectionBuilder().configureLogging(LogLevel.None)
    .withUrl(url, { accessTokenFactory: () => on.accessToken, transport: HttpTransportType.WebSockets, ...options });
  if (reconnect) builder.withAutomaticReconnect([0, 0, 0]);
  const connection = builder.build();
  connection.serverTimeoutInMilliseconds = 2000;
  return connection;
}

/** The next event of this name. */
const event = (connection, name) => new Promise(done => connection.on(name, (...args) => { done(args); }));
const closed = connection => new Promise(done => connection.onclose(done));

/** A started connection for a new session of this agent; it ends with the test. */
async function call(t, agentId, options, settings) {
  const session = await emulator.session(agentId);
  const connection = connect(session, options, settings);
  t.after(() => connection.stop());
  await connection.start();
  return { session, connection };
}

describe('connecting', limit, () => {
  for (const [name, options] of [['through negotiate', {}], ['directly', direct]]) {
    test(`${name}: a method completes with null, and the events come`, async t => {
      const { session, connection } = await call(t, 'agt_1', options);
      assert.equal(connection.connectionId === null, options === direct);
      const ended = event(connection, 'SessionEnded');
      assert.equal(await connection.invoke('EndSessionAsync', 'user_ended'), null);
      const [{ conversationId, reason, durationSeconds }] = await ended;
      assert.match(conversationId, /^conv_/);
      assert.equal(reason, 'user_ended');
      assert.equal(typeof durationSeconds, 'number');
      const report = await emulator.report(session);
      assert.deepEqual([report.ended, report.connections, report.log.map(entry => entry.what)], [true, 1, ['connected', 'EndSessionAsync']]);
    });
  }

  test('negotiate redirects', async t => {
    const { session, connection } = await call(t, 'agt_test_negotiate_redirect');
    assert.equal(connection.state, HubConnectionState.Connected);
    assert.equal((await emulator.report(session)).attached, true);
  });

  test('negotiate_only refuses a direct socket and takes a negotiated one', async t => {
    await assert.rejects(call(t, 'agt_test_negotiate_only', direct));
    await call(t, 'agt_test_negotiate_only');
  });

  test('negotiate says why a hub is refused', async t => {
    await assert.rejects(call(t, 'agt_test_hub_refused'), /'403'/);
    await assert.rejects(call(t, 'agt_test_hub_401'), /'401'/);
    await assert.rejects(call(t, 'agt_1', { accessTokenFactory: () => 'nonsense' }), /'401'/);
  });

  test('the session token must be percent-encoded, and known', async t => {
    const { sessionToken } = await emulator.session('agt_1');
    assert.match(sessionToken, /\+\/=$/);
    for (const wrong of [sessionToken.replace('+/=', ' /='), 'wrtc_tok_unknown']) {
      const connection = connect({ sessionToken: wrong });
      const error = event(connection, 'Error');
      await assert.rejects(connection.start(), stopped);
      assert.deepEqual(await error, [{ code: 'session_not_found', message: 'The session token is unknown or has expired.', recoverable: false }]);
    }
  });

  test('a session whose time is over is refused', async t => {
    const session = await emulator.session('agt_test_expired');
    assert.ok(new Date(session.expiresAt) < new Date());
    const connection = connect(session);
    const error = event(connection, 'Error');
    await assert.rejects(connection.start(), stopped);
    assert.equal((await error)[0].code, 'session_not_found');
  });

  test('an event sent while connecting comes with the handshake', async t => {
    const session = await emulator.session('agt_test_started_first');
    const connection = connect(session);
    t.after(() => connection.stop());
    const started = event(connection, 'SessionStarted');
    await connection.start();
    const [data] = await started;
    assert.deepEqual(Object.keys(data).sort(), ['agentId', 'conversationId', 'sessionId', 'startedAt']);
    assert.equal(data.sessionId, session.sessionId);
  });

  test('a server that is no hub', async t => {
    await assert.rejects(call(t, 'agt_test_hub_garbage'));
    await assert.rejects(call(t, 'agt_test_hub_close_early'), /1011|handshake/);
  });
});

describe('methods', limit, () => {
  test('errors have the texts of ASP.NET Core', async t => {
    const { connection } = await call(t, 'agt_1');
    const failed = name => `Failed to invoke '${name}' due to an error on the server.`;
    for (const [message, method, ...args] of [
      [`${failed('Nope')} HubException: Method does not exist.`, 'Nope'],
      [failed('EndSessionAsync'), 'EndSessionAsync'],
      [failed('SendDtmfAsync'), 'SendDtmfAsync', { not: 'a string' }],
      ["An unexpected error occurred invoking 'SendDtmfAsync' on the server. HubException: A DTMF digit is one of 0-9, * and #.", 'SendDtmfAsync', 'x'],
      ["An unexpected error occurred invoking 'SendOfferAsync' on the server. HubException: The offer must be {sdp, type: \"offer\"}.", 'SendOfferAsync', {}],
    ]) await assert.rejects(connection.invoke(method, ...args), { message });
  });

  test('names match without regard to case', async t => {
    const { connection } = await call(t, 'agt_1');
    assert.equal(await connection.invoke('sendDTMFasync', '5'), null);
  });

  test('one runs at a time, in order', async t => {
    const { connection } = await call(t, 'agt_test_answer_slow');
    const done = [];
    const offer = connection.invoke('SendOfferAsync', { type: 'offer', sdp: 'v=0' }).then(() => done.push('offer'), () => done.push('offer'));
    const digit = connection.invoke('SendDtmfAsync', '1').then(() => done.push('digit'));
    await Promise.all([offer, digit]);
    assert.deepEqual(done, ['offer', 'digit']);
  });

  test('a stream is refused', async t => {
    const { connection } = await call(t, 'agt_1');
    const error = await new Promise(done => connection.stream('SendDtmfAsync', '1').subscribe({ next() {}, complete() {}, error: done }));
    assert.match(error.message, /non-streaming 'SendDtmfAsync'/);
  });

  test('a message of the largest size passes, one byte more closes the connection', async t => {
    const { session, connection } = await call(t, 'agt_1', {}, { reconnect: true });
    const frame = JSON.stringify({ arguments: [{ candidate: '', sdpMid: '0', sdpMLineIndex: 0 }], invocationId: '0', target: 'SendIceCandidateAsync', type: 1 });
    const candidate = length => ({ candidate: 'x'.repeat(length - frame.length), sdpMid: '0', sdpMLineIndex: 0 });
    assert.equal(await connection.invoke('SendIceCandidateAsync', candidate(32767)), null);
    const back = new Promise(done => connection.onreconnected(done));
    await assert.rejects(connection.invoke('SendIceCandidateAsync', candidate(32768)), /Connection closed with an error/);
    await back;
    assert.equal((await emulator.report(session)).connections, 2);
  });
});

describe('the end of a connection', limit, () => {
  test('OnConnected fails', async t => {
    const session = await emulator.session('agt_test_throw_connect');
    await assert.rejects(connect(session).start(), /Server returned an error on close: Connection closed with an error\./);
  });

  test('the server closes without an error, and is not tried again', async t => {
    const session = await emulator.session('agt_test_abort_connect');
    await assert.rejects(connect(session, {}, { reconnect: true }).start(), stopped);
    assert.equal((await emulator.report(session)).connections, 0);
  });

  test('after a dropped connection the same session is found again, with what was missed', async t => {
    const { session, connection } = await call(t, 'agt_test_drop_on_offer', {}, { reconnect: true });
    const back = new Promise(done => connection.onreconnected(done));
    const answer = event(connection, 'SdpAnswerReceived');
    await assert.rejects(connection.invoke('SendOfferAsync', { type: 'offer', sdp: offer }));
    await back;
    assert.match((await answer)[0].sdp, /^v=0/);
    const report = await emulator.report(session);
    assert.deepEqual([report.connections, report.attached, report.ended], [2, true, false]);
  });

  test('a second connection with the token takes the session over', async t => {
    const { session, connection } = await call(t, 'agt_1');
    const end = closed(connection);
    const second = connect(session);
    t.after(() => second.stop());
    await second.start();
    assert.equal(await end, undefined);
    const ended = event(second, 'SessionEnded');
    await second.invoke('EndSessionAsync', 'user_ended');
    await ended;
    assert.equal((await emulator.report(session)).connections, 2);
  });

  test('pings keep an idle connection', async t => {
    const { session, connection } = await call(t, 'agt_1');
    connection.serverTimeoutInMilliseconds = 2_000; // ten pings of the server
    await connection.invoke('SendDtmfAsync', '1'); // the new limit counts from the next message
    await new Promise(done => setTimeout(done, 5_000));
    assert.equal(connection.state, HubConnectionState.Connected);
    assert.equal((await emulator.report(session)).connections, 1);
  });

  test('abort_on_end closes after SessionEnded', async t => {
    const { connection } = await call(t, 'agt_test_abort_on_end');
    const [ended, end] = [event(connection, 'SessionEnded'), closed(connection)];
    connection.invoke('EndSessionAsync', 'user_ended').catch(() => {});
    await ended;
    assert.equal(await end, undefined);
  });

  test('the server goes down under a client', async () => {
    const other = await startEmulator();
    const connection = connect(await other.session('agt_1'), {}, { on: other });
    await connection.start();
    const end = closed(connection);
    assert.equal((await other.post('/debug/shutdown')).status, 202);
    assert.match((await end).message, /1006/);
    assert.equal(await other.exited, 0);
  });
});

describe('the call, as far as the hub shows it', limit, () => {
  for (const [scenario, payload] of [
    ['error_fatal', { code: 'agent_unavailable', message: 'The agent is not available.', recoverable: false }],
    ['error_recoverable', { code: 'agent_busy', message: 'The agent is slow to pick up.', recoverable: true }],
  ]) test(scenario, async t => {
    const { connection } = await call(t, `agt_test_${scenario}`);
    const error = event(connection, 'Error');
    await connection.invoke('SendOfferAsync', { type: 'offer', sdp: offer });
    assert.deepEqual(await error, [payload]);
  });

  test('an offer is answered, then the session starts, then the candidates come', async t => {
    const { connection } = await call(t, 'agt_1');
    const names = [];
    const candidate = new Promise(done => connection.on('IceCandidateReceived', data => { names.push('candidate'); done(data); }));
    connection.on('SdpAnswerReceived', data => { names.push('answer'); assert.equal(data.type, 'answer'); });
    connection.on('SessionStarted', () => { names.push('started'); });
    assert.equal(await connection.invoke('SendOfferAsync', { type: 'offer', sdp: offer }), null);
    const { candidate: text, sdpMid, sdpMLineIndex } = await candidate;
    assert.match(text, /^candidate:\S+ 1 udp \d+ \S+ \d+ typ host/);
    assert.deepEqual([sdpMid, sdpMLineIndex], ['0', 0]);
    assert.deepEqual(names.slice(0, 3), ['answer', 'started', 'candidate']);
  });

  test('pascal_case and extra_events', async t => {
    const pascal = await call(t, 'agt_test_pascal_case');
    const answer = event(pascal.connection, 'SdpAnswerReceived');
    await pascal.connection.invoke('SendOfferAsync', { type: 'offer', sdp: offer });
    assert.deepEqual(Object.keys((await answer)[0]).sort(), ['Sdp', 'Type']);
    const extra = await call(t, 'agt_test_extra_events');
    const thinking = event(extra.connection, 'AgentThinking');
    await extra.connection.invoke('SendOfferAsync', { type: 'offer', sdp: offer });
    assert.equal((await thinking)[0].progress.step, 1);
  });

  test('an offer that cannot be answered is refused, without quoting the offer', async t => {
    const { connection } = await call(t, 'agt_1');
    await assert.rejects(connection.invoke('SendOfferAsync', { type: 'offer', sdp: 'v=0\r\nsecret' }), /HubException: The offer has no audio\.$/);
  });
});

// What Chromium offers for one microphone, shortened; nobody is behind it.
const offer = [
  'v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0', 'a=msid-semantic: WMS s',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0', 'a=rtcp:9 IN IP4 0.0.0.0', 'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789abcdef01234567', 'a=ice-options:trickle', `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
  'a=setup:actpass', 'a=mid:0', 'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level', 'a=sendrecv', 'a=msid:s t',
  'a=rtcp-mux', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1', 'a=ssrc:1 cname:c', 'a=ssrc:1 msid:s t', '',
].join('\r\n');
