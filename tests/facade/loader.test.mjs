import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedWasm } from '../../pkg-template/loader.js';
import { VoisnapError } from '../../pkg-template/error.js';

/**
 * `(module (func (export "trap") unreachable) (func (export "two") (result i32) i32.const 2) (memory (export "memory") 1)
 * (import "m" "f" (func)) (func (export "call") call 0))`, assembled by hand: a real trap is what this is about.
 */
const MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0,
  1, 8, 2, 0x60, 0, 0, 0x60, 0, 1, 0x7f, // types: ()->(), ()->i32
  2, 7, 1, 1, 0x6d, 1, 0x66, 0, 0, // import m.f
  3, 4, 3, 0, 1, 0, // functions
  5, 3, 1, 0, 1, // one page of memory
  7, 30, 4, 4, 0x74, 0x72, 0x61, 0x70, 0, 1, 3, 0x74, 0x77, 0x6f, 0, 2, 4, 0x63, 0x61, 0x6c, 0x6c, 0, 3, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0,
  10, 15, 3, 3, 0, 0, 0x0b, 4, 0, 0x41, 2, 0x0b, 4, 0, 0x10, 0, 0x0b,
]);

/** A loader over that module; `seen` has the guarded exports of each instance. */
const over = (f = () => {}) => {
  const seen = [];
  const load = sharedWasm(async guard => {
    const { instance } = await WebAssembly.instantiate(MODULE, { m: { f } });
    const exports = guard(instance.exports);
    seen.push(exports);
    return class Call {};
  });
  return { load, seen };
};

test('is loaded once and shared', async () => {
  const { load, seen } = over();
  const [first, second] = await Promise.all([load(), load()]);
  assert.equal(first, second);
  assert.equal(await load(), first);
  assert.equal(seen.length, 1);
});

test('a failed load says what to look at, and the next call tries again', async () => {
  let fails = true;
  const cause = new WebAssembly.CompileError('blocked by CSP');
  const load = sharedWasm(async () => {
    if (fails) throw cause;
    return class Call {};
  });
  await assert.rejects(Promise.all([load(), load()]), error => {
    assert.ok(error instanceof VoisnapError);
    assert.equal(error.code, 'load_failed');
    assert.equal(error.cause, cause);
    assert.match(error.hint, /wasm-unsafe-eval/);
    return true;
  });
  fails = false;
  assert.ok((await load()).Call);
});

test('what works is left alone', async () => {
  const { load, seen } = over();
  await load();
  assert.equal(seen[0].two(), 2);
  assert.ok(seen[0].memory instanceof WebAssembly.Memory);
});

test('a trap kills the instance: told once, silent afterwards, replaced by the next load', async () => {
  const { load, seen } = over();
  const first = await load();
  const causes = [];
  first.deaths.add(cause => causes.push(cause));
  assert.throws(() => seen[0].trap(), WebAssembly.RuntimeError);
  assert.equal(causes.length, 1);
  assert.ok(causes[0] instanceof WebAssembly.RuntimeError);
  // Nothing to act on, and nothing that throws when the bindings take it apart.
  assert.deepEqual(seen[0].trap(), []);
  assert.deepEqual(seen[0].two(), []);
  assert.equal(causes.length, 1);
  const second = await load();
  assert.notEqual(second, first);
  assert.equal(seen[1].two(), 2);
});

test('an import that throws through wasm kills the instance too', async () => {
  const thrown = new Error('from an import');
  const { load, seen } = over(() => { throw thrown; });
  const causes = [];
  (await load()).deaths.add(cause => causes.push(cause));
  assert.throws(() => seen[0].call(), thrown);
  assert.deepEqual(causes, [thrown]);
});

test('a death inside a call from wasm is told once', async () => {
  const { load, seen } = over(() => seen[0].trap());
  const causes = [];
  (await load()).deaths.add(cause => causes.push(cause));
  assert.throws(() => seen[0].call());
  assert.equal(causes.length, 1);
});
