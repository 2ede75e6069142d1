// wasm-bindgen's bindings (its "bundler" target), made into a function, and into a list where they were named functions.
//
// A function, because the bindings keep their state in module variables: a wasm instance that died can then be replaced
// by a fresh one with fresh bindings, without reloading the page. A list, because the wasm's imports are called things
// like `__wbg_createOffer_179e441c42d36ee9`, twice, and short names in their place still are names. Measured together with
// names.mjs: 44,338 -> 43,189 B of brotli for what a page loads.
import { Failure } from './log.mjs';

/**
 * A string on its way into the wasm. wasm-bindgen's own way copies character by character until it meets one that is not
 * ASCII, which takes a session description of 30 KB three times as long as the browser's encoder; names and ids, which are
 * most of what comes, take it a third.
 */
const PASS_STRING = `function passStringToWasm0(text, malloc, realloc) {
  const { length } = text;
  let pointer = malloc(length, 1) >>> 0;
  if (length < 200) {
    const memory = getUint8ArrayMemory0();
    let at = 0;
    for (let code; at < length && (code = text.charCodeAt(at)) < 128; at++) memory[pointer + at] = code;
    WASM_VECTOR_LEN = length;
    if (at === length) return pointer;
  }
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

/** Makes a function whose exceptions wait in the wasm: around it once, where wasm-bindgen wraps each call. */
const HANDLE_ERROR = `const handleError = run => (...args) => {
  try {
    return run(...args);
  } catch (thrown) {
    wasm.__wbindgen_exn_store(addToExternrefTable0(thrown));
  }
};`;

/** The memory's buffer is another one after it grew, in every browser; of the old one nothing is left. */
const DATA_VIEW = `function getDataViewMemory0() {
  if (!viewed?.length) {
    viewed = new Uint8Array(wasm.memory.buffer);
    cachedDataViewMemory0 = new DataView(viewed.buffer);
  }
  return cachedDataViewMemory0;
}
let viewed;`;

/** What the bindings ask the wasm for while it waits for them: the way in that leads there is watched already (loader.js). */
const HELPERS = new Set(['__wbindgen_malloc', '__wbindgen_realloc', '__externref_table_alloc', '__wbindgen_exn_store']);

/** How an import gives an object or none, and a text or none: wasm-bindgen says it anew in each. */
const GIVE = `const giveObject = object => (isLikeNone(object) ? 0 : addToExternrefTable0(object));
const giveText = (at, text) => {
  const pointer = isLikeNone(text) ? 0 : passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
  getDataViewMemory0().setInt32((at >>> 0) + 4, WASM_VECTOR_LEN, true);
  getDataViewMemory0().setInt32(at >>> 0, pointer, true);
};`;

const ownFunction = (name, ours) => [new RegExp(`^function ${name}\\(.*?^}`, 'ms'), () => ours];

/** What is put in another's place. Browsers that know reference types, which this wasm needs, have what is asked for here. */
const CHANGES = [
  ownFunction('passStringToWasm0', PASS_STRING),
  ownFunction('handleError', HANDLE_ERROR),
  ownFunction('getDataViewMemory0', DATA_VIEW),
  [/\(typeof FinalizationRegistry === 'undefined'\)\s*\?.*\n\s*: /g, ''],
  [/^if \(!\('encodeInto' in cachedTextEncoder\)\) {.*?^}/ms, ''],
  [/^if \(Symbol\.dispose\).*$/m, ''], // the facade calls free()
];

/** What is put in another's place in the body of an import. */
const SHORTER = [
  [/return isLikeNone\(ret\) \? 0 : addToExternrefTable0\(ret\);/, 'return giveObject(ret);'],
  [/^ *(?:var|const) ptr1 = (?:isLikeNone\(ret\) \? 0 : )?passStringToWasm0\(ret, .*?\* 0, ptr1, true\);/ms, 'giveText(arg0, ret);'],
  [/const ret = (.*);\n\s*(return giveObject\(|giveText\(arg0, )ret\);/, '$2$1);'],
  // A statement alone: what it gives goes nowhere.
  [/^\s*(?!\s|return\b|throw\b)([^;{}]+);\s*$/, 'return $1;'],
];

const IMPORTED = /^export function (\w+)(\(.*?\)) {(?: return handleError\(function (\(.*?\)) {(.*?)^}, arguments\); |(.*?)^)}$/gms;

const changed = (text, changes) => changes.reduce((text, [old, ours]) => text.replace(old, ours), text);

/** What the crate has of JavaScript: a module of its own for wasm-bindgen, a part of the bindings here. */
const SNIPPET = /^import {.*} from '(\.\/snippets\/.*)';$/gm;

/**
 * @param {string} source the `…_bg.js` of wasm-bindgen
 * @param {{ imports: string[], exports: Map<string, string> }} names of names.mjs
 * @param {(path: string) => string} snippet reads one of the crate's own modules of JavaScript
 * @returns {string} a module whose default export makes `{ imports, Call, attach }`
 */
export const asFactory = (source, { imports, exports }, snippet) => {
  const functions = new Map();
  const arrow = (parameters, body) => `${parameters} => {${changed(body, SHORTER)}}`;
  const rest = source.replace(IMPORTED, (_, name, parameters, itsParameters, itsBody, body) => {
    functions.set(name, itsParameters ? `handleError(${arrow(itsParameters, itsBody)})` : arrow(parameters, body));
    return '';
  });
  const inner = changed(rest, CHANGES).replace(SNIPPET, (_, path) =>
    snippet(path).replace(/^export (const (\w+))/gm, (_, declared, name) => {
      // The wasm imports those from the snippet itself that need no conversion.
      functions.set(name, name);
      return declared;
    }),
  );
  const leftover = /^(?:import|export (?!class)|.*\bhandleError\(function)\b.*$/m.exec(inner);
  if (leftover) {
    throw new Failure(
      `wasm-bindgen's bindings hold a line this build does not expect: ${leftover[0]}`,
      'A new version of wasm-bindgen, or a crate with JavaScript snippets. See scripts/lib/bindings.mjs.',
    );
  }
  const missing = imports.find(name => !functions.has(name));
  if (missing) throw new Failure(`wasm-bindgen's bindings lack an import: ${missing}`, 'A new version of wasm-bindgen? See scripts/lib/bindings.mjs.');
  const factory = `export default () => {
let raw;
${inner.replace(/^export (?=class)/gm, '')}
${GIVE}
  const attach = (watched, exports) => {
    wasm = watched;
    raw = exports;
    wasm.__wbindgen_start();
  };
  return { imports: [[${imports.map(name => functions.get(name)).join(',\n')}]], Call, attach };
};`;
  return factory.replace(/\bwasm\.(\w+)/g, (all, name) => (exports.has(name) ? `${HELPERS.has(name) ? 'raw' : 'wasm'}.${exports.get(name)}` : all));
};
