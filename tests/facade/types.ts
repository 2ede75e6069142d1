// Compiled, never run: what the types must allow, and, after @ts-expect-error, what they must refuse.
import { VoiceCall, VoisnapError } from '@voisnap/webrtc';
import { init } from '@voisnap/webrtc/slim';
import type {
  CallState, Stage, VoiceCallEvents, VoiceCallOptions, VoisnapErrorCategory, VoisnapErrorCode, VoisnapErrorFields, VoisnapSession,
} from '@voisnap/webrtc';

declare const element: HTMLAudioElement;
declare const track: MediaStreamTrack;
declare const session: VoisnapSession;

// The ten lines of the documentation.
export const documented = async (show: (speaker: string, text: string) => void, finish: (reason: string, error?: VoisnapError) => void) => {
  const call = new VoiceCall({ agentId: 'agt_01HXK8Z3MNPQRS', accessToken: () => fetch('/voice-token').then(r => r.text()) });
  call.on('transcript', line => show(line.speaker, line.text));
  call.on('ended', ({ reason, error }) => (error ? finish(reason, error) : finish(reason)));
  await call.start();
  call.mute();
  await call.hangUp();
};

export const options: VoiceCallOptions[] = [
  { accessToken: 'jwt', agentId: 'agt_1' },
  { accessToken: () => 'jwt', session },
  { accessToken: async () => 'jwt', session: async () => session },
  {
    accessToken: 'jwt', agentId: 'agt_1', metadata: { any: ['thing'] }, baseUrl: 'wss://x', audio: { echoCancellation: true }, output: element,
    iceTransportPolicy: 'relay', timeouts: { hub: 5000 }, reconnect: { forMs: 1 },
    hub: { negotiate: true, statefulReconnect: true }, logger: ({ level, message }) => void `${level}${message}`,
  },
  { accessToken: 'jwt', agentId: 'agt_1', audio: track, output: 'none', reconnect: false },
  // As the code takes it: what is undefined is not given, also under exactOptionalPropertyTypes.
  {
    accessToken: 'jwt', agentId: 'agt_1', metadata: undefined, session: undefined, baseUrl: undefined, audio: undefined, output: undefined,
    iceTransportPolicy: undefined, timeouts: { hub: undefined }, reconnect: { forMs: undefined }, hub: { negotiate: undefined }, logger: undefined,
  },
  { accessToken: 'jwt', session: { ...session, expiresAt: undefined }, timeouts: undefined, reconnect: undefined, hub: undefined },
];

// @ts-expect-error neither agentId nor session
new VoiceCall({ accessToken: 'jwt' });
// @ts-expect-error both
new VoiceCall({ accessToken: 'jwt', agentId: 'agt_1', session });
new VoiceCall({ accessToken: 'jwt', session: () => session });
// @ts-expect-error a flag of hub that does not exist
new VoiceCall({ accessToken: 'jwt', agentId: 'agt_1', hub: { negociate: true } });
// @ts-expect-error a stream in place of a track
new VoiceCall({ accessToken: 'jwt', agentId: 'agt_1', audio: new MediaStream() }); // every property of constraints is optional, but none is of a stream
// @ts-expect-error no token
new VoiceCall({ agentId: 'agt_1' });
// @ts-expect-error a misspelt option
new VoiceCall({ accessToken: 'jwt', agentID: 'agt_1' });
// @ts-expect-error a misspelt step
new VoiceCall({ accessToken: 'jwt', agentId: 'agt_1', timeouts: { ice: 1 } });

export const events = (call: VoiceCall) => {
  const stop: () => void = call.on('statechange', ({ state, previous }) => {
    const states: CallState[] = [state, previous];
    // @ts-expect-error no such state
    if (state === 'disconnected') states.pop();
  });
  stop();
  const stages: Stage[] = ['microphone', 'session', 'hub', 'offer', 'answer', 'media', 'agent_audio'];
  stages.pop();
  // The union is exact: a switch over it is exhaustive.
  call.on('ended', ({ by }: VoiceCallEvents['ended']) => {
    switch (by) {
      case 'user': return 1;
      case 'agent': return 2;
      case 'error': return 3;
      default: return by satisfies never;
    }
  });
  call.once('progress', ({ stage, ms }) => `${stage === 'agent_audio'} ${ms.toFixed()}`);
  call.on('error', error => error.retryAfterMs?.toFixed());
  call.on('audioblocked', () => call.resumeAudio());
  call.on('track', ({ stream }) => (element.srcObject = stream));
  call.on('hubevent', ({ name, args }) => name + args.length);
  call.off('ended', () => {});
  // @ts-expect-error no such event
  call.on('disconnected', () => {});
};

export const methods = async (call: VoiceCall, signal: AbortSignal) => {
  // @ts-expect-error a controller in place of its signal
  await call.start({ signal: new AbortController() });
  await call.start({ signal: null });
  await call.start({ signal: undefined });
  const info: { sessionId: string; conversationId?: string } = await call.start({ signal });
  await call.prepare();
  await call.setMicrophone('device');
  await call.setMicrophone(track);
  await call.setSpeaker('device');
  await call.sendDtmf('12#');
  (await call.getStats()).forEach(report => report);
  const supported: boolean = VoiceCall.isSupported;
  await VoiceCall.preload();
  // @ts-expect-error read only
  call.muted = supported;
  return info;
};

export const errors = (thrown: unknown) => {
  if (!(thrown instanceof VoisnapError)) return;
  const code: VoisnapErrorCode = thrown.code;
  const { hint, recoverable, status, traceId, closeCode, data, cause } = thrown;
  const category: VoisnapErrorCategory = thrown.category;
  const double: VoisnapErrorFields = { code: 'rate_limited', retryAfterMs: 1000, cause };
  const doubled = new VoisnapError(double);
  new VoisnapError({ code: 'network', message: undefined, hint: undefined, recoverable: undefined, status: undefined, retryAfterMs: undefined });
  // @ts-expect-error a double needs a code
  new VoisnapError({ message: 'x' });
  // @ts-expect-error the category comes with the code
  new VoisnapError({ code: 'network', category: 'server' });
  // @ts-expect-error read only
  doubled.code = 'network';
  // @ts-expect-error no such code
  if (code === 'oops') return;
  return [hint, recoverable, status, traceId, closeCode, data, cause, category];
};

export const slim = (module: WebAssembly.Module, bytes: ArrayBuffer) => {
  init('/voisnap.wasm');
  init(new URL('https://example.com/voisnap.wasm'));
  init(fetch('/voisnap.wasm'));
  init(module);
  init(bytes);
  // @ts-expect-error a source is needed
  init();
};
