// The names by which the wasm and its bindings know each other, as short as can be: an export is called by a letter. An
// import needs no name at all, because pkg-template/image.js calls each by its number.
import { Source, named, unsigned } from './streams.mjs';

const EXPORT_SECTION = 7;

/** Letters first, then two of them: 52 names, 2,756 names. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const letters = number => (number < LETTERS.length ? '' : letters(Math.floor(number / LETTERS.length) - 1)) + LETTERS[number % LETTERS.length];

/**
 * @param {Uint8Array} wasm as wasm-bindgen names things
 * @returns {{ wasm: Uint8Array, imports: string[], exports: Map<string, string> }} the same wasm with short exports, the names of
 *   its imports in order, and the exports' new names by their former
 */
export const shorten = wasm => {
  const source = new Source(wasm);
  const exports = new Map();
  const out = [...source.take(8)];
  while (source.at < wasm.length) {
    const start = source.at;
    const section = source.byte();
    const end = source.unsigned() + source.at;
    if (section === EXPORT_SECTION) {
      const count = source.unsigned();
      const content = [...unsigned(count)];
      while (source.at < end) {
        const short = letters(exports.size);
        exports.set(Buffer.from(source.take(source.unsigned())).toString(), short);
        content.push(...named(short), source.byte(), ...source.written());
      }
      out.push(section, ...unsigned(content.length), ...content);
    } else {
      source.at = start;
      for (const byte of source.take(end - start)) out.push(byte);
    }
  }
  return { wasm: Uint8Array.from(out), imports: WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => name), exports };
};
