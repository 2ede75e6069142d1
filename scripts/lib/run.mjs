// Child processes.
import { spawn, spawnSync } from 'node:child_process';
import { Failure } from './log.mjs';
import { ROOT, environment } from './paths.mjs';

/**
 * Runs a command with its output on the terminal; resolves with its exit code and, when `keep`, what it printed.
 * @returns {Promise<{ code: number, output: string }>}
 */
export const stream = (command, args, { env, cwd = ROOT, keep = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: environment(env),
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
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 1 : 0), output }));
  });

/** Like `stream`, for a step that must work. */
export const must = async (command, args, { remedy, ...options } = {}) => {
  const { code } = await stream(command, args, options);
  if (code) throw new Failure(`${[command, ...args.slice(0, 2)].join(' ')} … failed (exit code ${code}).`, remedy ?? 'The lines above say why.');
};

/** What a command prints, or undefined when it is not there or fails. */
export const ask = (command, args = ['--version'], options = {}) => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', cwd: ROOT, env: environment(options.env) });
  return status === 0 ? stdout.trim() : undefined;
};
