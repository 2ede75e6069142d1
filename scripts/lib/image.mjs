// The wasm file as a JavaScript string that brotli and gzip can look into.
//
// Base64 of a compressed file is what one usually sees, but nothing compresses it again, so a page served with brotli
// pays for gzip and for base64. Here each number of the wasm's streams (streams.mjs) is one character, and the transport's own
// compression sees the wasm's structure. It needs no DecompressionStream either, hence no newer browser. A bundler that
// escapes what is not ASCII (esbuild by default; Vite, webpack and Rollup leave it alone) costs a little, and breaks nothing.
import { PLAIN, ZERO } from '../../pkg-template/image.js';
import { toStreams } from './streams.mjs';

/**
 * Control characters do not all survive HTML, editors and minifiers (esbuild escapes some); `"` and `\` end or escape
 * the literal.
 */
const isUnfit = code => code < 0x20 || code === 0x22 || code === 0x5c || code === 0x7f;

/** `code`, or the one that is read as the same: image.js looks at the low bits only. */
const character = (code, bits) => String.fromCharCode(isUnfit(code) ? code + bits : code);

/**
 * What `assemble` of pkg-template/image.js takes. The text is fit to stand between double quotes as it is.
 * @param {Uint8Array} wasm
 */
export const toImage = wasm => {
  const { streams, ...counts } = toStreams(wasm);
  const starts = [];
  let text = '';
  for (const [stream, numbers] of streams.entries()) {
    starts.push(text.length);
    for (const number of numbers) text += stream === PLAIN ? character(number, 256) : character((number + ZERO) & 2047, 2048);
  }
  return { text, starts, ...counts };
};
