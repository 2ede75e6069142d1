// The error table of the public API: each row made to happen, and what the application is then told and left with.
import { strict as assert } from 'node:assert';
import { networkInterfaces } from 'node:os';
import { pages, pkg } from '../support/paths.mjs';
import { eachBrowser, nothing } from '../support/suite.mjs';
import { serve } from '../support/static.mjs';

const page = { path: '/endings.html' };
/** Only the limit that a row is about: a busy machine may take its time over the others. */
const short = { session_timeout: { session: 400 }, hub_timeout: { hub: 600 }, answer_timeout: { answer: 400 }, media_timeout: { media: 800 } };

/** start() refused by the microphone, as browsers say it (the exact words are Chromium's and Firefox's). */
const microphone = (name, message) => `resources.getUserMedia = () => Promise.reject(new DOMException(${JSON.stringify(message)}, ${JSON.stringify(name)}));`;

/**
 * `agent`: the scenario; `options`: source of more options (evaluated in the page); `before`: source run before the call is made;
 * `during`: source run with `call` once the answer is in place; everything else is what the error must be.
 */
const rows = [
  { code: 'unsupported_browser', title: 'no WebRTC', before: 'delete globalThis.RTCPeerConnection;', recoverable: false },
  { code: 'unsupported_browser', title: 'no microphone API', before: 'Object.defineProperty(navigator, "mediaDevices", { value: undefined });', recoverable: false },
  // As one of 2020, whose library ends there too.
  { code: 'unsupported_browser', title: 'no WebAssembly', before: 'delete globalThis.WebAssembly; delete Object.hasOwn; delete Array.prototype.at;', recoverable: false },
  { code: 'microphone_denied', before: microphone('NotAllowedError', 'Permission denied'), recoverable: false },
  { code: 'microphone_dismissed', before: microphone('NotAllowedError', 'Permission dismissed'), recoverable: true },
  { code: 'microphone_blocked', title: 'by the system', before: microphone('NotAllowedError', 'Permission denied by system'), recoverable: false },
  { code: 'microphone_not_found', title: 'no device', before: microphone('NotFoundError', 'Requested device not found'), recoverable: true },
  { code: 'microphone_not_found', title: 'none that fits', options: '{ audio: { deviceId: { exact: "no-such-device" } } }', recoverable: true },
  { code: 'microphone_in_use', before: microphone('NotReadableError', 'Could not start audio source'), recoverable: true },
  { code: 'microphone_failed', before: microphone('UnknownError', 'Something else'), recoverable: true },
  { code: 'token_failed', title: 'the function throws', options: '{ accessToken() { throw new Error("no backend"); } }', recoverable: true },
  { code: 'token_failed', title: 'the function rejects', options: '{ accessToken: () => Promise.reject(new Error("no backend")) }', recoverable: true },
  { code: 'token_failed', title: 'the function gives nothing', options: '{ accessToken: () => "" }', recoverable: true },
  { code: 'token_failed', title: 'the function gives a response', options: '{ accessToken: () => new Response("jwt") }', recoverable: true },
  { code: 'token_failed', title: "the route's URL in its place", options: '{ accessToken: "/voice-token" }', recoverable: true },
  { code: 'unauthorized', agent: 'status_401', status: 401, recoverable: true },
  { code: 'unauthorized', title: 'a token that is not one', options: '{ accessToken: "eyJhbGciOiJIUzI1NiJ9.e30.AAAA" }', status: 401, recoverable: true },
  { code: 'forbidden', agent: 'status_403', status: 403, recoverable: false },
  { code: 'agent_not_found', agent: 'status_404', status: 404, recoverable: false },
  { code: 'rate_limited', agent: 'status_429', status: 429, retryAfterMs: 2000, recoverable: true },
  { code: 'invalid_request', agent: 'status_422', status: 422, recoverable: false },
  { code: 'server_error', agent: 'status_503', status: 503, recoverable: true },
  { code: 'server_error', title: "a proxy's page", agent: 'html', status: 502, recoverable: true },
  { code: 'invalid_response', title: 'JSON cut short', agent: 'garbage', recoverable: true },
  { code: 'invalid_response', title: 'an empty answer', agent: 'empty', recoverable: true },
  { code: 'invalid_response', title: 'fields missing', agent: 'missing_fields', recoverable: true },
  { code: 'session_failed', title: "the backend's session is not one", options: '{ session: { sessionId: "wrtc_1" } }', recoverable: true },
  { code: 'session_failed', title: "the backend's session cannot be had", options: '{ session: async () => { throw new Error("no backend"); } }', recoverable: true },
  { code: 'session_expired', agent: 'expired', recoverable: true },
  { code: 'network', title: 'refused by CORS', agent: 'no_cors', recoverable: true, hint: /CORS.*http:\/\/localhost:\d+|http:\/\/localhost:\d+.*CORS/s },
  { code: 'network', title: 'nobody there', options: '{ baseUrl: "http://127.0.0.1:9" }', recoverable: true },
  { code: 'session_timeout', agent: 'hang', recoverable: true },
  { code: 'hub_timeout', title: 'the socket never opens', agent: 'hub_hang', recoverable: true },
  { code: 'hub_timeout', title: 'the handshake is never answered', agent: 'hub_silent', recoverable: true },
  { code: 'forbidden', title: 'by the hub', agent: 'hub_refused', status: 403, recoverable: false },
  { code: 'unauthorized', title: 'by the hub', agent: 'hub_401', status: 401, recoverable: false },
  { code: 'hub_unreachable', agent: 'hub_500', status: 500, recoverable: true },
  // Chromium closes such a socket at once and without an event; Firefox throws.
  { code: 'hub_unreachable', title: "the page's connect-src has no wss:", recoverable: true, hint: /connect-src/,
    before: "document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'Content-Security-Policy', content: 'connect-src http:' }));" },
  { code: 'hub_protocol', agent: 'hub_garbage', recoverable: false },
  { code: 'hub_closed', title: 'instead of the handshake', agent: 'hub_close_early', recoverable: true },
  { code: 'hub_closed', title: 'with an error after the handshake', agent: 'throw_connect', recoverable: true },
  { code: 'hub_closed', title: 'without one', agent: 'abort_connect', recoverable: true },
  { code: 'hub_closed', title: 'at the offer', agent: 'abort_on_offer', recoverable: true },
  { code: 'hub_closed', title: 'cut at the offer', agent: 'drop_on_offer', options: '{ reconnect: false }', recoverable: true },
  { code: 'offer_rejected', agent: 'throw_offer', recoverable: true },
  { code: 'answer_timeout', agent: 'no_answer', recoverable: true },
  { code: 'answer_invalid', agent: 'answer_invalid', recoverable: false },
  { code: 'media_timeout', agent: 'udp_blocked', recoverable: true },
  { code: 'media_failed', title: 'ICE fails', agent: 'udp_blocked', recoverable: true, options: '{ reconnect: false }',
    during: `const [peer] = resources.peers();
      Object.defineProperty(peer, 'connectionState', { value: 'failed' });
      Object.defineProperty(peer, 'iceConnectionState', { value: 'failed' });
      peer.dispatchEvent(new Event('iceconnectionstatechange'));
      peer.dispatchEvent(new Event('connectionstatechange'));` },
  { code: 'agent_ended', agent: 'no_agent', recoverable: true, data: true, by: 'agent', reason: 'no_agent_available' },
  { code: 'agent_error', agent: 'error_fatal', recoverable: false, data: true },
];

