// What a customer's strict TypeScript makes of the entries, whatever its module resolution and libraries are.
import { VoiceCall, VoisnapError, type VoiceCallEvents, type VoisnapErrorCode } from '@voisnap/webrtc';
import { VoiceCall as Inline } from '@voisnap/webrtc/inline';
import { VoiceCall as Slim, init } from '@voisnap/webrtc/slim';
import { VoisnapCallElement, type VoisnapCallEventMap } from '@voisnap/webrtc/element';
import { useVoiceCall, type TranscriptLine } from '@voisnap/webrtc/react';
import { scriptVoisnap } from '@voisnap/webrtc/testing';
import type {} from '@voisnap/webrtc/voisnap-webrtc.min.js';

init('/voisnap.wasm');
const call: VoiceCall = new Inline({ agentId: 'agt_1', accessToken: async () => 'jwt' });
const code: (ended: VoiceCallEvents['ended']) => VoisnapErrorCode | undefined = ({ error }) => error?.code;
call.on('ended', code);
call.on('statechange', ({ state }) => {
  // @ts-expect-error no such state
  state === 'disconnected';
});
// @ts-expect-error no such event
call.on('disconnected', () => {});
new VoisnapWebRTC.VoiceCall({ agentId: 'agt_1', accessToken: 'jwt' }).on('ended', code);
// @ts-expect-error not of the global
VoisnapWebRTC.init('/voisnap.wasm');

VoisnapCallElement.languages.de = { start: 'Anrufen' };
// @ts-expect-error no such text
VoisnapCallElement.languages.fr = { begin: 'Appeler' };
export const place = (): VoisnapCallElement => {
  const element = new VoisnapCallElement();
  element.variant = 'floating';
  // @ts-expect-error no such variant
  element.variant = 'modal';
  element.accessToken = async () => 'jwt';
  element.options = { reconnect: { forMs: 30_000 } };
  // @ts-expect-error the agent has an attribute of its own
  element.options = { agentId: 'agt_1' };
  element.createCall = options => new Slim(options);
  element.addEventListener('ended', event => {
    const { reason }: VoiceCallEvents['ended'] = (event as { detail: VoiceCallEvents['ended'] }).detail;
    return reason;
  });
  // @ts-expect-error no such event
  element.addEventListener('disconnected', () => {});
  element.start().then(({ sessionId }) => sessionId);
  return element;
};
export type Consent = VoisnapCallEventMap['consent'];

const voisnap = scriptVoisnap({ script: async scripted => scripted.fail('rate_limited') });
const double: typeof VoiceCall = voisnap.VoiceCall;
new double({ agentId: 'agt_1', accessToken: 'jwt' }).on('ended', code);
export const lines = (): readonly TranscriptLine[] => useVoiceCall({ agentId: 'agt_1', accessToken: 'jwt', onEnded: code }).transcript;

export const isSupported: boolean = Slim.isSupported;
export { VoisnapError };
