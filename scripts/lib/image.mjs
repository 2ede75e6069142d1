// The wasm file as a JavaScript string that brotli and gzip can look into.
//
// Base64 of a compressed file is what one usually sees, but nothing compresses it again, so a page served with brotli
// pays for gzip and for base64. Here each byte becomes one character below U+0200, and the transport's own compression
// sees the wasm's structure. Measured on an SDK-like wasm (116,355 B, brotli 45,928 B), as the string of a module:
//
//   base64 of gzip, with DecompressionStream   53,084 B brotli
//   bytes as characters                        48,402
//   bytes xor 109, no control characters       47,148   (this)
//   this, re-escaped as \xNN by a bundler      51,996   (esbuild's default; Vite, webpack and Rollup leave it alone)
//
// So the worst a bundler does to it is still less than what base64 always costs. It also needs no DecompressionStream,
// hence no newer browser.

/** Keeps the wasm's most frequent bytes off the unfit characters and in UTF-8's cheap half. The best of all 256, nearly. */
const KEY = 109;

/**
 * Control characters do not all survive HTML, editors and minifiers (esbuild escapes some); `"` and `\` end or escape
 * the literal.
 */
const isUnfit = code => code < 0x20 || code === 0x22 || code === 0x5c || code === 0x7f;

/**
 * The text, fit to stand between double quotes as it is, and the key. An unfit character is moved up by 256: only the
 * low byte counts when it is read (pkg-template/wasm.js).
 * @param {Uint8Array} wasm
 */
export const toImage = wasm => {
  const characters = Array.from(wasm, byte => {
    const code = byte ^ KEY;
    return String.fromCharCode(isUnfit(code) ? code + 256 : code);
  });
  return { text: characters.join(''), key: KEY };
};
