// Runs before every page's own scripts: keeps account of what a call takes from the browser and must give back.
// `resources.live()` is what is held now; `resources.secrets` what must never be written anywhere.
(() => {
  const real = Object.fromEntries(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'fetch'].map(name => [name, globalThis[name].bind(globalThis)]));
  const held = { tracks: new Set(), sockets: new Set(), peers: new Set(), audio: new Set(), contexts: new Set(), timers: new Set(), listeners: new Set() };
  const alive = {
    tracks: track => track.readyState === 'live',
    sockets: socket => socket.readyState < WebSocket.CLOSING,
    peers: peer => peer.signalingState !== 'closed',
    audio: element => element.srcObject !== null || element.isConnected,
    contexts: context => context.state !== 'closed',
    timers: () => true,
    listeners: () => true,
  };
  let asking = 0;
  const resources = globalThis.resources = {
    /** Never cleared: how much was ever taken. */
    taken: Object.fromEntries(Object.keys(held).map(name => [name, 0])),
    secrets: new Set(),
    /** Browser functions as they were, for the tests' own use: not counted. */
    real,
    sockets: () => [...held.sockets],
    peers: () => [...held.peers],
    tracks: () => [...held.tracks],
    audio: () => [...held.audio].filter(alive.audio),
    /** How much of each is held; `asking`: microphone prompts that are open. */
    live() {
      const count = { asking };
      for (const [name, objects] of Object.entries(held)) {
        for (const object of objects) if (!alive[name](object)) objects.delete(object);
        count[name] = objects.size;
      }
      return count;
    },
  };
  const take = (name, object) => { held[name].add(object); resources.taken[name]++; return object; };

  const constructed = (global, name) => {
    const Real = globalThis[global];
    if (Real) globalThis[global] = class extends Real { constructor(...args) { super(...args); take(name, this); } };
  };
  constructed('WebSocket', 'sockets');
  constructed('RTCPeerConnection', 'peers');
  constructed('AudioContext', 'contexts');
  constructed('Audio', 'audio');
  const { createElement } = Document.prototype;
  Document.prototype.createElement = function (...args) {
    const element = createElement.apply(this, args);
    return element instanceof HTMLMediaElement ? take('audio', element) : element;
  };

  // A test stubs `resources.getUserMedia`, under the account.
  if (globalThis.MediaDevices) {
    const { getUserMedia } = MediaDevices.prototype;
    resources.getUserMedia = constraints => getUserMedia.call(navigator.mediaDevices, constraints);
    MediaDevices.prototype.getUserMedia = async function (constraints) {
      asking++;
      try {
        const stream = await resources.getUserMedia(constraints);
        stream.getTracks().forEach(track => take('tracks', track));
        return stream;
      } finally {
        asking--;
      }
    };
    const { clone } = MediaStreamTrack.prototype, { clone: cloneStream } = MediaStream.prototype;
    MediaStreamTrack.prototype.clone = function () { return take('tracks', clone.call(this)); };
    MediaStream.prototype.clone = function () {
      const stream = cloneStream.call(this);
      stream.getTracks().forEach(track => take('tracks', track));
      return stream;
    };
  }

  globalThis.setTimeout = (handler, ms, ...args) => {
    const id = real.setTimeout(() => { held.timers.delete(id); handler(...args); }, ms);
    return take('timers', id);
  };
  globalThis.clearTimeout = id => { held.timers.delete(id); real.clearTimeout(id); };
  globalThis.setInterval = (...args) => take('timers', real.setInterval(...args));
  globalThis.clearInterval = id => { held.timers.delete(id); real.clearInterval(id); };

  // Listeners on what outlives a call. Each is named by target, event and function, as the browser itself tells them apart.
  const ids = new WeakMap();
  const id = object => { if (!ids.has(object)) ids.set(object, Symbol()); return ids.get(object); };
  const keys = new Map();
  const key = (event, handler) => {
    const of = keys.get(event) ?? keys.set(event, new Map()).get(event);
    return of.get(id(handler)) ?? of.set(id(handler), { event }).get(id(handler));
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const outlives = target => target === undefined || target === window || target === document || target === navigator.mediaDevices;
  const automation = /^(__playwright|mouse|pointer|touch|click|auxclick|dblclick|contextmenu)/;   // Playwright's own, in Firefox
  EventTarget.prototype.addEventListener = function (event, handler, options) {
    if (outlives(this) && handler && !automation.test(event)) take('listeners', key(event, handler));
    return addEventListener.call(this ?? globalThis, event, handler, options);
  };
  EventTarget.prototype.removeEventListener = function (event, handler, options) {
    if (outlives(this) && handler) held.listeners.delete(key(event, handler));
    return removeEventListener.call(this ?? globalThis, event, handler, options);
  };

  // What the session request answers holds the secrets of the call.
  globalThis.fetch = async (...args) => {
    const response = await real.fetch(...args);
    response.clone().text().then(text => {
      try {
        const { sessionToken, iceServers } = JSON.parse(text);
        for (const secret of [sessionToken, ...(iceServers ?? []).map(server => server.credential)]) if (secret) resources.secrets.add(secret);
      } catch { /* not a session */ }
    }, () => {});
    return response;
  };
  const { instantiate, instantiateStreaming } = WebAssembly;
  const keep = result => { resources.wasm = (result.instance ?? result).exports; return result; };
  WebAssembly.instantiate = (...args) => instantiate.apply(WebAssembly, args).then(keep);
  WebAssembly.instantiateStreaming = (...args) => instantiateStreaming.apply(WebAssembly, args).then(keep);
})();
