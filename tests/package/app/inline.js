import { VoiceCall } from '@voisnap/webrtc/inline';
import { outcome } from './outcome.js';

globalThis.run = () => outcome(VoiceCall);
