// A call, whole: with the emulator, and the same call with the reference hub.
import { strict as assert } from 'node:assert';
import { hasReferenceHub } from '../support/paths.mjs';
import { proxy } from '../support/proxy.mjs';
import { eachBrowser, endedSession, eventually, nothing } from '../support/suite.mjs';
import { startReferenceHub } from '../support/voisnap.mjs';
import { tones } from '../support/wav.mjs';

const HERTZ = 700;
const wav = tones('steady', [{ hertz: HERTZ, ms: 1000 }]);
// The browser's noise suppression takes a steady tone for noise, and would leave nothing to recognise.
const untouched = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** The tests that hold against both servers. `echo`: an agent that gives back all it hears after its greeting. */
function aCall({ test, browser }, { echo }) {
  test('is set up in order, heard on both sides, and hung up with nothing left', async ({ page, server }) => {
    const seen = await page.evaluate(async audio => {
      const call = T.call({ audio });
      const info = await call.start();
      const started = { state: call.state, signaling: call.signaling, info, sessionId: call.sessionId, live: resources.live() };
      // Heard: what arrived from the network has energy, and so has what the page plays. Listened to from the first word on, because
      // the agent falls silent when the line that the transcript tells is said.
      const ears = T.listen(call.remoteStream);
      const hearing = T.eventually(() => { const { rms } = ears.sample(); return rms > 0.005 && rms; }, 'the agent is heard in remoteStream');
      const [loudness] = await Promise.all([
        hearing,
        T.until(call, 'progress', ({ stage }) => stage === 'agent_audio'),
        T.until(call, 'started'),
        T.until(call, 'transcript', ({ speaker, final }) => speaker === 'agent' && final),
      ]);
      const audio1 = await T.eventually(async () => { const heard = await T.audio(call); return heard.energy > 0 && heard.sent > 0 && heard; }, 'packets with energy');
      await ears.close();
      await call.hangUp();
      return { started, loudness, audio: audio1, seen: call.seen, atEnd: call.atEnd, state: call.state, sockets: resources.sockets().length, taken: resources.taken };
    }, untouched);

    assert.equal(seen.started.state, 'connected');
    assert.equal(seen.started.signaling, 'connected');
    assert.match(seen.started.info.sessionId, /^wrtc_/);
    assert.equal(seen.started.sessionId, seen.started.info.sessionId);
    assert.deepEqual({ ...seen.started.live, audio: 0, timers: 0, listeners: 0 }, { ...nothing, tracks: 1, sockets: 1, peers: 1 });

    const of = name => seen.seen.filter(({ event }) => event === name).map(({ detail }) => detail);
    const stages = of('progress');
    const order = ['session', 'offer', 'answer', 'media', 'agent_audio'];
    assert.deepEqual(stages.map(({ stage }) => stage).filter(stage => order.includes(stage)), order);
    assert.deepEqual(stages.map(({ stage }) => stage).toSorted(), [...order, 'hub', 'microphone'].toSorted(), 'each stage once');
    assert.deepEqual(stages.map(({ ms }) => ms), stages.map(({ ms }) => ms).toSorted((a, b) => a - b), 'times never go back');

    assert.deepEqual(of('statechange').map(({ state }) => state), ['connecting', 'connected', 'ended']);
    assert.equal(of('track').length, 1);
    assert.equal(of('started')[0].sessionId, seen.started.info.sessionId);
    assert.ok(of('started')[0].conversationId, 'the conversation has a name');
    assert.equal(of('started')[0].data.conversationId, of('started')[0].conversationId, "data is the hub's own object");
    const [line] = of('transcript');
    assert.equal(line.speaker, 'agent');
    assert.ok(line.text.length > 0 && line.id.length > 0 && line.atMs >= 0);
    assert.equal(of('error').length, 0);

    assert.equal(of('ended').length, 1);
    assert.equal(seen.seen.at(-1).event, 'ended', 'ended is the last word');
    const { reason, by, durationMs, error } = of('ended')[0];
    assert.deepEqual({ reason, by, error }, { reason: 'user_ended', by: 'user', error: undefined });
    assert.ok(durationMs > 0);
    assert.deepEqual(seen.atEnd, nothing);
    assert.equal(seen.state, 'ended');
    assert.equal(seen.taken.sockets, 1, 'one socket was enough');

    const session = await endedSession(server, seen.started.info.sessionId);
    assert.deepEqual(session.log.filter(({ what }) => ['SendOfferAsync', 'EndSessionAsync'].includes(what)).map(({ what }) => what), ['SendOfferAsync', 'EndSessionAsync']);
    assert.equal(session.log.find(({ what }) => what === 'EndSessionAsync').detail, 'user_ended');
    await eventually(async () => !(await server.session(session.id)).attached, 'the hub lets go of the caller');
  });

  test("brings the caller's own voice back", async ({ page }) => {
    const { own, returned } = await page.evaluate(async ({ audio, agentId }) => {
      const call = T.call({ audio, agentId });
      await call.start();
      const mouth = T.listen(call.localStream), ears = T.listen(call.remoteStream);
      const near = (a, b) => Math.abs(a.hertz - b.hertz) < 12;       // two bins of the analysis
      // The greeting has other frequencies at every moment; the echo has the microphone's one for half a second.
      let since;
      const result = await T.eventually(() => {
        const own = mouth.sample(), returned = ears.sample();
        if (own.rms < 0.01 || returned.rms < 0.01 || !near(own, returned)) since = undefined;
        else since ??= performance.now();
        return performance.now() - since > 500 && { own, returned };
      }, 'half a second of the own tone comes back');
      await mouth.close();
      await ears.close();
      await call.hangUp();
      return result;
    }, { audio: untouched, agentId: echo });
    if (browser === 'chromium') assert.ok(Math.abs(own.hertz - HERTZ) < 12, `the microphone hears ${HERTZ} Hz, not ${own.hertz}`);
    assert.ok(returned.rms > 0.01);
  });

  test('sends the offer in the handshake’s own frame, and every candidate', async ({ page, server }) => {
    // The hub's connection comes up after the offer is made, as it does outside of one machine.
    let offerIsMade;
    const line = await proxy(server.base, { upgradesAfter: new Promise(done => { offerIsMade = done; }) });
    await page.exposeFunction('offerIsMade', () => offerIsMade());
    const { sent, sessionId } = await page.evaluate(async baseUrl => {
      const sent = [];
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (data) { sent.push(data); return send.call(this, data); };
      const { setLocalDescription } = RTCPeerConnection.prototype;
      RTCPeerConnection.prototype.setLocalDescription = function (offer) {
        const set = setLocalDescription.call(this, offer);
        set.then(offerIsMade);
        return set;
      };
      const call = T.call({ baseUrl });
      const { sessionId } = await call.start();
      await call.hangUp();
      return { sent, sessionId };
    }, line.base).finally(line.stop);
    const messages = sent.map(frame => frame.split('\x1e').slice(0, -1).map(text => JSON.parse(text)));
    assert.deepEqual(messages[0][0], { protocol: 'json', version: 1 });
    const offer = messages.flat().find(({ target }) => target === 'SendOfferAsync');
    assert.equal(offer.arguments[0].type, 'offer');
    assert.deepEqual(Object.keys(offer.arguments[0]).toSorted(), ['sdp', 'type']);
    assert.ok(messages[0].includes(offer), `the offer did not leave with the handshake but in frame ${messages.findIndex(frame => frame.includes(offer))}`);
    const candidates = messages.flat().filter(({ target }) => target === 'SendIceCandidateAsync');
    for (const { arguments: [candidate] } of candidates)
      assert.deepEqual(Object.keys(candidate).toSorted(), ['candidate', 'sdpMLineIndex', 'sdpMid']);
    // Either way every address of ours reached the hub: in the offer or after it.
    assert.ok(candidates.length > 0 || offer.arguments[0].sdp.includes('a=candidate:'));
    const { log } = await server.session(sessionId);
    assert.equal(log.filter(({ what }) => what === 'SendIceCandidateAsync').length, candidates.length);
  });

  test('mutes and unmutes, before the call too', async ({ page }) => {
    const seen = await page.evaluate(async audio => {
      const call = T.call({ audio });
      call.mute();
      const before = call.muted;
      await call.start();
      const [track] = call.localStream.getAudioTracks();
      const mutedFromTheStart = !track.enabled;
      call.unmute();
      const open = track.enabled;
      call.mute();
      const closed = !track.enabled;
      await call.hangUp();
      return { before, mutedFromTheStart, open, closed, changes: call.seen.filter(({ event }) => event === 'mutechange').map(({ detail }) => detail.muted) };
    }, untouched);
    assert.deepEqual(seen, { before: true, mutedFromTheStart: true, open: true, closed: true, changes: [true, false, true] });
  });

  test('sends DTMF to the hub, digit by digit', async ({ page, server }) => {
    const { sessionId, refused } = await page.evaluate(async () => {
      const call = T.call();
      const { sessionId } = await call.start();
      await call.sendDtmf('1*#');
      const { error: refused } = await T.outcome(call.sendDtmf('1a'));
      await call.hangUp();
      return { sessionId, refused };
    });
    const { log } = await server.session(sessionId);
    assert.deepEqual(log.filter(({ what }) => what === 'SendDtmfAsync').map(({ detail }) => detail), ['1', '*', '#']);
    assert.equal(refused.code, 'invalid_options');
  });
}

