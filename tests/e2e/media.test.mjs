// Microphone and loudspeaker as applications use them: tracks of their own, elements of their own, documents that change under a call.
import { strict as assert } from 'node:assert';
import { eachBrowser, nothing } from '../support/suite.mjs';

const page = { path: '/call.html' };

eachBrowser('a track of the application’s own', ({ test }) => {
  test('fault_01 is sent itself, and what is done to it counts', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
      const call = T.call({ audio: track });
      await call.start();
      const [sender] = resources.peers()[0].getSenders();
      const sent = { itself: sender.track === track, inLocalStream: call.localStream.getAudioTracks()[0] === track };
      call.mute();
      const muted = track.enabled;
      call.unmute();
      const unmuted = track.enabled;
      track.enabled = false;
      call.mute();
      call.unmute();
      const stillDisabled = track.enabled;
      track.enabled = true;
      call.mute();
      await call.hangUp();
      const after = [track.enabled, track.readyState];
      track.stop();
      return { sent, muted, unmuted, stillDisabled, after, taken: resources.taken.tracks };
    });
    assert.deepEqual(seen.sent, { itself: true, inLocalStream: true });
    assert.deepEqual([seen.muted, seen.unmuted, seen.stillDisabled], [false, true, false]);
    assert.deepEqual(seen.after, [true, 'live'], 'given back as it was');
    assert.equal(seen.taken, 1, 'no clone');
  }, page);

  test('fault_01 stopped in the call is reported as a lost microphone is', async ({ page }) => {
    const error = await page.evaluate(async () => {
      const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
      const call = T.call({ audio: track });
      await call.start();
      track.stop();
      const error = await T.until(call, 'error');
      const { state } = call;
      await call.hangUp();
      return { ...error, state };
    });
    assert.deepEqual([error.code, error.state], ['microphone_failed', 'connected']);
  }, page);

  test('fault_13 that is disabled is a muted one', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
      track.enabled = false;
      const call = T.call({ audio: track });
      await call.start();
      const { muted } = call;
      call.unmute();
      const unmuted = [call.muted, track.enabled];
      await call.hangUp();
      const after = track.enabled;
      track.stop();
      return { muted, unmuted, after };
    });
    assert.deepEqual(seen, { muted: true, unmuted: [false, true], after: false });
  }, page);

  for (const [title, make] of Object.entries({
    'that ended before the start': "async () => { const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks(); globalThis.stop = () => track.stop(); return track; }",
    'behind a Proxy': 'async () => new Proxy((await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks()[0], {})',
    'of pictures': "async () => document.createElement('canvas').captureStream().getVideoTracks()[0]",
    'that is a whole stream': 'async () => navigator.mediaDevices.getUserMedia({ audio: true })',
  })) test(`fault_13 ${title} is refused`, async ({ page }) => {
    const refused = await page.evaluate(async make => {
      const audio = await new Function(`return (${make})()`)();
      let call;
      try {
        call = T.call({ audio });
      } catch (error) {
        return T.describe(error);
      }
      globalThis.stop?.();
      return (await T.outcome(call.start())).error;
    }, make);
    assert.ok(['invalid_options', 'microphone_failed'].includes(refused?.code), JSON.stringify(refused));
    assert.ok(refused.hint.length > 0);
  }, page);

  test('fault_13 of another realm is one', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const foreign = new frame.contentWindow.MediaStream(stream).getAudioTracks()[0];
      Object.setPrototypeOf(foreign, frame.contentWindow.MediaStreamTrack.prototype);
      const call = T.call({ audio: foreign });
      await call.start();
      const itself = resources.peers()[0].getSenders()[0].track === foreign;
      await call.hangUp();
      const { readyState } = foreign;
      foreign.stop();
      return { itself, readyState };
    });
    assert.deepEqual(seen, { itself: true, readyState: 'live' });
  }, page);
});

