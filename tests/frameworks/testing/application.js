// An application as a customer has one: it imports the package, and knows of no test.
import { VoiceCall, VoisnapError } from '@voisnap/webrtc';

/** Places a call; gives what the application shows of it. */
export const placeCall = options => {
  const shown = { state: 'idle', lines: [], error: undefined };
  if (!VoiceCall.isSupported) return { ...shown, error: 'unsupported' };
  const call = new VoiceCall(options);
  call.on('statechange', ({ state }) => (shown.state = state));
  call.on('transcript', ({ text }) => shown.lines.push(text));
  call.on('ended', ({ error }) => (shown.error = error instanceof VoisnapError ? error.category : undefined));
  call.start().catch(() => {});
  return Object.assign(shown, { call });
};
