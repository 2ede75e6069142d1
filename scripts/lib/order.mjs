// The wasm's functions in an order that compresses: like beside like.
//
// The linker's order says little. Here functions of one type, with the same locals and the same end stand together, so that
// the section of their types and the stream of their locals are long repetitions, and brotli finds a body's like near by.
// It needs nothing in the package. wasm-opt can sort functions by name and puts right whatever refers to them by number, so
// they are given names that sort as wanted. Everything a page loads went from 44,338 to 43,573 B of brotli by it.
import { CALL } from '../../pkg-template/image.js';
import { OFTEN, Source, named, unsigned } from './streams.mjs';

const FUNCTION_SECTION = 3;
const CODE_SECTION = 10;

/** The functions that the wasm holds, each with the numbers of its type and of its locals, and its instructions. */
const readFunctions = wasm => {
  const source = new Source(wasm);
  const functions = [];
  source.take(8);
  while (source.at < wasm.length) {
    const id = source.byte();
    const end = source.unsigned() + source.at;
    const count = id === FUNCTION_SECTION || id === CODE_SECTION ? source.unsigned() : 0;
    for (let index = 0; index < count; index++) {
      if (id === FUNCTION_SECTION) functions.push({ type: source.unsigned() });
      else Object.assign(functions[index], source.body());
    }
    source.at = end;
  }
  return functions;
};

/** Numbers as text: compares as the list of them does, each below 65,536. */
const sortable = numbers => String.fromCharCode(...numbers);

/** What functions are sorted by: type, locals, and the instructions from the last one on, without what varies in them. */
const keyOf = ({ type, locals, code }) => [sortable([type]), sortable(locals), code.toReversed().map(({ head }) => sortable(head)).join('\0')];

const compare = (one, other) => {
  const differs = one.findIndex((part, index) => part !== other[index]);
  return differs < 0 ? 0 : one[differs] < other[differs] ? -1 : 1;
};

/**
 * Gives every function a name, after which `wasm-opt --reorder-functions-by-name` has them in the order wanted: imports in the order
 * of their first calls, for which streams.mjs has a mark, those last that are called so often that they need none; then the wasm's own.
 * @param {Uint8Array} wasm without names
 */
export const withSortingNames = wasm => {
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).filter(({ kind }) => kind === 'function').length;
  const own = readFunctions(wasm).map((one, index) => ({ ...one, index: imported + index, key: keyOf(one) }));
  own.sort((one, other) => compare(one.key, other.key));
  const called = own.flatMap(({ code }) => code.flatMap(({ operands }) => operands.filter(([stream]) => stream === CALL).map(([, index]) => index)));
  const times = index => called.filter(one => one === index).length;
  const imports = new Set([...called.filter(index => index < imported && times(index) < OFTEN), ...Array(imported).keys()]);
  const order = [...imports, ...own.map(({ index }) => index)];
  const rank = new Map(order.map((index, at) => [index, `${at}`.padStart(5, '0')]));
  const names = [...unsigned(order.length), ...[...order.keys()].flatMap(index => [...unsigned(index), ...named(rank.get(index))])];
  const section = [...named('name'), 1, ...unsigned(names.length), ...names];
  return Buffer.from([...wasm, 0, ...unsigned(section.length), ...section]);
};
