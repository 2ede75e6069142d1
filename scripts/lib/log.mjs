// What a person at the terminal reads. Colour only where a terminal shows it.
const paint = code => text => (process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);

/** One line for each thing that takes time, so that nobody wonders whether it hangs. */
export const step = text => console.log(`${bold('›')} ${text}`);
export const done = text => console.log(`${green('✓')} ${text}`);
export const warn = text => console.log(`${yellow('!')} ${text}`);

/** A failure whose message is all its reader needs: no stack is printed for it. */
export class Failure extends Error {
  /** @param {string} message what failed @param {string} [remedy] what to do about it */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** Runs a script's main function and turns what it throws into an exit code and readable lines. */
export const main = async work => {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (thrown) {
    console.error(`${red('✗')} ${thrown instanceof Failure ? thrown.message : thrown.stack}`);
    if (thrown.remedy) console.error(`  ${thrown.remedy.replaceAll('\n', '\n  ')}`);
    process.exitCode = 1;
  }
};

/** Rows of cells as aligned columns; all but the first are numbers and stand to the right. */
export const table = rows => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => String(row[column]).length)));
  return rows
    .map(row => row.map((cell, column) => String(cell)[column ? 'padStart' : 'padEnd'](widths[column])).join('  ').trimEnd())
    .join('\n');
};
