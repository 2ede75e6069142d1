// The servers a test calls: the emulator, and the reference hub with its agent. Both answer the same questions.
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cache, emulatorBinary, referenceAgent, referenceHub } from './paths.mjs';
import { start } from './process.mjs';

/** What a test asks of a server, whichever it is. `base` has no slash at its end. */
class Voisnap {
  constructor(base, parts) {
    this.base = base;
    this.parts = parts;
  }

  /** A fresh JWT, as the customer's own backend would hand to the page. */
  async token(email = 'test@example.com') {
    const response = await fetch(`${this.base}/api/v1/auth/login`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password: 'test' }),
    });
    if (!response.ok) throw new Error(`login answered ${response.status}`);
    return (await response.json()).accessToken;
  }

  /** What the server was asked in a session, in order: `{id, ended, attached, connections, log: [{atMs, what, detail}]}`. */
  async session(id) {
    const response = await fetch(`${this.base}/debug/sessions/${id}`);
    if (!response.ok) throw new Error(`session ${id}: ${response.status}`);
    return response.json();
  }

  async sessions() {
    return (await fetch(`${this.base}/debug/sessions`)).json();
  }

  output() {
    return this.parts.map(part => part.output()).join('\n');
  }

  async stop() {
    for (const part of this.parts.toReversed()) await part.stop();
  }

  /** Ends the server at once, as a crash would. */
  async kill() {
    for (const part of this.parts) await part.kill();
  }
}

/** Starts the emulator on a free port. `within` is a command prefix such as `['ip', 'netns', 'exec', 'rtcS']`. */
export async function startEmulator({ args = [], within } = {}) {
  if (!existsSync(emulatorBinary())) throw new Error('the emulator is not built: run `npm run build` first, or set VOISNAP_EMULATOR');
  const emulator = await start({
    command: emulatorBinary(), args: ['--port', '0', '--exit-with-stdin', ...args], within,
    ready: /voisnap-emulator ready on (http\S+)/,
  });
  return new Voisnap(emulator.match[1].replace(/\/$/, ''), [emulator]);
}

/** Starts the reference hub and its agent. `url` may name port 0. */
export async function startReferenceHub({ url = 'http://127.0.0.1:0', args = [], within, agent = true } = {}) {
  const hub = await start({ command: referenceHub, args: ['--url', url, ...args], within, ready: /reference-hub ready on (\S+)/ });
  const base = hub.match[1].replace(/\/$/, '');
  const server = new Voisnap(base, [hub]);
  if (!agent) return server;
  try {
    server.parts.push(await start({
      command: process.execPath, args: [join(await installedAgent(), 'agent.mjs'), '--hub', `${base.replace(/^http/, 'ws')}/agent`],
      within, ready: /reference-agent joined/,
    }));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

let installing;

/** The reference agent with its packages; the suites of a process, which run side by side, wait for the same install. */
const installedAgent = () => (installing ??= installAgent());

/** Copies it out of the read-only shared folder and installs it, once per version. */
async function installAgent() {
  const version = createHash('sha256');
  for (const file of ['agent.mjs', 'package-lock.json']) version.update(await readFile(join(referenceAgent, file)));
  const folder = join(cache, `reference-agent-${version.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  // Built aside and renamed, so that a broken install or a test file running beside this one never sees half of it.
  const building = `${folder}.${process.pid}`;
  await mkdir(building, { recursive: true });
  try {
    for (const file of ['agent.mjs', 'greeting.wav', 'package.json', 'package-lock.json'])
      await cp(join(referenceAgent, file), join(building, file), { mode: 0 });
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: building });
    await rename(building, folder).catch(error => { if (!existsSync(folder)) throw error; });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return folder;
}
