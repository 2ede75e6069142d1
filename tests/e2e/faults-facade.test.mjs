// Faults of the facade, in real calls: what a page does with the call object, and what it gets back.
import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { test as nodeTest } from 'node:test';
import { promisify } from 'node:util';
import { eachBrowser, nothing } from '../support/suite.mjs';
import { pkg } from '../support/paths.mjs';

eachBrowser('a page', ({ test, browser }) => {
  test('fault_09: holds its call in a bare proxy', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const call = new Proxy(T.call(), {});
      await call.start();
      call.mute();
      const during = { state: call.state, signaling: call.signaling, muted: call.muted, tracks: call.localStream.getTracks().length, session: call.sessionId };
      const stats = (await call.getStats()).size;
      await call.sendDtmf('1');
      await call.hangUp();
      return { during, stats, state: call.state, live: resources.live() };
    });
    assert.match(seen.during.session, /^wrtc_/);
    assert.deepEqual({ ...seen.during, session: '' }, { state: 'connected', signaling: 'connected', muted: true, tracks: 1, session: '' });
    assert.ok(seen.stats > 0);
    assert.equal(seen.state, 'ended');
    assert.deepEqual(seen.live, nothing);
  });

  test('is offline at its first call, and then online', async ({ page, context }) => {
    const start = () => page.evaluate(async () => {
      const call = T.call();
      const started = await T.outcome(call.start());
      await call.hangUp();
      const { reason, by, error } = call.seen.find(({ event }) => event === 'ended').detail;
      return { started: started.error?.code, ended: [reason, by, error?.code], hasCause: started.error?.hasCause, live: resources.live() };
    });
    await context.setOffline(true);
    assert.deepEqual(await start(), { started: 'network', ended: ['network', 'error', 'network'], hasCause: true, live: nothing });
    await context.setOffline(false);
    // Firefox keeps the failure of a script until the page is reloaded, as the hint says.
    if (browser === 'firefox') {
      assert.equal((await start()).started, 'load_failed');
      await page.reload();
    }
    assert.deepEqual(await start(), { started: undefined, ended: ['user_ended', 'user', undefined], hasCause: undefined, live: nothing });
  });

  test('fault_13: gives what is no live audio track', async ({ page }) => {
    const errors = await page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const [track] = stream.getTracks();
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      const [video] = canvas.captureStream().getTracks();
      const ended = track.clone();
      ended.stop();
      const refusal = audio => {
        try {
          T.call({ audio });
          return 'taken';
        } catch (error) {
          return `${error.code} ${error.message}`;
        }
      };
      const given = { ended, video, stream, proxy: new Proxy(track, {}), device: (await navigator.mediaDevices.enumerateDevices())[0], live: track };
      const refusals = Object.fromEntries(Object.entries(given).map(([name, audio]) => [name, refusal(audio)]));
      track.stop();
      video.stop();
      return refusals;
    });
    assert.match(errors.ended, /^invalid_options .*ended/);
    assert.match(errors.video, /^invalid_options .*video/);
    assert.match(errors.stream, /^invalid_options .*MediaStream/);
    assert.match(errors.proxy, /^invalid_options .*wrapper/);
    assert.match(errors.device, /^invalid_options .*DeviceInfo/);
    assert.equal(errors.live, 'taken');
  });

  test('fault_13: gives a track of another realm, disabled', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const frame = document.body.appendChild(Object.assign(document.createElement('iframe'), { srcdoc: '<p>' }));
      await new Promise(loaded => (frame.onload = loaded));
      const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks();
      // The classes are the other realm's, as for a track that a frame opened.
      const call = T.call({ audio: new frame.contentWindow.MediaStream([track]).getTracks()[0] });
      track.enabled = false;
      const before = call.muted;
      await call.start();
      const during = call.muted;
      call.unmute();
      const after = { muted: call.muted, enabled: track.enabled };
      await call.hangUp();
      const { readyState } = track;
      track.stop();
      frame.remove();
      return { before, during, after, readyState };
    });
    assert.deepEqual(seen, { before: true, during: true, after: { muted: false, enabled: true }, readyState: 'live' });
  });

  test('fault_13: unmutes a disabled track before the call', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks();
      track.enabled = false;
      const call = T.call({ audio: track });
      call.unmute();
      const before = { muted: call.muted, enabled: track.enabled };
      await call.start();
      const during = { muted: call.muted, enabled: track.enabled };
      await call.hangUp();
      track.stop();
      return { before, during };
    });
    assert.deepEqual(seen, { before: { muted: false, enabled: true }, during: { muted: false, enabled: true } });
  });

  test('fault_14: gets back what its own functions threw', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const thrown = { token: new Error('no token'), session: { my: 'object' } };
      const failed = {};
      for (const [name, options] of Object.entries({
        token: { accessToken: () => { throw thrown.token; } },
        session: { session: () => Promise.reject(thrown.session) },
      })) {
        const call = T.call(options);
        let ended;
        call.on('ended', detail => (ended = detail.error));
        const error = await call.start().catch(error => error);
        failed[name] = { code: error.code, category: error.category, same: error.cause === thrown[name], inEnded: ended.cause === thrown[name], text: `${error}` };
      }
      return { failed, live: resources.live() };
    });
    for (const [name, code] of [['token', 'token_failed'], ['session', 'session_failed']]) {
      const { text, ...failed } = seen.failed[name];
      assert.deepEqual(failed, { code, category: 'auth', same: true, inEnded: true });
      assert.match(text, new RegExp(`^VoisnapError \\[${code}\\]: `));
    }
    assert.deepEqual({ ...seen.live, asking: 0 }, nothing);
  });

  test('fault_18: gives wrong arguments, and then the right ones', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const call = T.call();
      const controller = new AbortController();
      const codes = [];
      for (const options of [{ signal: controller }, controller, controller.signal, 'x', null, { singal: controller.signal }, { signal: new Proxy(controller.signal, {}) }]) {
        codes.push(await call.start(options).then(() => 'started', error => error.code));
      }
      for (const method of ['sendDtmf', 'getStats', 'resumeAudio']) codes.push(await call[method]('1').then(() => 'done', error => error.code));
      const idle = { state: call.state, live: resources.live(), events: call.seen.length, loaded: !!resources.wasm };
      await call.prepare();
      codes.push(await call.sendDtmf('1').then(() => 'done', error => error.code));
      await call.start({ signal: controller.signal });
      const { state } = call;
      await call.hangUp(new MouseEvent('click'));
      return { codes, idle, state, reason: call.seen.at(-1).detail.reason };
    });
    assert.deepEqual([...new Set(seen.codes)], ['invalid_options']);
    assert.equal(seen.codes.length, 11);
    assert.deepEqual(seen.idle, { state: 'idle', live: nothing, events: 0, loaded: false });
    assert.equal(seen.state, 'connected');
    assert.equal(seen.reason, 'user_ended');
  });

  test('fault_18: has no WebRTC', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      delete globalThis.RTCPeerConnection;
      const call = T.call();
      const { error } = await T.outcome(call.start());
      return { code: error.code, live: resources.live() };
    });
    assert.equal(seen.code, 'unsupported_browser');
    assert.deepEqual({ ...seen.live, asking: 0 }, nothing);
  });

  test('fault_18: has no MediaStreamTrack', async ({ page }) => {
    const code = await page.evaluate(async () => {
      delete globalThis.RTCPeerConnection;
      delete globalThis.MediaStreamTrack;
      return (await T.outcome(T.call({ audio: { echoCancellation: false } }).start())).error.code;
    });
    assert.equal(code, 'unsupported_browser');
  });

  for (const [what, end] of [['the agent ends the call', undefined], ['the page hangs up', 'hangUp'], ['the hub dies while the call is set up', 'fail']]) {
    test(`fault_20: asks everything from every handler when ${what}`, async ({ page }) => {
      const seen = await page.evaluate(async end => {
        const call = T.call({ agentId: end ? (end === 'fail' ? 'agt_test_throw_offer' : 'agt_e2e') : 'agt_test_agent_hangup_2000' });
        const asked = [];
        const ask = () => {
          if (call.state !== 'ended') return;
          for (const method of ['hangUp', 'getStats', 'sendDtmf', 'prepare', 'resumeAudio']) {
            asked.push(call[method]('1').then(() => `${method} fulfilled`, error => `${method} ${error.code}`));
          }
        };
        for (const event of ['statechange', 'signalingchange', 'ended']) call.on(event, ask);
        const started = call.start().then(() => 'fulfilled', error => error.code);
        if (end !== 'fail') await started;
        if (end === 'hangUp') await call.hangUp();
        await T.until(call, 'ended');
        const all = await Promise.race([Promise.all(asked), T.wait(30_000).then(() => 'pending')]);
        return { all: [...new Set(all)].sort(), count: asked.length, started: await started, live: resources.live(), last: call.seen.at(-1).event };
      }, end);
      assert.deepEqual(seen.all, ['getStats call_ended', 'hangUp fulfilled', 'prepare call_ended', 'resumeAudio call_ended', 'sendDtmf call_ended']);
      assert.ok(seen.count >= 10, `asked from ${seen.count / 5} handlers`);
      assert.equal(seen.last, 'ended');
      assert.deepEqual({ ...seen.live, asking: 0 }, nothing);
    });
  }

  test('fault_43: reads one clock in all events and entries', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const entries = [];
      const call = T.call({ logger: entry => entries.push(entry) });
      const at = {};
      call.on('progress', ({ stage, ms }) => (at[stage] = { told: ms, real: performance.now() - zero }));
      const line = T.until(call, 'transcript').then(({ atMs }) => ({ told: atMs, real: performance.now() - zero }));
      await T.wait(2_000); // before start() no clock runs
      const zero = performance.now();
      await call.start();
      at.transcript = await line;
      await call.hangUp();
      return { at, entries: entries.map(({ atMs }) => atMs) };
    });
    for (const [name, { told, real }] of Object.entries(seen.at)) assert.ok(Math.abs(told - real) < 1_000, `${name}: ${told} for ${real}`);
    assert.deepEqual(seen.entries, seen.entries.toSorted((a, b) => a - b));
  });

  test('fault_49: misspells an event', async ({ page }) => {
    const error = await page.evaluate(() => {
      try {
        T.call().on('ende', () => {});
      } catch (error) {
        return T.describe(error);
      }
    });
    assert.equal(error.code, 'invalid_options');
    assert.match(error.hint, /statechange.*ended/);
  });

  test('fault_51: does not await a start() that fails', async ({ page }) => {
    const text = await page.evaluate(() => {
      const unhandled = new Promise(resolve => addEventListener('unhandledrejection', event => {
        event.preventDefault();
        resolve(`${event.reason}`);
      }));
      T.call({ agentId: 'agt_test_status_429' }).start();
      return unhandled;
    });
    assert.match(text, /^VoisnapError \[rate_limited\]: ./);
  }, { throws: /VoisnapError/ });

  test('fault_33: drops a call that it only prepared', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      await T.call().prepare();
      const held = resources.live();
      await T.eventually(() => {
        gc();
        return resources.sockets().every(socket => socket.readyState > 1);
      }, 'its socket closes');
      return { held: held.sockets, left: resources.live() };
    });
    assert.equal(seen.held, 1);
    assert.deepEqual(seen.left, nothing);
  }, { skip: browser === 'firefox' && 'a page there has no gc()' });
}, { launch: { args: ['--js-flags=--expose-gc'] } });

nodeTest('fault_18: a server that starts a call is told unsupported_browser', async () => {
  const script = `
    import { VoiceCall } from ${JSON.stringify(new URL('index.js', `file://${pkg}/`).href)};
    const call = new VoiceCall({ agentId: 'agt_1', accessToken: 'a.b.c' });
    const codes = [await call.start().then(() => 'started', error => error.code), await new VoiceCall({ agentId: 'agt_1', accessToken: 'a.b.c', audio: {} }).start().catch(error => error.code)];
    console.log(JSON.stringify([VoiceCall.isSupported, ...codes, call.state]));
    process.exit();
  `;
  const { stdout } = await promisify(execFile)('node', ['--input-type=module', '-e', script]);
  assert.deepEqual(JSON.parse(stdout), [false, 'unsupported_browser', 'unsupported_browser', 'ended']);
});
