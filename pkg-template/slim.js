// @ts-check
// The entry for pages that serve voisnap.wasm themselves.
import { createGlue } from 'build:glue';
import { invalid } from './options.js';
import { loadFailed } from './load/failure.js';
import { sharedInstance } from './load/instance.js';
import { createVoiceCallClass } from './voice-call.js';

/** @type {import('./load/compile.js').Source | Promise<Response> | undefined} */
let given;

/**
 * See types/slim.d.ts. Nothing is requested before the first call needs it.
 * @param {import('./load/compile.js').Source | Promise<Response>} source
 */
export const init = source => {
  if (!source || (typeof source !== 'string' && typeof source !== 'object')) {
    throw invalid('init() needs the address of voisnap.wasm, its Response, its bytes, or its WebAssembly.Module.', 'Correct what init() is given.');
  }
  given = source;
  // The calls that need it report its failure: until then it is no unhandled rejection.
  Promise.resolve(source).catch(() => {});
};

const source = () => {
  if (!given) throw loadFailed('source');
  return given;
};

export { VoisnapError } from './error.js';
export const VoiceCall = /* @__PURE__ */ createVoiceCallClass(/* @__PURE__ */ sharedInstance(async () => ({ createGlue, source })));