/** What every error must be, whoever made it. */
function assertHelpful(error, row) {
  assert.equal(error.code, row.code, error.message);
  assert.equal(error.name, 'VoisnapError');
  assert.ok(error.isVoisnapError && error.isError, 'a VoisnapError, and an Error');
  assert.equal(error.recoverable, row.recoverable, 'recoverable');
  assert.match(error.message, /^\S.{10,}$/s, 'a message that says what happened');
  assert.match(error.hint, /^\S.{10,}$/s, 'a hint that says what to do');
  assert.notEqual(error.message, error.hint);
  if (row.hint) assert.match(error.hint, row.hint);
  if (row.status) assert.equal(error.status, row.status);
  if (row.retryAfterMs) assert.equal(error.retryAfterMs, row.retryAfterMs);
  if (row.data) assert.equal(typeof error.data, 'object');
}

/** No secret of the call stands in anything an application might write down. */
function assertNoSecret(error, secrets) {
  for (const secret of secrets) for (const form of [secret, encodeURIComponent(secret)])
    assert.ok(!error.written.includes(form) && !JSON.stringify(error).includes(form), 'the error holds a secret');
}

eachBrowser('errors', ({ test, browser }) => {
  for (const row of rows) test(`${row.code}: ${row.title ?? row.agent ?? ''}`, async ({ page, token }) => {
    const took = await page.evaluate(async ({ row, timeouts }) => {
      if (row.before) new Function(row.before)();
      const options = { agentId: `agt_test_${row.agent ?? 'echo'}`, timeouts, ...new Function(`return ${row.options ?? '{}'}`)() };
      if (options.session) delete options.agentId;
      const call = T.call(options);
      call.starting = T.outcome(call.start());
      if (row.during) { await T.until(call, 'progress', ({ stage }) => stage === 'answer'); new Function(row.during)(); }
      const result = await T.finish(call);
      return { ...result, secrets: [...resources.secrets] };
    }, { row, timeouts: short[row.code] ?? {} });
    const { error } = took.start;
    assert.ok(error, `start() resolved: ${JSON.stringify(took.start)}`);
    assertHelpful(error, row);
    const ended = took.seen.at(-1);
    assert.equal(ended.event, 'ended');
    const { by = 'error', reason = row.code } = row;
    assert.deepEqual([ended.detail.by, ended.detail.reason, ended.detail.error.code], [by, reason, row.code]);
    assert.equal(took.seen.filter(({ event }) => event === 'error').length, 0, 'what ends the call is told in ended only');
    assertNoSecret(error, [token, ...took.secrets]);
    assert.deepEqual({ ...took.atEnd, asking: 0 }, nothing);   // a prompt that is open can be closed by the user only
    assert.deepEqual(took.later, nothing);
  }, page);

  test('invalid_options: said at once, at the caller’s own line', async ({ page, token }) => {
    const errors = await page.evaluate(() => [
      undefined, null, 'agt_1', {}, { agentId: 'agt_1' }, { accessToken: 'jwt' },
      { accessToken: 'jwt', agentId: 'agt_1', session: {} }, { accessToken: 42, agentId: 'agt_1' }, { accessToken: '', agentId: 'agt_1' },
      { accessToken: 'jwt', agentId: '' }, { accessToken: 'jwt', agentId: 7 },
      { accessToken: 'jwt', agentId: 'agt_1', baseUrl: 'api.voisnap.ai' }, { accessToken: 'jwt', agentId: 'agt_1', baseUrl: 'ftp://api.voisnap.ai' },
      { accessToken: 'jwt', agentId: 'agt_1', metadata: 'gold' }, { accessToken: 'jwt', agentId: 'agt_1', audio: true },
      { accessToken: 'jwt', agentId: 'agt_1', output: 'speaker' }, { accessToken: 'jwt', agentId: 'agt_1', iceTransportPolicy: 'none' },
      { accessToken: 'jwt', agentId: 'agt_1', timeouts: { session: -1 } }, { accessToken: 'jwt', agentId: 'agt_1', timeouts: { sessions: 1 } },
      { accessToken: 'jwt', agentId: 'agt_1', reconnect: true }, { accessToken: 'jwt', agentId: 'agt_1', logger: console },
      { accessToken: config.token, agentId: 'agt_1', agentID: 'agt_1' },
    ].map((options, at) => {
      try { new T.VoiceCall(options); } catch (error) { return T.describe(error); }
      return { code: `accepted: ${at}` };
    }));
    for (const error of errors) {
      assertHelpful(error, { code: 'invalid_options', recoverable: false });
      assertNoSecret(error, [token]);
    }
    const { taken, live } = await page.evaluate(() => ({ taken: resources.taken, live: resources.live() }));
    assert.deepEqual(live, nothing);
    assert.equal(taken.sockets + taken.peers + taken.tracks, 0, 'the constructor touches nothing');
  }, page);

  test('invalid_options: metadata that JSON cannot hold', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const metadata = {};
      metadata.self = metadata;
      const call = T.call({ metadata });
      call.starting = T.outcome(call.start());
      return T.finish(call);
    });
    assertHelpful(took.start.error, { code: 'invalid_options', recoverable: false });
    assert.deepEqual(took.later, nothing);
  }, page);

  test('api_key_in_browser: refused before it can leave the page', async ({ page }) => {
    const keys = ['vsnp_live_4f9d8a7b6c5e', 'vsnp_sb_4f9d8a7b6c5e'];
    for (const key of keys) {
      const error = await page.evaluate(key => {
        try { new T.VoiceCall({ agentId: 'agt_1', accessToken: key }); } catch (error) { return T.describe(error); }
      }, key);
      assertHelpful(error, { code: 'api_key_in_browser', recoverable: false, hint: /server/ });
      assertNoSecret(error, [key]);
      // From a function it is seen only when the token is asked for; it must not leave the page then either.
      const requests = [];
      page.on('request', request => requests.push(request.url() + JSON.stringify(request.headers())));
      const late = await page.evaluate(async key => {
        const call = T.call({ accessToken: () => key });
        call.starting = T.outcome(call.start());
        return T.finish(call);
      }, key);
      assertHelpful(late.start.error, { code: 'api_key_in_browser', recoverable: false, hint: /server/ });
      assertNoSecret(late.start.error, [key]);
      assert.ok(!requests.some(request => request.includes(key)), 'the key left the page');
      assert.deepEqual(late.later, nothing);
    }
  }, page);

  test('unsupported: what this version cannot do says so and leaves the call alone', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const call = T.call();
      await call.start();
      const errors = [(await T.outcome(call.setMicrophone('default'))).error, (await T.outcome(call.setSpeaker('default'))).error];
      const { state } = call;
      await call.hangUp();
      return { errors, state };
    });
    for (const error of took.errors) assertHelpful(error, { code: 'unsupported', recoverable: false });
    assert.equal(took.state, 'connected');
  }, page);

  test('a failed prepare() can be tried again, or started all the same', async ({ page }) => {
    const took = await page.evaluate(async () => {
      let token = '';
      const call = T.call({ accessToken: () => token });
      const first = await T.outcome(call.prepare());
      const between = { state: call.state, live: resources.live() };
      token = config.token;
      const second = await T.outcome(call.prepare());
      const { sessionId } = await call.start();
      await call.hangUp();
      return { first, between, second, sessionId, ...await T.finish(call) };
    });
    assertHelpful(took.first.error, { code: 'token_failed', recoverable: true });
    assert.deepEqual(took.between, { state: 'idle', live: nothing });
    assert.equal(took.second.error, undefined);
    assert.match(took.sessionId, /^wrtc_/);
    assert.deepEqual(took.later, nothing);
  }, page);

  test('microphone_blocked: a frame that was not given the microphone', async ({ page, site }) => {
    const took = await page.evaluate(async origin => {
      const frame = document.createElement('iframe');
      frame.src = `${origin}/framed.html?base=${encodeURIComponent(config.base)}&token=${config.token}`;
      const said = new Promise(done => addEventListener('message', ({ data }) => done(data), { once: true }));
      document.body.append(frame);
      return said;
    }, site.origin.replace('localhost', '127.0.0.1'));
    // Firefox says the same as to a user's no, and nothing in it can be asked which it was.
    assert.equal(took.error.code, browser === 'firefox' ? 'microphone_denied' : 'microphone_blocked', took.error.message);
    assert.deepEqual(took.live, nothing);
  }, page);

  test('insecure_context: a page that is neither on https nor on localhost', async ({ t, page }) => {
    const address = Object.values(networkInterfaces()).flat().find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    if (!address) return t.skip('this machine has no address but loopback, which browsers trust');
    const insecure = await serve({ '/': pages, '/pkg': pkg }, { host: address });
    try {
      await page.goto(`${insecure.origin}/endings.html`);
      const took = await page.evaluate(async () => {
        const call = T.call();
        call.starting = T.outcome(call.start());
        return { supported: T.VoiceCall.isSupported, ...await T.finish(call) };
      });
      assert.equal(took.supported, false);
      assertHelpful(took.start.error, { code: 'insecure_context', recoverable: false, hint: /https/ });
      assert.deepEqual(took.later, nothing);
    } finally {
      await insecure.stop();
    }
  }, page);

  test('internal_error: a defect of the SDK switches the microphone off all the same', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const call = T.call();
      await call.start();
      T.crash();
      const { error: after } = await T.outcome(call.start());
      const next = T.call();                                  // the next call gets a wasm half that lives
      await next.start();
      await next.hangUp();
      return { ...await T.finish(call), after, next: next.seen.at(-1).detail };
    });
    const ended = took.seen.at(-1).detail;
    assertHelpful(ended.error, { code: 'internal_error', recoverable: true });
    assert.deepEqual([took.atEnd.tracks, took.atEnd.peers, took.atEnd.sockets], [0, 0, 0]);
    assert.equal(took.after.code, 'call_ended');
    assert.equal(took.next.reason, 'user_ended');
  }, { ...page, throws: /RuntimeError|memory|table|unreachable|index|null/ });
});

const start = ({ page }) => page.evaluate(async () => {
  const call = T.call();
  call.starting = T.outcome(call.start());
  return T.finish(call);
});

eachBrowser('a user who said no', ({ test }) => test('microphone_denied', async fixture => {
  const took = await start(fixture);
  assertHelpful(took.start.error, { code: 'microphone_denied', recoverable: false });
  assert.deepEqual(took.later, nothing);
}, page), { launch: { permission: 'denied' } });

eachBrowser('a machine without a microphone', ({ test }) => test('microphone_not_found', async fixture => {
  const took = await start(fixture);
  assertHelpful(took.start.error, { code: 'microphone_not_found', recoverable: true });
  assert.deepEqual(took.later, nothing);
}, page), { launch: { microphone: false } });
