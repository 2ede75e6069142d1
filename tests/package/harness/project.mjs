// A customer's project in a temporary folder: a fixture's files, its tools in the pinned versions, and the packed package.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cache, pkg, root } from '../../support/paths.mjs';
import { start } from '../../support/process.mjs';

export const fixtures = join(root, 'tests', 'package', 'fixtures');

/** Longer than any tool here takes to build on two slow cores. */
const COMMAND_LIMIT_MS = 8 * 60_000;
const SERVER_READY_MS = 3 * 60_000;

/** No prompts, no telemetry, plain output. */
const QUIET = {
  CI: 'true', NO_COLOR: '1', FORCE_COLOR: undefined, NODE_ENV: undefined,
  NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1', NG_CLI_ANALYTICS: 'false', DO_NOT_TRACK: '1',
};

/** A command's whole output; rejects with it when the command fails. */
const run = (command, args, { cwd, env, limitMs = COMMAND_LIMIT_MS }) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs, killSignal: 'SIGKILL' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { output += text; });
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === 0 ? resolve(output) : reject(new Error(`${[command, ...args].join(' ')} failed (${signal ?? `exit code ${code}`}):\n${output}`)));
  });

/** Packs pkg/ as it would be published; `dispose` deletes the file. */
export function pack() {
  if (!existsSync(join(pkg, 'index.js'))) throw new Error('pkg/ holds no built package: run `npm run build` first');
  const folder = mkdtempSync(join(tmpdir(), 'voisnap-packed-'));
  execFileSync('npm', ['pack', pkg, '--pack-destination', folder, '--silent'], { encoding: 'utf8' });
  const [name] = readdirSync(folder);
  return { file: join(folder, name), dispose: () => rmSync(folder, { recursive: true }) };
}

/**
 * The folder of a newer Node, as npm packages it: for tools that this machine's own is too old for.
 * @param {string} version exact
 */
async function nodeFolder(version) {
  const folder = join(cache, `node-${version}`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const bin = join(folder, 'node_modules', name, 'bin');
  if (!existsSync(join(bin, 'node'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    await run('npm', ['install', '--no-audit', '--no-fund', '--save-exact', `${name}@${version}`], { cwd: folder, env: process.env });
  }
  return bin;
}

/**
 * @param {{folders: string[], node?: string}} setUp `folders`: of fixtures/, copied one over the other; `node`: the version its tools need
 * @param {{archive: string, offline?: boolean}} options `offline`: with the tools of this repository instead of the fixture's own
 */
export async function openProject({ folders, node }, { archive, offline = false }) {
  if (offline) mkdirSync(cache, { recursive: true });
  // Below the repository, its tools are found as Node finds every package.
  const folder = mkdtempSync(join(offline ? cache : tmpdir(), 'voisnap-customer-'));
  const env = {
    ...process.env, ...QUIET,
    HOME: homedir(),
    PATH: [
      join(folder, 'node_modules', '.bin'), ...(offline ? [join(root, 'node_modules', '.bin')] : []),
      ...(node ? [await nodeFolder(node)] : []), process.env.PATH,
    ].join(delimiter),
  };
  const close = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const command = ([name, ...args], options) => run(name, args, { cwd: folder, env, ...options });
  try {
    for (const name of folders) cpSync(join(fixtures, name), folder, { recursive: true });
    cpSync(join(root, '.npmrc'), join(folder, '.npmrc'));
    const manifest = existsSync(join(folder, 'package.json')) ? JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) : { private: true, type: 'module' };
    if (offline) {
      delete manifest.dependencies;
      delete manifest.devDependencies;
      rmSync(join(folder, 'package-lock.json'), { force: true });
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    if (existsSync(join(folder, 'package-lock.json'))) await command(['npm', 'ci']);
    else if (manifest.dependencies || manifest.devDependencies) await command(['npm', 'install']);
    await command(['npm', 'install', '--no-save', '--no-package-lock', ...(offline ? ['--offline'] : []), archive]);
  } catch (error) {
    close();
    throw error;
  }
  return {
    folder,
    /** The installed version of a package. */
    version: name => JSON.parse(readFileSync(join(offline && !existsSync(join(folder, 'node_modules', name)) ? root : folder, 'node_modules', name, 'package.json'), 'utf8')).version,
    run: command,
    /** Starts a server and gives its origin and what it prints. */
    serve: async ([name, ...args], { env: more, ready = /(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):\d+)/ } = {}) => {
      const server = await start({ command: name, args, cwd: folder, env: { ...env, ...more }, ready, readyMs: SERVER_READY_MS, group: true });
      return { origin: new URL(server.match[1]).origin.replace('127.0.0.1', 'localhost'), output: server.output, stop: server.stop };
    },
    close,
  };
}