eachBrowser('the microphone that the SDK opens', ({ test }) => {
  test('fault_48 keeps the defaults where the application says nothing', async ({ page }) => {
    const asked = await page.evaluate(async () => {
      const asked = [];
      const real = resources.getUserMedia;
      resources.getUserMedia = constraints => { asked.push(structuredClone(constraints.audio)); return real({ audio: true }); };
      for (const audio of [undefined, { deviceId: 'default' }, { echoCancellation: false }, { channelCount: { ideal: 2 }, noiseSuppression: undefined }]) {
        const call = T.call({ audio });
        await call.start();
        await call.hangUp();
      }
      return asked;
    });
    const defaults = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
    assert.deepEqual(asked, [
      defaults, { ...defaults, deviceId: 'default' }, { ...defaults, echoCancellation: false }, { ...defaults, channelCount: { ideal: 2 } },
    ]);
  }, page);

  test('fault_14 fails with what the browser said as its cause', async ({ page }) => {
    const causes = await page.evaluate(async () => {
      const causes = [];
      for (const thrown of [new DOMException('busy', 'NotReadableError'), new TypeError('odd')]) {
        resources.getUserMedia = () => Promise.reject(thrown);
        const call = T.call();
        causes.push(await call.start().then(() => undefined, ({ code, cause }) => [code, cause === thrown]));
      }
      return causes;
    });
    assert.deepEqual(causes, [['microphone_in_use', true], ['microphone_failed', true]]);
  }, page);

  test('fault_26 that is granted after a crash is switched off', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const real = resources.getUserMedia;
      let grant;
      resources.getUserMedia = constraints => new Promise(done => { grant = () => done(real(constraints)); });
      const call = T.call();
      const started = T.outcome(call.start());
      await T.eventually(() => grant, 'the prompt is open');
      T.crash();
      const { error } = await started;
      grant();
      await T.eventually(() => resources.live().asking === 0, 'the prompt is answered');
      await T.wait(100);
      return { code: error.code, live: resources.live().tracks, taken: resources.taken.tracks };
    });
    assert.deepEqual(seen, { code: 'internal_error', live: 0, taken: 1 });
  }, { ...page, throws: /RuntimeError|memory|table|unreachable|index|null/ });

  test('is switched off by a crash in the call, and the next call works', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const call = T.call();
      await call.start();
      T.crash();
      const ended = await T.until(call, 'ended');
      const live = resources.live();
      const next = T.call();
      await next.start();
      await next.hangUp();
      return { code: ended.error.code, held: [live.tracks, live.peers, live.sockets], reason: next.seen.at(-1).detail.reason };
    });
    assert.deepEqual(seen, { code: 'internal_error', held: [0, 0, 0], reason: 'user_ended' });
  }, { ...page, throws: /RuntimeError|memory|table|unreachable|index|null/ });
});

eachBrowser('what plays the agent', ({ test }) => {
  for (const [title, change] of Object.entries({
    'its body replaced': "document.body = document.createElement('body')",
    'its body emptied': "document.body.innerHTML = ''",
    'everything of it replaced': "document.documentElement.replaceChildren(document.createElement('head'), document.createElement('body'))",
    'every audio element of it stopped and removed': "for (const audio of document.querySelectorAll('audio')) { audio.pause(); audio.srcObject = null; audio.remove(); }",
  })) test(`fault_04 plays on in a document with ${title}`, async ({ page }) => {
    const seen = await page.evaluate(async change => {
      const call = T.call();
      await call.start();
      await T.until(call, 'progress', ({ stage }) => stage === 'agent_audio');
      new Function(change)();
      await T.wait(100);
      const [element] = resources.audio();
      const at = element.currentTime;
      await T.eventually(() => !element.paused && element.currentTime > at + 0.3, 'it plays on');
      const blocked = call.seen.filter(({ event }) => event === 'audioblocked').length;
      await call.hangUp();
      return { blocked, later: resources.live() };
    }, change);
    assert.equal(seen.blocked, 0);
    assert.equal(seen.later.audio, 0);
  }, page);

  for (const [title, change] of Object.entries({
    'removed': 'element.remove()',
    'replaced with the page around it': "document.body.innerHTML = ''",
  })) test(`fault_04 plays on in the application’s element that is ${title}`, async ({ page }) => {
    const seen = await page.evaluate(async change => {
      const element = document.body.appendChild(document.createElement('audio'));
      const call = T.call({ output: element });
      await call.start();
      await T.eventually(() => element.currentTime > 0, 'it plays');
      new Function('element', change)(element);
      await T.wait(100);
      const at = element.currentTime;
      await T.eventually(() => !element.paused && element.currentTime > at + 0.3, 'it plays on');
      await call.hangUp();
      return { source: element.srcObject };
    }, change);
    assert.equal(seen.source, null);
  }, page);

  test('leaves an element alone that the application itself paused', async ({ page }) => {
    const paused = await page.evaluate(async () => {
      const element = document.body.appendChild(document.createElement('audio'));
      const call = T.call({ output: element });
      await call.start();
      await T.eventually(() => element.currentTime > 0, 'it plays');
      element.pause();
      await T.wait(300);
      const { paused } = element;
      await call.hangUp();
      return paused;
    });
    assert.equal(paused, true);
  }, page);

  test('fault_05 lets go of what is its own only', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const output = document.body.appendChild(document.createElement('audio'));
      const plays = call => output.srcObject === call.remoteStream && !output.paused;
      const first = T.call({ output }), second = T.call({ output });
      await first.start();
      await second.start();
      await first.hangUp();
      const afterFirst = plays(second);
      const third = T.call({ output });
      await third.start();
      await third.hangUp();
      await T.eventually(() => plays(second), 'the call that is left is heard again');
      const own = new MediaStream();
      output.srcObject = own;
      await second.hangUp();
      return { afterFirst, own: output.srcObject === own };
    });
    assert.deepEqual(seen, { afterFirst: true, own: true });
  }, page);

  test('fault_30 fails by kind', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const { play } = HTMLMediaElement.prototype;
      const outcomes = {};
      for (const name of ['NotAllowedError', 'AbortError', 'NotSupportedError']) {
        HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no', name));
        const call = T.call();
        await call.start();
        await T.eventually(() => call.remoteStream, 'the agent');
        const { error } = await T.outcome(call.resumeAudio());
        HTMLMediaElement.prototype.play = play;
        await call.resumeAudio();
        outcomes[name] = {
          blocked: call.seen.filter(({ event }) => event === 'audioblocked').length,
          errors: call.seen.filter(({ event }) => event === 'error').map(({ detail }) => detail.code),
          resumed: error && [error.code, error.hasCause],
        };
        await call.hangUp();
      }
      return outcomes;
    });
    assert.deepEqual(seen, {
      NotAllowedError: { blocked: 1, errors: [], resumed: ['unsupported', true] },
      AbortError: { blocked: 0, errors: [], resumed: undefined },
      NotSupportedError: { blocked: 0, errors: ['media_failed'], resumed: ['media_failed', true] },
    });
  }, page);

  test('fault_36 changes to the stream of a second track', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const output = document.createElement('audio');
      const call = T.call({ output });
      await call.start();
      const [peer] = resources.peers();
      const [transceiver] = peer.getTransceivers();
      const { receiver } = transceiver;
      const arrive = streams => peer.dispatchEvent(new RTCTrackEvent('track', { receiver, transceiver, track: receiver.track, streams }));
      const other = new MediaStream([receiver.track]);
      arrive([other]);
      const second = output.srcObject === other;
      arrive([other]);
      const again = output.srcObject === other;
      await call.hangUp();
      return { second, again, after: output.srcObject };
    });
    assert.deepEqual(seen, { second: true, again: true, after: null });
  }, page);
});

