// @ts-check
// The WebAssembly as ASCII text: no request of its own, no content type, and nothing that a page's encoding could change.
import gzip from 'build:voisnap.wasm.gz';
import { loadFailed } from './failure.js';

export { createGlue } from 'build:glue';

/** @param {string} text base64 */
const bytesOf = text => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
};

/** A response, because the browser compiles one off the main thread while it is still being decompressed. */
export const source = async () => {
  if (!globalThis.DecompressionStream) throw loadFailed('decompression');
  const wasm = new Blob([bytesOf(gzip)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(wasm, { headers: { 'content-type': 'application/wasm' } });
};