eachBrowser('a call with the emulator', suite => {
  aCall(suite, { echo: 'agt_test_echo' });

  suite.test('writes down both voices, partial and final', async ({ page }) => {
    const lines = await page.evaluate(async audio => {
      const call = T.call({ audio });
      call.mute();
      await call.start();
      await T.until(call, 'transcript', ({ speaker, final }) => speaker === 'agent' && final);
      call.unmute();                                     // the caller speaks …
      await T.until(call, 'transcript', ({ speaker }) => speaker === 'user');
      await T.wait(700);
      call.mute();                                       // … and pauses, which is when the agent answers
      await T.until(call, 'transcript', ({ speaker, final }) => speaker === 'user' && final);
      const user = call.seen.findIndex(({ event, detail }) => event === 'transcript' && detail.speaker === 'user' && detail.final);
      await T.eventually(() => call.seen.slice(user).some(({ event, detail }) => event === 'transcript' && detail.speaker === 'agent'), 'the agent answers');
      await call.hangUp();
      return call.seen.filter(({ event }) => event === 'transcript').map(({ detail }) => detail);
    }, untouched);
    const agent = lines.filter(({ speaker }) => speaker === 'agent');
    assert.ok(agent.some(({ final }) => !final), 'the agent has partial lines');
    const [{ id }] = agent;
    assert.ok(agent.some(line => line.id === id && line.final), 'a line keeps its id until it is final');
    assert.ok(new Set(lines.filter(({ final }) => final).map(line => line.id)).size >= 2, 'different lines have different ids');
  });

  suite.test('ends by the agent', async ({ page }) => {
    const { ended, atEnd, last } = await page.evaluate(async () => {
      const call = T.call({ agentId: 'agt_test_agent_hangup_2000' });
      await call.start();
      const ended = await T.until(call, 'ended');
      return { ended, atEnd: call.atEnd, last: call.seen.at(-1).event };
    });
    assert.equal(ended.by, 'agent');
    assert.equal(ended.error, undefined);
    assert.ok(ended.reason.length > 0);
    assert.deepEqual(atEnd, nothing);
    assert.equal(last, 'ended');
  });

  for (const [scenario, what] of [
    ['started_first', 'with SessionStarted in the handshake’s frame'],
    ['candidate_first', 'with a candidate before the answer'],
    ['answer_slow', 'with an answer after two seconds'],
    ['pascal_case', 'with PascalCase events'],
    ['negotiate_only', 'with a hub that wants negotiation'],
    ['negotiate_redirect', 'with a hub that redirects'],
    ['slow_500', 'with a slow session request'],
    ['abort_on_end', 'with a hub that closes at the end'],
  ]) suite.test(`works ${what}`, async ({ page }) => {
    const { state, started, ended, atEnd } = await page.evaluate(async agentId => {
      const call = T.call({ agentId });
      await call.start();
      const { state } = call;
      const started = await T.until(call, 'started');
      await call.hangUp();
      return { state, started, ended: await T.until(call, 'ended'), atEnd: call.atEnd };
    }, `agt_test_${scenario}`);
    assert.equal(state, 'connected');
    assert.ok(started.conversationId);
    assert.deepEqual({ reason: ended.reason, by: ended.by, error: ended.error }, { reason: 'user_ended', by: 'user', error: undefined });
    assert.deepEqual(atEnd, nothing);
  });

  suite.test('tells the application of hub events that have no typed form', async ({ page }) => {
    const { name, args } = await page.evaluate(async () => {
      const call = T.call({ agentId: 'agt_test_extra_events' });
      await call.start();
      const event = await T.until(call, 'hubevent');
      await call.hangUp();
      return event;
    });
    assert.equal(name, 'AgentThinking');
    assert.equal(typeof args[0], 'object');
  });

  suite.test('survives a recoverable error of the agent, and tells it', async ({ page }) => {
    const { error, state } = await page.evaluate(async () => {
      const call = T.call({ agentId: 'agt_test_error_recoverable' });
      await call.start();
      const error = await T.until(call, 'error');
      const { state } = call;
      await call.hangUp();
      return { error, state };
    });
    assert.equal(error.code, 'agent_error');
    assert.equal(error.recoverable, true);
    assert.ok(error.isVoisnapError && error.message && error.hint && error.data);
    assert.equal(state, 'connected');
  });

  suite.test('uses the session that a backend made', async ({ page, server, token }) => {
    const response = await fetch(`${server.base}/api/v1/webrtc/sessions`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ agentId: 'agt_e2e', metadata: { plan: 'gold' } }),
    });
    const session = await response.json();
    const seen = await page.evaluate(async session => {
      const direct = T.call({ session });
      const info = await direct.start();
      await direct.hangUp();
      return { info, fetched: resources.secrets.size };
    }, session);
    assert.equal(seen.info.sessionId, session.sessionId);
    assert.equal(seen.fetched, 0, 'the SDK made no session of its own');
    assert.deepEqual((await server.session(session.sessionId)).metadata, { plan: 'gold' });
  });

  suite.test('starts from prepare() with nothing but the offer left to send', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const call = T.call();
      await call.prepare();
      const prepared = { state: call.state, signaling: call.signaling, live: resources.live() };
      const asked = resources.taken.sockets;
      await call.start();
      const sockets = resources.taken.sockets - asked;
      await call.hangUp();
      return { prepared, sockets, atEnd: call.atEnd };
    });
    assert.equal(seen.prepared.state, 'idle');
    assert.equal(seen.prepared.signaling, 'connected');
    assert.equal(seen.prepared.live.tracks + seen.prepared.live.asking, 0, 'no microphone before start()');
    assert.equal(seen.sockets, 0);
    assert.deepEqual(seen.atEnd, nothing);
  });
}, { launch: { wav } });

eachBrowser('the same call with the reference hub', suite => aCall(suite, { echo: 'agt_e2e' }),
  { start: startReferenceHub, launch: { wav }, skip: !hasReferenceHub && '../shared/tools/reference-hub is absent' });
