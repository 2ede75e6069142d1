// The page's own code stands in for the browser's functions: what it throws is the error of the call that met it, and no other call notices.
import { strict as assert } from 'node:assert';
import { eachBrowser, eventually, nothing } from '../support/suite.mjs';

const page = { path: '/call.html' };

/**
 * What a page may do to the browser, each as code that gets `replace(object, name, make)`, which puts `make(original)` in the place of a function.
 * `code`: how the second call fails; none where it comes up all the same. `cause`: whether what was thrown is kept with the error.
 */
const SABOTAGE = {
  'fetch looks at its address as a text': { run: "replace(globalThis, 'fetch', real => (url, options) => url.startsWith('/') ? real(url, options) : real(url, options))" },
  'fetch throws': { run: "replace(globalThis, 'fetch', () => () => { throw new TypeError('no fetch') })", code: 'network', cause: true },
  'fetch gives nothing': { run: "replace(globalThis, 'fetch', () => () => {})", code: 'network' },
  'fetch gives an object of its own': { run: "replace(globalThis, 'fetch', () => async () => ({ ok: true, status: 200, text: async () => '{}' }))", code: 'invalid_response' },
  'fetch gives a thenable': { run: "replace(globalThis, 'fetch', real => (...args) => ({ then: (...done) => real(...args).then(...done) }))" },
  'fetch gives a thenable that throws': { run: "replace(globalThis, 'fetch', () => () => ({ get then() { throw new Error('no then') } }))", code: 'network', cause: true },
  'Headers throws': { run: "replace(globalThis, 'Headers', () => class { constructor() { throw new Error('no headers') } })", code: 'invalid_options', cause: true },
  'Request throws': { run: "replace(globalThis, 'Request', () => class { constructor() { throw new Error('no request') } })", code: 'invalid_options', cause: true },
  'URLSearchParams throws': { run: "replace(globalThis, 'URLSearchParams', () => class { constructor() { throw new Error('no') } })", code: 'invalid_options', cause: true },
  'AbortController throws': { run: "replace(globalThis, 'AbortController', () => class { constructor() { throw new Error('no controller') } })" },
  'RTCPeerConnection throws': { run: "replace(globalThis, 'RTCPeerConnection', () => class { constructor() { throw new Error('no peer') } })", code: 'unsupported_browser', cause: true },
  'addTrack throws': { run: "replace(RTCPeerConnection.prototype, 'addTrack', () => () => { throw new Error('no track') })", code: 'media_failed', cause: true },
  'createOffer throws': { run: "replace(RTCPeerConnection.prototype, 'createOffer', () => () => { throw new Error('no offer') })", code: 'media_failed', cause: true },
  'createOffer gives nothing': { run: "replace(RTCPeerConnection.prototype, 'createOffer', () => () => {})" },
  'setLocalDescription throws': { run: "replace(RTCPeerConnection.prototype, 'setLocalDescription', () => () => { throw new Error('no') })", code: 'media_failed', cause: true },
  'setRemoteDescription throws': { run: "replace(RTCPeerConnection.prototype, 'setRemoteDescription', () => () => { throw new Error('no') })", code: 'answer_invalid', cause: true },
  'setRemoteDescription gives a number': { run: "replace(RTCPeerConnection.prototype, 'setRemoteDescription', real => function (...args) { real.apply(this, args); return 7; })" },
  'getStats throws': { run: "replace(RTCPeerConnection.prototype, 'getStats', () => () => { throw new Error('no') })" },
  'close throws': { run: "replace(RTCPeerConnection.prototype, 'close', real => function () { real.call(this); throw new Error('no'); })" },
  'WebSocket throws': { run: "replace(globalThis, 'WebSocket', () => class { constructor() { throw new Error('no socket') } })", code: 'hub_unreachable' },
  'send throws': { run: "replace(WebSocket.prototype, 'send', () => () => { throw new Error('no') })", code: 'hub_timeout' },
  'binaryType throws': { run: "replaceSetter(Object.getPrototypeOf(WebSocket.prototype), 'binaryType', () => () => { throw new Error('no') })" },
  'getUserMedia throws': { run: "replace(navigator.mediaDevices, 'getUserMedia', () => () => { throw new TypeError('no') })", code: 'microphone_failed', cause: true },
  'getUserMedia gives nothing': { run: "replace(navigator.mediaDevices, 'getUserMedia', () => () => {})", code: 'microphone_failed' },
  'getUserMedia gives a stream that throws': { run: "replace(navigator.mediaDevices, 'getUserMedia', () => async () => ({ getAudioTracks() { throw new Error('no'); } }))", code: 'microphone_failed' },
  'stop throws': { run: "replace(MediaStreamTrack.prototype, 'stop', real => function () { real.call(this); throw new Error('no'); })" },
  'Audio throws': { run: "replace(globalThis, 'Audio', () => class { constructor() { throw new Error('no') } })" },
  'play throws': { run: "replace(HTMLMediaElement.prototype, 'play', () => () => { throw new Error('no') })" },
  'play gives nothing': { run: "replace(HTMLMediaElement.prototype, 'play', real => function () { real.call(this).catch(() => {}); })" }, // the promise that it keeps is its own to handle
  'srcObject throws': { run: "replaceSetter(HTMLMediaElement.prototype, 'srcObject', () => () => { throw new Error('no') })" },
  'createElement throws': { run: "replace(Document.prototype, 'createElement', () => () => { throw new Error('no') })" },
  'addEventListener throws': { run: "replace(EventTarget.prototype, 'addEventListener', () => () => { throw new Error('no') })", code: 'hub_timeout' },
  'addEventListener wraps what it is given, and nothing is ever removed': { run: "replace(EventTarget.prototype, 'addEventListener', real => function (name, handler, options) { return real.call(this, name, event => handler.call(this, event), options); })", later: "window.dispatchEvent(new Event('online'))" },
};

