// Notes when a page, whichever code places its call, passes each step: `bench.marks` is [[ms since the click, what], …].
// It wraps what the browser offers and changes nothing of it, so sample and SDK are timed by the same clock at the same places.
(() => {
  const config = Object.fromEntries(new URLSearchParams(location.search));
  const realFetch = fetch.bind(globalThis);
  let clicked = performance.now(), connected, prepared;
  const whenPrepared = new Promise(done => { prepared = done; });
  const bench = {
    config, marks: [],
    mark: what => bench.marks.push([performance.now() - clicked, what]),
    connected: new Promise(done => { connected = done; }),
    /** For the page: it can be clicked from here on. */
    prepared: () => prepared(),
    /** For the benchmark: waits for that. Where the call is to be a warm one, it also sees, for all alike, that a connection to the API is open
     *  and its preflight in the browser's cache (Chromium may keep it for 5 s only: chance would decide who pays). The API refuses the request. */
    async ready(warm) {
      await whenPrepared;
      if (!warm) return;
      const headers = { authorization: `Bearer ${config.token}`, 'content-type': 'application/json' };
      await (await realFetch(`${config.base}/api/v1/webrtc/sessions`, { method: 'POST', headers, body: '{}' })).text();
    },
    /** What the hub said, by its targets; `{}` is the handshake's answer. */
    targets: data => typeof data !== 'string' ? ['(binary)']
      : data.split('\x1e').filter(Boolean).map(text => { const { target, type, protocol } = JSON.parse(text); return target ?? (protocol ? 'handshake' : type ? `type ${type}` : '{}'); }),
  };
  globalThis.bench = bench;
  if (location.pathname.endsWith('sample.html')) addEventListener('load', prepared);
  addEventListener('click', event => {
    if (event.target.id !== 'callBtn') return;
    clicked = performance.now();
    bench.marks.length = 0;
    bench.mark('click');
  }, { capture: true });

  const around = (object, name, label) => {
    const real = object[name];
    object[name] = function (...args) {
      const what = label(...args);
      bench.mark(`${what} …`);
      const result = real.apply(this, args);
      result?.then?.(() => bench.mark(what), () => bench.mark(`${what} failed`));
      return result;
    };
  };
  const path = request => new URL(request.url ?? request, location.href).pathname;
  around(globalThis, 'fetch', path);
  around(MediaDevices.prototype, 'getUserMedia', () => 'getUserMedia');
  for (const step of ['createOffer', 'setLocalDescription', 'setRemoteDescription', 'addIceCandidate'])
    around(RTCPeerConnection.prototype, step, () => step);

  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      bench.mark('socket …');
      this.addEventListener('open', () => bench.mark('socket'));
      this.addEventListener('message', ({ data }) => bench.targets(data).forEach(target => bench.mark(`hub: ${target}`)));
    }
    send(data) {
      bench.mark(`sent: ${bench.targets(data).join(' + ')}`);
      super.send(data);
    }
  };
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      bench.mark('peer');
      bench.peer = this;
      this.addEventListener('icecandidate', ({ candidate }) => bench.mark(`candidate ${candidate ? `${candidate.type} ${candidate.protocol}` : 'end'}`));
      this.addEventListener('iceconnectionstatechange', () => bench.mark(`ice ${this.iceConnectionState}`));
      this.addEventListener('connectionstatechange', () => {
        bench.mark(`peer ${this.connectionState}`);
        if (this.connectionState === 'connected') connected();
      });
    }
  };
})();
