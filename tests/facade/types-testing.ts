// Compiled, never run: the types of ./testing, and that scripted calls are calls.
import { VoiceCall, VoisnapError } from '@voisnap/webrtc';
import type { VoiceCallOptions } from '@voisnap/webrtc';
import { mockModule, scriptVoisnap } from '@voisnap/webrtc/testing';
import type { ScriptedCall } from '@voisnap/webrtc/testing';

declare const options: VoiceCallOptions;

export const scripted = async () => {
  const voisnap = scriptVoisnap();
  const Class: typeof VoiceCall = voisnap.VoiceCall;
  const call: VoiceCall = new voisnap.VoiceCall(options);
  call.on('transcript', ({ text }) => text.trim());
  new Class(options);
  const stop: () => void = voisnap.install();
  stop();

  const other: ScriptedCall = await voisnap.nextCall();
  other.connect({ sessionId: 'wrtc_1' });
  other.connect({ sessionId: undefined, conversationId: undefined, data: undefined });
  scriptVoisnap({ autoConnect: undefined, script: undefined, requestToken: undefined, VoiceCall: undefined });
  other.transcript({ speaker: 'agent', text: 'Hello.' });
  other.transcript({ speaker: 'user', text: 'He', final: false, id: 'u-1', data: {} });
  other.fail('rate_limited');
  other.fail({ code: 'rate_limited', retryAfterMs: 1000, status: 429 });
  other.trouble(new VoisnapError({ code: 'agent_error' }));
  other.rejectNext('sendDtmf', 'agent_error');
  other.progress('session', 120);
  const reason: string | undefined = other.hungUpWith;

  // @ts-expect-error no such code
  other.fail('rate_limitd');
  // @ts-expect-error no such stage
  other.progress('ringing');
  // @ts-expect-error nobody else speaks
  other.transcript({ speaker: 'operator', text: 'Hello.' });
  // @ts-expect-error start() is rejected by fail()
  other.rejectNext('start', 'network');
  // @ts-expect-error a misspelt option
  scriptVoisnap({ autoconnect: true });
  return reason;
};

export const mocked: Pick<typeof import('@voisnap/webrtc'), 'VoiceCall' | 'VoisnapError'> = mockModule(scriptVoisnap({ script: async call => call.connect() }));
