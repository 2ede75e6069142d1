// Child processes.
import { spawn, spawnSync } from 'node:child_process';
import { Failure } from './log.mjs';
import { ROOT, environment } from './paths.mjs';

/**
 * Runs a command with its output on the terminal; resolves with its exit code and, when `keep`, what it printed.
 * It is ended after `limitMs`, which counts as failing.
 * @returns {Promise<{ code: number, output: string }>}
 */
export const stream = (command, args, { env, keep = false, limitMs, cwd = ROOT } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      // What it prints goes through us when it is kept, and still to a terminal.
      env: environment({ ...(keep && process.stdout.isTTY && { CARGO_TERM_COLOR: 'always', FORCE_COLOR: '1' }), ...env }),
      timeout: limitMs,
      stdio: ['ignore', ...(keep ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
    });
    let output = '';
    for (const name of keep ? ['stdout', 'stderr'] : []) {
      child[name].setEncoding('utf8').on('data', text => {
        output += text;
        process[name].write(text);
      });
    }
    child.on('error', error => reject(new Failure(`${command} could not be started: ${error.message}`)));
    // 'close' and not 'exit': the last lines, with the counts, may still be in the pipe.
    child.on('close', code => resolve({ code: code ?? 1, output }));
  });

/** Like `stream`, for a step that must work. */
export const must = async (command, args, { remedy, ...options } = {}) => {
  const { code } = await stream(command, args, options);
  if (code) throw new Failure(`${[command, ...args.slice(0, 2)].join(' ')} … failed (exit code ${code}).`, remedy ?? 'The lines above say why.');
};

/** What a command prints, or undefined when it is not there or fails. */
export const outputOf = (command, args = ['--version']) => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', cwd: ROOT, env: environment() });
  return status === 0 ? stdout.trim() : undefined;
};
