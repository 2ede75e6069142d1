// How many tests a runner says it ran, read from its own closing lines.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const plain = output => output.replace(/\u001b\[[0-9;]*m/g, '');

const sum = (output, pattern) => {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { groups } of plain(output).matchAll(pattern)) {
    for (const name of Object.keys(counts)) counts[name] += Number(groups[name] ?? 0);
  }
  return counts;
};

/** `cargo test` and `wasm-pack test`: one closing line for each test binary. */
export const cargoCounts = output => sum(output, /^test result: .*? (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored/gm);

/** `node --test` with the spec reporter: one line for each number. A test that was cancelled did not pass. */
export const nodeCounts = output =>
  sum(output, /^ℹ (?:pass (?<passed>\d+)|(?:fail|cancelled) (?<failed>\d+)|(?:skipped|todo) (?<skipped>\d+))$/gm);

/** `vitest run`: one closing line for all tests, such as `      Tests  1 failed | 24 passed | 2 skipped | 1 todo (28)`. */
export const vitestCounts = output => {
  const [line = ''] = plain(output).match(/^ *Tests  .*\(\d+\)$/m) ?? [];
  return sum(line.replaceAll(' | ', '\n').replace('Tests', ''), /^ *(?:(?<passed>\d+) passed|(?<failed>\d+) failed|(?<skipped>\d+) (?:skipped|todo))/gm);
};

/** `jest`: one closing line for all tests, such as `Tests:       1 failed, 2 skipped, 1 todo, 24 passed, 28 total`. */
export const jestCounts = output => {
  const [line = ''] = plain(output).match(/^Tests: .* \d+ total$/m) ?? [];
  return sum(line.replace('Tests:', '').replaceAll(', ', '\n'), /^ *(?:(?<passed>\d+) passed|(?<failed>\d+) failed|(?<skipped>\d+) (?:skipped|todo))$/gm);
};

/**
 * Several runs of one stage.
 * @param {(Counts & { note: string })[]} results
 */
export const total = results => ({
  ...Object.fromEntries(['passed', 'failed', 'skipped'].map(name => [name, results.reduce((sum, result) => sum + result[name], 0)])),
  note: results.map(({ note }) => note).find(Boolean) ?? '',
});

/**
 * What a stage comes to. A runner that failed without a failed test (it did not compile, it crashed) is one failure, and
 * so is one that ran nothing: a suite that silently became empty must not look green.
 * @param {number} code the runner's exit code
 * @param {Counts} counts
 * @returns {Counts & { note: string }}
 */
export const verdict = (code, counts) => {
  if (counts.failed) return { ...counts, note: '' };
  if (code) return { ...counts, failed: 1, note: `ended with exit code ${code}` };
  if (!counts.passed) return { ...counts, failed: 1, note: 'ran no test' };
  return { ...counts, note: '' };
};
