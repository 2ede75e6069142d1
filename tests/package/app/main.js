import { VoiceCall } from '@voisnap/webrtc';
import { outcome } from './outcome.js';

globalThis.run = () => outcome(VoiceCall);
