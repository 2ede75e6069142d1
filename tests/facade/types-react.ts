// Compiled, never run: the types of ./react.
import type { CallInfo, VoiceCall, VoiceCallOptions } from '@voisnap/webrtc';
import { useVoiceCall } from '@voisnap/webrtc/react';
import type { UseVoiceCallOptions, VoiceCallHandle } from '@voisnap/webrtc/react';

declare const slim: { VoiceCall: typeof VoiceCall };

export const component = async (agentId: string): Promise<CallInfo | undefined> => {
  const options: UseVoiceCallOptions = {
    agentId,
    accessToken: async () => 'jwt',
    muted: true,
    onMutedChange: muted => void muted.valueOf(),
    onTranscript: ({ text }) => void text.trim(),
    onEnded: ({ error }) => void error?.code,
    VoiceCall: slim.VoiceCall,
    createCall: (given: VoiceCallOptions) => new slim.VoiceCall(given),
  };
  useVoiceCall({ agentId, accessToken: 'jwt', muted: undefined, onMutedChange: undefined, onEnded: undefined, createCall: undefined });
  const { state, transcript, error, start, hangUp, toggleMute, microphone } = useVoiceCall(options);
  const click: (event: { type: string }) => void = state === 'connected' ? hangUp : start;
  click({ type: 'click' });
  toggleMute();
  const handle: VoiceCallHandle = useVoiceCall({ session: async () => ({ sessionId: '', sessionToken: '', iceServers: [] }), accessToken: 'jwt' });
  void [error?.hint, transcript[0]?.text, handle.ended?.reason, microphone.state === 'requesting'];
  // @ts-expect-error neither agentId nor session
  useVoiceCall({ accessToken: 'jwt' });
  // @ts-expect-error the class, and no call of it
  useVoiceCall({ agentId, accessToken: 'jwt', VoiceCall: new slim.VoiceCall({ agentId, accessToken: 'jwt' }) });
  // @ts-expect-error a misspelt handler
  useVoiceCall({ agentId, accessToken: 'jwt', onTranscripts: () => {} });
  // @ts-expect-error a snapshot is not changed
  handle.muted = true;
  // @ts-expect-error the array neither
  transcript.push();
  return start();
};
