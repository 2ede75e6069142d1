// The names by which the wasm and its bindings know each other, as short as can be: an import is called by its number, so
// that the bindings are a list without names, and an export by a letter.

const IMPORTS = 2;
const EXPORTS = 7;

const unsigned = value => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]);
const named = text => {
  const bytes = new TextEncoder().encode(text);
  return [...unsigned(bytes.length), ...bytes];
};

/** Letters first, then two of them: 52 names, 2,756 names. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const letters = number => (number < LETTERS.length ? '' : letters(Math.floor(number / LETTERS.length) - 1)) + LETTERS[number % LETTERS.length];

/** The module that everything is imported from. */
export const MODULE = 'a';

/**
 * @param {Uint8Array} wasm as wasm-bindgen leaves it: functions are all that it imports
 * @returns {{ wasm: Uint8Array, imports: string[], exports: Map<string, string> }} the same wasm under short names, the
 *   imports' former names in order, and the exports' new ones by their former
 */
export const shorten = wasm => {
  let at = 8;
  const byte = () => wasm[at++];
  const number = () => {
    const low = byte();
    return low < 128 ? low : low - 128 + 128 * number();
  };
  const name = () => {
    const length = number();
    return new TextDecoder().decode(wasm.subarray(at, (at += length)));
  };
  const imports = [];
  const exports = new Map();
  const rewrite = {
    [IMPORTS]: () => {
      name();
      imports.push(name());
      return [...named(MODULE), ...named(`${imports.length - 1}`), byte(), ...unsigned(number())];
    },
    [EXPORTS]: () => {
      const short = letters(exports.size);
      exports.set(name(), short);
      return [...named(short), byte(), ...unsigned(number())];
    },
  };
  const out = [...wasm.subarray(0, at)];
  while (at < wasm.length) {
    const start = at;
    const section = byte();
    const end = number() + at;
    if (rewrite[section]) {
      const count = number();
      const content = [...unsigned(count), ...Array.from({ length: count }, rewrite[section]).flat()];
      out.push(section, ...unsigned(content.length), ...content);
    } else {
      for (at = start; at < end; at++) out.push(wasm[at]);
    }
  }
  return { wasm: Uint8Array.from(out), imports, exports };
};
