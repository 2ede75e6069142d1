// @ts-check
// The entry for bundles of a single file: the WebAssembly is part of the import.
import * as embedded from './load/embedded.js';
import { sharedInstance } from './load/instance.js';
import { unpack } from './load/unpack.js';
import { createVoiceCallClass } from './voice-call.js';

export { VoisnapError } from './error.js';
export const VoiceCall = /* @__PURE__ */ createVoiceCallClass(/* @__PURE__ */ sharedInstance(async () => unpack(embedded)));
