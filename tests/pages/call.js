// What the tests do with a VoiceCall in the page: make it, record everything it says, wait for what it says, listen to what it plays.
import { VoiceCall, VoisnapError } from '/pkg/index.js';

const EVENTS = ['statechange', 'progress', 'started', 'transcript', 'ended', 'error', 'signalingchange', 'mutechange', 'track', 'audioblocked', 'hubevent'];
const { setTimeout, clearTimeout } = resources.real;        // the tests' own timers are not the SDK's

/** What an error says, as plain data. */
function describe(error) {
  if (!error) return error;
  const { name, code, message, hint, recoverable, status, retryAfterMs, traceId, data } = error;
  return {
    name, code, message, hint, recoverable, status, retryAfterMs, traceId, data,
    hasCause: error.cause !== undefined, isVoisnapError: error instanceof VoisnapError, isError: error instanceof Error,
    written: `${error} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error, Object.getOwnPropertyNames(error))}`,
  };
}

/** The detail of an event, as plain data. */
function plain(event, detail) {
  if (event === 'track') return { kind: detail.track.kind, streams: detail.stream.getTracks().length };
  if (event === 'error') return describe(detail);
  if (event === 'ended') return { ...detail, error: describe(detail.error) };
  return structuredClone(detail);
}

globalThis.T = {
  VoiceCall, VoisnapError, describe,
  log: [],

  /** A call to the server under test. What it says is in `call.seen`, and what it held when it ended in `call.atEnd`. */
  call(options = {}) {
    const call = new VoiceCall({
      baseUrl: config.base, agentId: options.session ? undefined : 'agt_e2e', accessToken: config.token,
      logger: entry => T.log.push(structuredClone(entry)),
      ...options,
    });
    call.seen = [];
    call.waiting = new Set();
    for (const event of EVENTS) call.on(event, detail => {
      if (event === 'ended') call.atEnd = resources.live();
      call.seen.push({ event, detail: plain(event, detail) });
      for (const check of [...call.waiting]) check();
    });
    return call;
  },

  /** The first event `event`, past or coming, that `accept`s; rejects after `ms` with what was seen instead. */
  until(call, event, accept = () => true, ms = 60_000) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = call.seen.find(seen => seen.event === event && accept(seen.detail));
        if (!found) return;
        call.waiting.delete(check);
        clearTimeout(limit);
        resolve(found.detail);
      };
      const limit = setTimeout(() => {
        call.waiting.delete(check);
        reject(new Error(`no such '${event}' in ${ms} ms; seen: ${JSON.stringify(call.seen.map(({ event, detail }) => [event, detail]))}`));
      }, ms);
      call.waiting.add(check);
      check();
    });
  },

  /** `{value}` or `{error}` of a promise. */
  outcome: promise => promise.then(value => ({ value: structuredClone(value) }), error => ({ error: describe(error) })),

  wait: ms => new Promise(done => setTimeout(done, ms)),

  /** Asks `probe` until it gives something true, or throws after `ms`: for what the browser has no event for. */
  async eventually(probe, what, ms = 60_000) {
    for (const end = performance.now() + ms; performance.now() < end; await T.wait(50)) {
      const value = await probe();
      if (value) return value;
    }
    throw new Error(`not in ${ms} ms: ${what}`);
  },

  /** What the wasm half takes: bytes of memory, and objects of JavaScript's that it holds (the used slots of its tables). */
  wasm() {
    const exported = Object.values(resources.wasm);             // under short names of the build's choosing
    const slots = exported.filter(value => value instanceof WebAssembly.Table)
      .flatMap(table => Array.from({ length: table.length }, (_, at) => table.get(at)));
    return {
      memory: exported.find(value => value instanceof WebAssembly.Memory).buffer.byteLength,
      references: slots.filter(value => typeof value === 'object' && value !== null).length,
    };
  },

  /** Makes the wasm trap, as a defect of the SDK would: its memory is overwritten, and an event has it look there. */
  crash() {
    new Uint8Array(Object.values(resources.wasm).find(value => value instanceof WebAssembly.Memory).buffer).fill(0xff);
    window.dispatchEvent(new Event('online'));
  },

  /** What came in of the agent's audio, and went out of the caller's. */
  async audio(call) {
    const of = {};
    for (const stats of (await call.getStats()).values()) if (stats.kind === 'audio') of[stats.type] = stats;
    return {
      energy: of['inbound-rtp']?.totalAudioEnergy ?? 0,
      received: of['inbound-rtp']?.packetsReceived ?? 0,
      sent: of['outbound-rtp']?.packetsSent ?? 0,
    };
  },

  /** Listens to a stream as a visualiser would: `sample()` is `{rms, hertz}`, its loudness and strongest frequency now. */
  listen(stream) {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(stream).connect(analyser);
    const wave = new Float32Array(analyser.fftSize), spectrum = new Float32Array(analyser.frequencyBinCount);
    return {
      sample() {
        analyser.getFloatTimeDomainData(wave);
        analyser.getFloatFrequencyData(spectrum);
        const rms = Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
        const strongest = spectrum.reduce((best, value, bin) => value > spectrum[best] ? bin : best, 0);
        return { rms, hertz: strongest * context.sampleRate / analyser.fftSize };
      },
      close: () => context.close(),
    };
  },
};
