// The steps from wasm-bindgen's output to the package's text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import binaryen from 'binaryen';
import { transform } from 'esbuild';
import { assemble } from '../../pkg-template/image.js';
import { asFactory } from '../../scripts/lib/bindings.mjs';
import { toImage } from '../../scripts/lib/image.mjs';
import { shorten } from '../../scripts/lib/names.mjs';
import { withSortingNames } from '../../scripts/lib/order.mjs';
import { OFTEN } from '../../scripts/lib/streams.mjs';

const wat = (...lines) => new Uint8Array(binaryen.parseText(`(module ${lines.join('\n')})`).emitBinary());

/** Every kind of operand, the corners of each kind of number, every byte as data, and words that count up. */
const sample = wat(
  `(import "0" "0" (func $imported (param i32))) (import "0" "1" (func $called_often (param i32) (result i32)))
   (memory 1) (table 2 funcref) (elem (i32.const 0) $numbers $branches) (global $g (mut i32) (i32.const -1))`,
  `(data (i32.const 0) "${Array.from({ length: 256 }, (_, byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}${[5, 6, 6, 26, 27, 255, 3, 200].map(word => `\\${word.toString(16).padStart(2, '0')}\\00\\00\\00`).join('')}\\1c\\00")`,
  `(func $numbers (export "c") (result f64) ${[0, 1, -1, 63, 64, -64, -65, 127, 128, 1023, 1024, -1024, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 70_000, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 9, -(2 ** 31) + 70_000]
    .map(value => `(call $imported (i32.const ${value}))`)
    .join('\n')}
   ${['0', '-1', '9007199254740991', '-9007199254740993', '9223372036854775807', '-9223372036854775808'].map(value => `(i64.store offset=70000 (i32.const 8) (i64.const ${value}))`).join('\n')}
   (f32.store align=1 (i32.const 1) (f32.const 0.1)) (f64.const -1e300))`,
  `(func $branches (param i32) (result f64) (local $a i64) (local $b f32)
   (block $one (block $two (loop $again (br_if $again (i32.eqz (local.tee 0 (i32.load8_u (local.get 0))))))
     (br_table $one $two $one (global.get $g))) (global.set $g (memory.grow (i32.const 1))) (memory.fill (i32.const 0) (i32.const 1) (i32.const 2)))
   (i64.store offset=4294967295 (local.get 0) (i64.load offset=4 (local.tee 0 (i32.add (local.get 0) (i32.const 300)))))
   (i64.store offset=16 (local.get 0) (i64.load (i32.load offset=65536 (local.get 0))))
   ${'(drop (call $called_often (local.get 0)))'.repeat(OFTEN)}
   (if (result f64) (local.get 0) (then (call_indirect (result f64) (i32.const 0))) (else (f64.const 2))))`,
);

test('the wasm comes out of its text as it went in', async () => {
  const image = toImage(sample);
  const again = assemble(image);
  assert.ok(WebAssembly.validate(again));
  const written = bytes => binaryen.readBinary(bytes).emitText();
  assert.equal(written(again), written(sample));
  assert.deepEqual(toImage(again), image);
});

test('an instruction that is not known is refused', () => {
  const body = [0, 0xfd, 0x0c, ...Array(16).fill(0), 0x1a, 0x0b]; // v128.const
  const simd = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, body.length + 2, 1, body.length, ...body);
  assert.ok(WebAssembly.validate(simd));
  assert.throws(() => toImage(simd), /does not know: 0xfd/);
});

test('a wasm without imports, and one of next to nothing else', () => {
  for (const lines of [['(memory 1) (func (export "a"))'], ['(import "0" "0" (func)) (func $a (call 0)) (func (call $a))']]) {
    const wasm = wat(...lines);
    assert.equal(binaryen.readBinary(assemble(toImage(wasm))).emitText(), binaryen.readBinary(wasm).emitText());
  }
});

