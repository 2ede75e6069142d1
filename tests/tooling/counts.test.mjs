import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cargoCounts, jestCounts, nodeCounts, total, verdict, vitestCounts } from '../../scripts/lib/counts.mjs';

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

test('vitest: its one line of tests is read, and neither its files nor what a test prints', () => {
  const output = [
    'stdout | a.test.js > b',
    'Tests  9 passed (9) and more',
    ' \u001b[32m✓\u001b[39m a.test.js (25 tests) 12ms',
    '\u001b[2m Test Files \u001b[22m \u001b[1m\u001b[32m2 passed\u001b[39m\u001b[22m\u001b[90m (2)\u001b[39m',
    '\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[31m1 failed\u001b[39m\u001b[22m | \u001b[32m24 passed\u001b[39m | \u001b[33m2 skipped\u001b[39m | 1 todo\u001b[90m (28)\u001b[39m',
    '   Start at  22:37:38',
  ].join('\n');
  assert.deepEqual(vitestCounts(output), { passed: 24, failed: 1, skipped: 3 });
  assert.deepEqual(vitestCounts('No test files found'), { passed: 0, failed: 0, skipped: 0 });
});

test('jest: its one line of tests is read, and neither its suites nor what a test prints', () => {
  const output = [
    'console.log',
    '    Tests: 9 passed, 9 total',
    '\u001b[1mTest Suites: \u001b[22m\u001b[1m\u001b[31m1 failed\u001b[39m\u001b[22m, \u001b[1m\u001b[32m1 passed\u001b[39m\u001b[22m, 2 total',
    '\u001b[1mTests:       \u001b[22m\u001b[1m\u001b[31m1 failed\u001b[39m\u001b[22m, \u001b[1m\u001b[33m2 skipped\u001b[39m\u001b[22m, \u001b[1m\u001b[35m1 todo\u001b[39m\u001b[22m, \u001b[1m\u001b[32m24 passed\u001b[39m\u001b[22m, 28 total',
    '\u001b[1mSnapshots:   \u001b[22m0 total',
  ].join('\n');
  assert.deepEqual(jestCounts(output), { passed: 24, failed: 1, skipped: 3 });
  assert.deepEqual(jestCounts('No tests found, exiting with code 1'), { passed: 0, failed: 0, skipped: 0 });
});

test('several runs are one stage, with the first note', () => {
  const results = [{ passed: 3, failed: 0, skipped: 1, note: '' }, { passed: 0, failed: 1, skipped: 0, note: 'ran no test' }];
  assert.deepEqual(total(results), { passed: 3, failed: 1, skipped: 1, note: 'ran no test' });
  assert.equal(total(results.slice(0, 1)).note, '');
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
