import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cargoCounts, nodeCounts, verdict } from '../../scripts/lib/counts.mjs';

test('cargo: all binaries are summed, colours or not', () => {
  const output = [
    'running 3 tests',
    'test a ... ok',
    'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    'test result: \u001b[31mFAILED\u001b[0m. 5 passed; 2 failed; 0 ignored; 0 measured; 4 filtered out; finished in 1.20s',
    'test result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.10s', // as wasm-bindgen's runner says it
  ].join('\n');
  assert.deepEqual(cargoCounts(output), { passed: 15, failed: 2, skipped: 1 });
});

test('node: the closing lines are read, and nothing a test prints', () => {
  const output = ['▶ pass 99', 'ℹ tests 9', 'ℹ pass 4', 'ℹ fail 2', 'ℹ cancelled 1', 'ℹ skipped 1', 'ℹ todo 1', 'said: ℹ pass 7'].join('\n');
  assert.deepEqual(nodeCounts(output), { passed: 4, failed: 3, skipped: 2 });
});

test('the verdict', () => {
  const counts = (passed, failed = 0, skipped = 0) => ({ passed, failed, skipped });
  assert.equal(verdict(0, counts(3)).failed, 0);
  assert.equal(verdict(1, counts(3, 2)).failed, 2);
  assert.equal(verdict(101, counts(3)).failed, 1, 'it did not compile, or crashed');
  assert.equal(verdict(0, counts(0)).failed, 1, 'it ran nothing');
  assert.equal(verdict(0, counts(0, 0, 5)).failed, 1, 'it skipped everything');
  assert.equal(verdict(0, counts(3, 1)).failed, 1, 'whatever the exit code');
});
