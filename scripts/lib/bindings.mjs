// wasm-bindgen's bindings (its "bundler" target), made into a function and given short names.
//
// A function, because the bindings keep their state in module variables: a wasm instance that died can then be replaced
// by a fresh one with fresh bindings, without reloading the page. Short names, because the wasm's imports and exports
// are called things like `__wbg_createOffer_179e441c42d36ee9`, twice (2.3 KB brotli of an SDK-like build).
import { Failure } from './log.mjs';

const ATTACH = `
export function attach(exports) {
  wasm = exports;
  wasm.__wbindgen_start();
}`;

/**
 * A string on its way into the wasm. wasm-bindgen's own way copies character by character until it meets one that is not
 * ASCII, which takes a session description of 30 KB eight times as long as the browser's encoder.
 */
const PASS_STRING = `function passStringToWasm0(text, malloc, realloc) {
  const { length } = text;
  let pointer = malloc(length, 1) >>> 0;
  const write = (from, start, room) => cachedTextEncoder.encodeInto(text.slice(from), getUint8ArrayMemory0().subarray(pointer + start, pointer + room));
  let { read, written } = write(0, 0, length);
  if (read < length) {
    pointer = realloc(pointer, length, 3 * length, 1) >>> 0;
    written += write(read, written, 3 * length).written;
    pointer = realloc(pointer, 3 * length, written, 1) >>> 0;
  }
  WASM_VECTOR_LEN = written;
  return pointer;
}`;

/**
 * @param {string} source the `…_bg.js` of wasm-bindgen
 * @param {{ imports: string[], exports: string[][] }} names what is imported, in the wasm's order; what wasm-opt renamed: [name, new name]
 * @returns {string} a module whose default export makes `{ imports, Call, attach }`
 */
export const asFactory = (source, names) => {
  const exported = new Map(names.exports);
  const inner = (source + ATTACH)
    .replace(/\bwasm\.(\w+)/g, (all, name) => (exported.has(name) ? `wasm.${exported.get(name)}` : all))
    .replace(/^export (?=function|class)/gm, '')
    .replace(/^function passStringToWasm0\(.*?^}/ms, () => PASS_STRING);
  const leftover = /^(?:import|export)\b.*$/m.exec(inner);
  if (leftover) {
    throw new Failure(
      `wasm-bindgen's bindings hold a line this build does not expect: ${leftover[0]}`,
      'A new version of wasm-bindgen, or a crate with JavaScript snippets. See scripts/lib/bindings.mjs.',
    );
  }
  return `export default () => {
${inner}
  return { imports: [[${names.imports.join(', ')}]], Call, attach };
};`;
};

/**
 * From the renamings, which wasm-opt prints as JSON: [module, name, new name] of each import, [name, new name] of each export.
 * @param {string} printed
 * @param {Uint8Array} wasm after them: its imports may be in another order
 */
export const readNames = (printed, wasm) => {
  const { imports, exports } = JSON.parse(printed);
  const original = new Map(imports.map(([, name, short]) => [short, name]));
  return { imports: WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => original.get(name)), exports };
};
