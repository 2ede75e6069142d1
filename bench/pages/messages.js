// Both clients on a pretended hub in the page. `bench.receive(client, kind, count)` and `bench.send(client, count)` give milliseconds
// for `count` messages, from the browser's event to the application's handler, and from the application's call to the frame and back.
import { VoiceCall } from '/pkg/index.js';

const END = '\x1e';
const MEDIUM = 1_000, LARGE = 30_000;

/** A hub that accepts every handshake and completes every invocation, at once. */
class PretendedSocket extends EventTarget {
  static OPEN = 1;
  readyState = 0;
  bufferedAmount = 0;
  constructor() {
    super();
    PretendedSocket.latest = this;
    setTimeout(() => { this.readyState = 1; this.dispatchEvent(new Event('open')); });
  }
  send(data) {
    for (const text of data.split(END).filter(Boolean)) {
      const { protocol, invocationId } = JSON.parse(text);
      if (protocol) queueMicrotask(() => this.receive('{}' + END));
      else if (invocationId) queueMicrotask(() => this.receive(`{"type":3,"invocationId":"${invocationId}","result":null}${END}`));
    }
  }
  close() { this.readyState = 3; this.dispatchEvent(new CloseEvent('close', { code: 1000, wasClean: true })); }
  receive(data) { this.dispatchEvent(new MessageEvent('message', { data })); }
}

// As in the platform `onmessage` is a listener like any other: the browser's way into a handler costs both clients the same.
for (const name of ['open', 'message', 'close', 'error']) {
  const handlers = new WeakMap();
  Object.defineProperty(PretendedSocket.prototype, `on${name}`, {
    get() { return handlers.get(this) ?? null; },
    set(handler) {
      this.removeEventListener(name, handlers.get(this));
      handlers.set(this, handler);
      this.addEventListener(name, handler);
    },
  });
}

/** A peer connection that is connected as soon as it is answered: a call stands without media. */
class PretendedPeer extends EventTarget {
  connectionState = 'new';
  iceConnectionState = 'new';
  signalingState = 'stable';
  addTrack() { return { track: null, replaceTrack: async () => {}, dtmf: null }; }
  addTransceiver() { return { sender: this.addTrack() }; }
  getSenders() { return []; }
  getTransceivers() { return []; }
  async createOffer() { return { type: 'offer', sdp: 'v=0\r\n' }; }
  async setLocalDescription() { this.localDescription = { type: 'offer', sdp: 'v=0\r\n' }; }
  async setRemoteDescription() {
    queueMicrotask(() => {
      this.connectionState = this.iceConnectionState = 'connected';
      this.dispatchEvent(new Event('iceconnectionstatechange'));
      this.dispatchEvent(new Event('connectionstatechange'));
    });
  }
  async addIceCandidate() {}
  async getStats() { return new Map(); }
  close() { this.connectionState = 'closed'; }
}

globalThis.WebSocket = PretendedSocket;
globalThis.RTCPeerConnection = PretendedPeer;

// A line of SDP as it looks on the wire: short, with the escapes that a description is full of.
const sdp = length => 'a=candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host generation 0\r\n'.repeat(length / 70);
const event = (target, argument) => JSON.stringify({ type: 1, target, arguments: [argument] }) + END;
const frames = {
  'transcript, 100 B': event('Transcription', { text: 'How can I help you?', isFinal: false, speaker: 'agent' }),
  'other event, 100 B': event('AgentThinking', { step: 3, of: 7, label: 'looking it up' }),
  'other event, 1 KB': event('AgentThinking', { sdp: sdp(MEDIUM), type: 'answer' }),
  'other event, 30 KB': event('AgentThinking', { sdp: sdp(LARGE), type: 'answer' }),
  '20 transcripts in a frame': event('Transcription', { text: 'How can I help you?', isFinal: false, speaker: 'agent' }).repeat(20),
};

/** ours: a call that stands. */
async function ours() {
  const session = { sessionId: 'wrtc_bench', sessionToken: 'wrtc_tok_bench', expiresAt: '2099-01-01T00:00:00Z', iceServers: [] };
  const call = new VoiceCall({ session, accessToken: 'jwt', baseUrl: 'http://127.0.0.1:9' });
  const started = call.start();
  await new Promise(done => call.on('progress', ({ stage }) => stage === 'offer' && done()));
  const socket = PretendedSocket.latest;
  socket.receive(event('SdpAnswerReceived', { sdp: 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n', type: 'answer' }));
  await started;
  let heard = 0, done;
  const count = () => { if (--heard === 0) done(); };
  call.on('transcript', count);
  call.on('hubevent', count);
  return {
    socket,
    expect: messages => { heard = messages; return new Promise(resolve => { done = resolve; }); },
    invoke: () => call.sendDtmf('1'),
  };
}

/** official: @microsoft/signalr, without its logging. */
async function official() {
  const connection = new signalR.HubConnectionBuilder()
    .withUrl('http://127.0.0.1:9/hubs/webrtc', { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets, logger: signalR.NullLogger.instance })
    .configureLogging(signalR.LogLevel.None)
    .build();
  let heard = 0, done;
  const count = () => { if (--heard === 0) done(); };
  connection.on('Transcription', count);
  connection.on('AgentThinking', count);
  await connection.start();
  return {
    socket: PretendedSocket.latest,
    expect: messages => { heard = messages; return new Promise(resolve => { done = resolve; }); },
    invoke: () => connection.invoke('SendDtmfAsync', '1'),
  };
}

const clients = {};

globalThis.bench = {
  ready: (async () => { clients.ours = await ours(); clients.official = await official(); })(),
  kinds: Object.keys(frames),
  async receive(client, kind, count) {
    const { socket, expect } = clients[client], frame = frames[kind];
    const all = expect(count * (frame.split(END).length - 1));
    const began = performance.now();
    for (let sent = 0; sent < count; sent++) socket.receive(frame);
    await all;
    return performance.now() - began;
  },
  async invoke(client, count) {
    const { invoke } = clients[client];
    const began = performance.now();
    for (let sent = 0; sent < count; sent++) await invoke();
    return performance.now() - began;
  },
};
