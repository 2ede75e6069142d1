// The emulator as a child process: built, started, ended with us.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Failure, step } from './log.mjs';
import { ROOT, at, environment } from './paths.mjs';
import { must } from './run.mjs';

export const EMULATOR = at('target', 'emulator', 'voisnap-emulator');

/** Compiles it, in a profile of its own: the SDK's release profile is for size, and takes long. */
export const buildEmulator = async () => {
  step('Building the emulator');
  await must('cargo', ['build', '-p', 'voisnap-emulator', '--profile', 'emulator']);
};

/**
 * Starts it and waits until it answers.
 * @param {string[]} args
 * @param {{ log?: 'inherit' | 'ignore' }} [options] where its own log goes
 * @returns {Promise<{ url: string, ended: Promise<number>, stop: () => Promise<number> }>} `ended` has the exit code
 */
export const startEmulator = (args, { log = 'inherit' } = {}) =>
  new Promise((resolve, reject) => {
    // It ends when its standard input does, which happens however we end.
    const child = spawn(EMULATOR, ['--exit-with-stdin', ...args], { cwd: ROOT, env: environment(), stdio: ['pipe', 'pipe', log] });
    const ended = new Promise(exited => child.on('exit', code => exited(code ?? 1)));
    const stop = () => {
      child.stdin.end();
      return ended;
    };
    child.stdin.on('error', () => {}); // it may be gone before its input is closed
    child.on('error', error => reject(new Failure(`The emulator could not be started: ${error.message}`)));
    child.on('exit', code => reject(new Failure(`The emulator ended before it was ready (exit code ${code}).`, 'Its own message is above.')));
    createInterface({ input: child.stdout }).on('line', line => {
      const url = /ready on (http:\S+)/.exec(line)?.[1];
      if (url) resolve({ url, ended, stop });
    });
  });
