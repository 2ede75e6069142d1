// @ts-check
import { loadFailed, noWebRtc } from './failure.js';

/** @import { Binary } from './instance.js' */

/** @param {string} text base64 */
const bytesOf = text => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
};

/**
 * A response, because the browser compiles one off the main thread while it is still being decompressed.
 * @param {string} gzip base64
 */
const gunzip = async gzip => {
  if (!globalThis.DecompressionStream) throw globalThis.RTCPeerConnection ? loadFailed('decompression') : noWebRtc();
  const wasm = new Blob([bytesOf(gzip)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(wasm, { headers: { 'content-type': 'application/wasm' } });
};

/**
 * The WebAssembly that a script holds as text.
 * @param {typeof import('./embedded.js')} embedded
 * @returns {Binary}
 */
export const unpack = ({ createGlue, gzip }) => ({ createGlue, source: () => gunzip(gzip) });
