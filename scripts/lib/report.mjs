// Runs stages and says how they went.
import { bold, dim, green, red, table } from './log.mjs';
import { STAGES } from './stages.mjs';

/**
 * Runs the named stages one after the other, all of them even when some fail, then prints a table of them and, as the
 * very last line, the totals.
 * @param {string[]} names
 * @param {{ env: Record<string, string> }} context
 * @returns {Promise<number>} the exit code
 */
export const runStages = async (names, context) => {
  const results = [];
  for (const [index, name] of names.entries()) {
    console.log(`\n${bold(`── ${name}`)} ${dim(`(${index + 1} of ${names.length})`)}`);
    const began = performance.now();
    const result = await STAGES[name](context).catch(error => {
      console.error(`${error.message}${error.remedy ? `\n${error.remedy}` : ''}`);
      return { passed: 0, failed: 1, skipped: 0, note: error.message };
    });
    results.push({ name, seconds: (performance.now() - began) / 1000, ...result });
  }
  const total = key => results.reduce((sum, result) => sum + result[key], 0);
  const count = (number, isCheck) => (isCheck ? '' : number);
  console.log(`\n${table([
    ['stage', 'passed', 'failed', 'skipped', 'seconds', ''],
    ...results.map(({ name, passed, failed, skipped, seconds, note, isCheck }) => [
      name, count(passed, isCheck), failed || count(0, isCheck), count(skipped, isCheck), seconds.toFixed(1), note,
    ]),
  ])}`);
  const failures = results.filter(({ failed }) => failed).map(({ name }) => name);
  console.log(failures.length ? red(`\nFailed: ${failures.join(', ')}. One of them again: npm test -- --only=${failures[0]}`) : green('\nAll stages hold.'));
  // No colour and nothing after it: this line is read by programs.
  console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
  return failures.length ? 1 : 0;
};
