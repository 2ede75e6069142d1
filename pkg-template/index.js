// @ts-check
// The default entry: importing it costs the facade; the WebAssembly comes with the first call, in a chunk of its own.
import { sharedInstance } from './load/instance.js';
import { unpack } from './load/unpack.js';
import { createVoiceCallClass } from './voice-call.js';

export { VoisnapError } from './error.js';
export const VoiceCall = /* @__PURE__ */ createVoiceCallClass(/* @__PURE__ */ sharedInstance(async () => unpack(await import('./load/embedded.js'))));
