// What a customer writes, up to the point where a bundle that lost the wasm would fail.
import { VoiceCall } from '@voisnap/webrtc';

globalThis.outcome = VoiceCall.preload()
  // An empty token is refused by the wasm half, in its own words: Rust code runs, beyond being there.
  .then(() => new VoiceCall({ agentId: 'agt_1', accessToken: () => '' }).prepare())
  .then(() => 'prepared', error => error.code ?? `${error}`);