eachBrowser('a page that replaces what the browser gives', ({ test }) => {
  for (const [title, { run, code, cause = false, later = '' }] of Object.entries(SABOTAGE)) {
    test(`fault_02 ${title}`, async ({ page }) => {
      const seen = await page.evaluate(async ({ run, later, timeouts }) => {
        const undo = [];
        const replaceProperty = (object, name, change) => {
          const own = Object.getOwnPropertyDescriptor(object, name);
          Object.defineProperty(object, name, change(own));
          undo.push(() => (own ? Object.defineProperty(object, name, own) : delete object[name]));
        };
        const replace = (object, name, make) => replaceProperty(object, name, own => ({ ...own, configurable: true, writable: true, value: make(object[name]) }));
        const replaceSetter = (object, name, make) => replaceProperty(object, name, own => ({ ...own, set: make(own.set) }));
        const first = T.call();
        await first.start();
        new Function('replace', 'replaceSetter', run)(replace, replaceSetter);
        const second = T.call({ timeouts });
        const started = await T.outcome(second.start().then(() => true));
        await second.hangUp();
        for (const step of undo.reverse()) step();
        new Function(later)();
        const digits = await T.outcome(first.sendDtmf('1').then(() => true));
        const { state } = first;
        await first.hangUp();
        const third = T.call();
        await third.start();
        await third.hangUp();
        return { started, digits, state, firstErrors: first.seen.filter(({ event }) => event === 'error').length, reason: third.seen.at(-1).detail.reason };
        // Only where the limit is what the call fails by: a busy machine may take its time over everything else.
      }, { run, later, timeouts: code === 'hub_timeout' ? { hub: 1_000 } : {} });
      if (code) {
        assert.equal(seen.started.error?.code, code, JSON.stringify(seen.started));
        if (cause) assert.ok(seen.started.error.hasCause, 'what was thrown is its cause');
      } else {
        assert.deepEqual(seen.started, { value: true });
      }
      assert.deepEqual(seen.digits, { value: true }, 'the first call goes on');
      assert.equal(seen.state, 'connected');
      assert.equal(seen.firstErrors, 0);
      assert.equal(seen.reason, 'user_ended', 'and so does every call after it');
    }, { ...page, throws: /no/ });
  }

  test('fault_37 an event that brings itself about again', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const call = T.call();
      let again = 0;
      call.on('statechange', ({ state }) => {
        if (state !== 'connected' || again++) return;
        const [peer] = resources.peers();
        peer.dispatchEvent(new Event('connectionstatechange'));
        window.dispatchEvent(new Event('online'));
      });
      await call.start();
      await call.hangUp();
      return { again, ended: call.seen.at(-1).detail };
    });
    assert.equal(seen.again, 1);
    assert.deepEqual([seen.ended.reason, seen.ended.error], ['user_ended', undefined]);
  }, page);

  test('fault_38 events that lie about their time', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const call = T.call();
      const began = performance.now();
      await call.start();
      for (const stamp of [1e12, -1e12, NaN, undefined]) {
        Object.defineProperty(Event.prototype, 'timeStamp', { configurable: true, get: () => stamp });
        await call.sendDtmf('1');
      }
      await T.wait(300);
      const states = call.seen.filter(({ event }) => event === 'signalingchange').map(({ detail }) => detail.signaling);
      await call.hangUp();
      const ms = performance.now() - began;
      return { states, ms, ended: call.seen.at(-1).detail };
    });
    assert.deepEqual(seen.states, ['connecting', 'connected']);
    assert.deepEqual([seen.ended.reason, seen.ended.error], ['user_ended', undefined]);
    assert.ok(seen.ended.durationMs > 0 && seen.ended.durationMs <= seen.ms, `${seen.ended.durationMs} of ${seen.ms}`);
  }, page);

  test('fault_40 an offer that the browser never makes', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      RTCPeerConnection.prototype.createOffer = () => new Promise(() => {});
      const call = T.call({ timeouts: { answer: 500, media: 500 } });
      const started = await T.outcome(call.start());
      return { started, ...await T.finish(call) };
    });
    assert.equal(seen.started.error.code, 'media_failed');
    assert.equal(seen.later.tracks, 0);
  }, { ...page, path: '/endings.html' });
});

eachBrowser('a page that lets go of its calls', ({ test, browser }) => {
  test('fault_33 a prepared call that nobody keeps is collected, and its hub is told', async ({ page, server }) => {
    const id = await page.evaluate(async () => {
      let call = new T.VoiceCall({ baseUrl: config.base, agentId: 'agt_e2e', accessToken: config.token });
      await call.prepare();
      const id = call.sessionId;
      call = undefined;
      await T.eventually(() => { gc(); return resources.live().sockets === 0; }, 'the socket is closed');
      return id;
    });
    await eventually(async () => (await server.session(id)).log.some(({ what }) => what === 'EndSessionAsync'), 'the hub reads that it has ended');
    assert.deepEqual(await page.evaluate(() => resources.live()), nothing);
  }, { ...page, skip: browser !== 'chromium' && 'no page of Firefox can ask for a collection' });
}, { launch: { args: ['--js-flags=--expose-gc'] } });