test('imports are told by their number alone, so other ones than functions are refused', () => {
  const renamed = assemble(toImage(wat('(import "a" "b" (func)) (import "a" "c" (func (param i32))) (func (export "d") (call 1 (i32.const 1)))')));
  const names = WebAssembly.Module.imports(new WebAssembly.Module(renamed)).map(({ module, name }) => [module, name]);
  assert.deepEqual(names, [['0', '0'], ['0', '1']]);
  const called = [];
  new WebAssembly.Instance(new WebAssembly.Module(renamed), [[() => {}, value => called.push(value)]]).exports.d();
  assert.deepEqual(called, [1]);
  assert.throws(() => toImage(wat('(import "a" "b" (memory 1)) (func)')), /something else than functions/);
});

test('functions are sorted by type, locals and end, imports by their first calls, and work as before', () => {
  const wasm = wat(
    '(import "a" "b" (func $second (param i32))) (import "a" "c" (func $first (param i32))) (import "a" "d" (func $never))',
    '(func $long (export "e") (param i32) (result i32) (local i64) (call $leaf) (call $second (local.get 0)) (local.get 0))',
    '(func $leaf (call $first (i32.const 7)))',
    '(func $short (export "f") (param i32) (result i32) (local.get 0))',
  );
  const module = binaryen.readBinary(withSortingNames(wasm));
  module.runPasses(['reorder-functions-by-name']);
  const sorted = new WebAssembly.Module(module.emitBinary());
  assert.deepEqual(WebAssembly.Module.imports(sorted).map(({ name }) => name), ['c', 'b', 'd']);
  const called = [];
  const instance = new WebAssembly.Instance(sorted, { a: { b: value => called.push(['b', value]), c: value => called.push(['c', value]), d: () => {} } });
  assert.equal(instance.exports.e(5), 5);
  assert.equal(instance.exports.f(6), 6);
  assert.deepEqual(called, [['c', 7], ['b', 5]]);
  const bodies = Array.from({ length: module.getNumFunctions() }, (_, index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
  const own = bodies.filter(({ base, module: from }) => !base && !from);
  assert.deepEqual(own.map(({ params, vars }) => [params === binaryen.none, vars.length]), [[true, 0], [false, 0], [false, 1]]);
});

test('the text stands in a literal as it is, and a minifier leaves it alone', async () => {
  const { text } = toImage(sample);
  assert.equal(JSON.stringify(text), `"${text}"`);
  const { code } = await transform(`export default "${text}";`, { minify: true, charset: 'utf8' });
  assert.ok(code.includes(text));
});

test('a bundler that writes escapes changes nothing in it', async () => {
  const image = toImage(sample);
  const { code } = await transform(`export default "${image.text}";`, { minify: true, charset: 'ascii' });
  const { default: text } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  assert.equal(text, image.text);
});

const SOURCE = `let wasm;
export class Call {
    two() {
        return wasm.call_two(this.__wbg_ptr);
    }
}
export function __wbg_plus_0123456789abcdef(arg0) {
    const ret = arg0 + wasm.memory;
    return ret;
}
export function __wbg_unused_0123456789abcdef() {
    missing();
}
export function __wbg_parse_0123456789abcdef() { return handleError(function (arg0) {
    const ret = JSON.parse(arg0);
    return ret;
}, arguments); }
export function __wbg_body_0123456789abcdef(arg0) {
    const ret = arg0.body;
    return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
}
export function __wbg_set_0123456789abcdef(arg0, arg1) {
    arg0.value = arg1;
}
export function __wbg_throw_0123456789abcdef(arg0) {
    throw new Error(arg0);
}
function addToExternrefTable0(object) {
    return \`kept \${object.message ?? object}\`;
}
function handleError(f, args) {
    return f.apply(this, args);
}
function isLikeNone(x) {
    return x === undefined || x === null;
}
`;
const NAMES = {
  imports: ['plus', 'parse', 'body', 'set', 'throw'].map(name => `__wbg_${name}_0123456789abcdef`),
  exports: new Map([['call_two', 'c'], ['memory', 'd'], ['__wbindgen_start', 'e'], ['__wbindgen_exn_store', 'f']]),
};
const bindingsOf = async (...made) => (await import(`data:text/javascript,${encodeURIComponent(asFactory(...made))}`)).default;

test('bindings become a function whose instances share nothing', async () => {
  const bindings = await bindingsOf(SOURCE, NAMES);
  const [first, second] = [bindings(), bindings()];
  let started = 0;
  first.attach({ c: () => 2, d: 10, e: () => started++ }, {});
  second.attach({ c: () => 3, d: 20, e: () => started++ }, {});
  assert.equal(started, 2);
  assert.equal(new first.Call().two(), 2);
  assert.equal(new second.Call().two(), 3);
  assert.equal(first.imports[0][0](1), 11);
  assert.equal(second.imports[0][0](1), 21);
});

test('imports stand in the order of the wasm’s, and do what they did', async () => {
  const { imports, attach } = (await bindingsOf(SOURCE, NAMES))();
  const stored = [];
  attach({ e() {} }, { f: thrown => stored.push(thrown) });
  const [[, parse, body, set, fail]] = imports;
  assert.equal(imports[0].length, 5);
  assert.deepEqual(parse('[1]'), [1]);
  assert.equal(parse('['), undefined);
  assert.match(stored[0], /^kept .*JSON/, 'what it threw waits in the wasm');
  assert.equal(body({ body: 'b' }), 'kept b');
  assert.equal(body({ body: null }), 0);
  const object = {};
  set(object, 5);
  assert.equal(object.value, 5);
  assert.throws(() => fail('so'), /so/);
});

test('what the crate has of JavaScript goes in, and is imported by the wasm itself or by its bindings', async () => {
  const plus = 'export function __wbg_twice_0123456789abcdef(arg0) {\n    const ret = twice(arg0 >>> 0);\n    return ret;\n}\n';
  const snippet = "let calls = 0;\nexport const twice = value => 2 * value;\nexport const count = () => ++calls;\n";
  const read = [];
  const bindings = await bindingsOf(
    `import { twice } from './snippets/crate-1/src/own.js';\n${plus}${SOURCE}`,
    { ...NAMES, imports: ['count', '__wbg_twice_0123456789abcdef'] },
    path => read.push(path) && snippet,
  );
  assert.deepEqual(read, ['./snippets/crate-1/src/own.js']);
  const [[count, twice]] = bindings().imports;
  assert.deepEqual([count(), count(), twice(4)], [1, 2, 8]);
  assert.equal(bindings().imports[0][0](), 1, 'each instance has its own');
});

test('bindings of a shape that is not known are refused', () => {
  assert.throws(() => asFactory(`import { x } from './others/x.js';\n${SOURCE}`, NAMES), /does not expect: import/);
  assert.throws(() => asFactory(`${SOURCE}export const y = 1;\n`, NAMES), /does not expect: export const/);
  assert.throws(() => asFactory(SOURCE, { ...NAMES, imports: ['__wbg_new_0123456789abcdef'] }), /lack an import: __wbg_new_/);
});

test('exports become letters, imports are listed as the wasm has them, and it runs under both', async () => {
  const exported = Array.from({ length: 60 }, (_, number) => `(func (export "export_${number}") (result i32) (i32.add (call $${number % 2 ? 'odd' : 'even'}) (i32.const ${number})))`);
  const { wasm, imports, exports } = shorten(
    wat('(import "./long.js" "odd_one" (func $odd (result i32))) (import "./long.js" "even_one" (func $even (result i32)))', ...exported),
  );
  assert.deepEqual(imports, ['odd_one', 'even_one']);
  assert.deepEqual([...exports].slice(50, 54), [['export_50', 'Y'], ['export_51', 'Z'], ['export_52', 'aa'], ['export_53', 'ab']]);
  const { instance } = await WebAssembly.instantiate(assemble(toImage(wasm)), [[() => 1000, () => 2000]]);
  for (const [number, short] of [...exports.values()].entries()) assert.equal(instance.exports[short](), (number % 2 ? 1000 : 2000) + number);
});
