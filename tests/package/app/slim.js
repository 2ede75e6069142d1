import { VoiceCall, init } from '@voisnap/webrtc/slim';
import { outcome } from './outcome.js';

globalThis.run = source => {
  if (source) init(source);
  return outcome(VoiceCall);
};