eachBrowser('the session request', ({ test }) => {
  test('fault_28 reads no more than an answer can be', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      let given = 0;
      globalThis.fetch = async () => new Response(new ReadableStream({
        pull(controller) { given += 65_536; controller.enqueue(new Uint8Array(65_536).fill(32)); },
      }));
      const { error } = await T.outcome(T.call().start());
      return { error, given };
    });
    assert.ok(['invalid_response', 'server_error'].includes(seen.error.code), seen.error.code);
    assert.ok(seen.given < 4_000_000, `${seen.given} bytes were read`);
  }, page);

  test('fault_46 of a user who is offline', async ({ page, context }) => {
    await page.evaluate(() => T.VoiceCall.preload());
    await context.setOffline(true);
    const codes = await page.evaluate(async () => {
      const failing = () => fetch('/voice-token').then(response => response.text());
      const codes = [];
      for (const options of [{ accessToken: failing }, {}]) {
        const { error } = await T.outcome(T.call(options).start());
        codes.push([error.code, error.hasCause]);
      }
      return codes;
    });
    await context.setOffline(false);
    assert.deepEqual(codes, [['network', true], ['network', true]]);
    const { error } = await page.evaluate(() => T.outcome(T.call({ accessToken: () => { throw new Error('no'); } }).start()));
    assert.deepEqual([error.code, error.hasCause], ['token_failed', true]);
  }, page);

  test('fault_17 gives ICE servers of which the browser takes some', async ({ page, server, token }) => {
    const session = await fetch(`${server.base}/api/v1/webrtc/sessions`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ agentId: 'agt_e2e' }),
    }).then(response => response.json());
    const seen = await page.evaluate(async session => {
      const odd = [{ urls: 'stun:odd.example?transport=udp' }, { urls: 'turn:odd.example' }];
      const call = T.call({ session: { ...session, iceServers: [odd[0], ...session.iceServers, odd[1]] } });
      await call.start();
      await call.hangUp();
      return { warnings: T.log.filter(({ level }) => level === 'warn'), peers: resources.live().peers };
    }, session);
    assert.ok(seen.warnings.length > 0, 'a warning names them');
    assert.ok(!JSON.stringify(seen.warnings).includes('odd.example'), 'without their address');
    assert.equal(seen.peers, nothing.peers);
  }, page);
});
