// A child process that is ready when it says so, and that never outlives the test run.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const living = new Set();
process.on('exit', () => living.forEach(child => child.end('SIGKILL')));
// Without a handler these two end Node without 'exit', and the children would stay.
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) process.once(signal, () => process.exit(code));

const endGroup = (pid, signal) => {
  if (!pid) return;                                        // it never started
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;               // nobody of the group is left
  }
};

/**
 * Starts `command` and waits for the line of its standard output that `ready` matches.
 * Its standard input stays open until `stop`: a child that ends with its input ends with us, however we end.
 * @param {{command: string, args?: string[], ready: RegExp, within?: string[], cwd?: string, env?: object, group?: boolean, readyMs?: number}} options
 *   `within` is put before the command, as in `['ip', 'netns', 'exec', 'rtcS']`; `group`: what the child starts ends with it.
 * @returns {Promise<{match: RegExpMatchArray, pid: number, output: () => string, stop: () => Promise<void>, kill: () => Promise<void>}>}
 */
export async function start({ command, args = [], ready, within = [], cwd, env, group = false, readyMs = 90_000 }) {
  const [file, ...rest] = [...within, command, ...args];
  const child = spawn(file, rest, { cwd, env, detached: group, stdio: ['pipe', 'pipe', 'pipe'] });
  const signalled = { end: signal => (group ? endGroup(child.pid, signal) : child.kill(signal)) };
  living.add(signalled);
  const ended = new Promise(done => { child.once('exit', done); child.once('error', done); }).then(() => {
    living.delete(signalled);
    if (group) endGroup(child.pid, 'SIGKILL');
  });
  const lines = [];
  child.stderr.setEncoding('utf8').on('data', text => lines.push(text.trimEnd()));
  child.stdin.on('error', () => {});                       // the child may be gone before its input is closed
  const end = async signal => {
    child.stdin.end();
    signalled.end(signal);
    await ended;
  };
  try {
    const match = await new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${command} was not ready in ${readyMs} ms:\n${lines.join('\n')}`)), readyMs);
      const settle = how => value => { clearTimeout(limit); how(value); };
      createInterface({ input: child.stdout }).on('line', line => {
        lines.push(line);
        const match = line.match(ready);
        if (match) settle(resolve)(match);
      });
      child.once('error', settle(reject));
      child.once('exit', (code, signal) =>
        settle(reject)(new Error(`${command} ended (${signal ?? code}) before it was ready:\n${lines.join('\n')}`)));
    });
    return { match, pid: child.pid, output: () => lines.join('\n'), stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}
