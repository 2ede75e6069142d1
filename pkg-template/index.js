import { load } from './wasm.js';
import { voiceCallOver } from './voice-call.js';

export { VoisnapError } from './error.js';
export const VoiceCall = voiceCallOver(load);
