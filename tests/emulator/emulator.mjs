// Starts the emulator for a test file, and ends it with it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The program: VOISNAP_EMULATOR, or what cargo built last. */
function program() {
  const built = ['emulator', 'release', 'debug'].map(profile => `${root}target/${profile}/voisnap-emulator`);
  const found = [process.env.VOISNAP_EMULATOR, ...built].find(path => path && existsSync(path));
  if (!found) throw new Error('The emulator is not built: cargo build -p voisnap-emulator --profile emulator');
  return found;
}

/** Starts an emulator on a free port. It ends with this process, or by stop(). */
export async function startEmulator(...args) {
  const child = spawn(program(), ['--port', '0', '--quiet', '--exit-with-stdin', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise(done => child.once('exit', done));
  const url = await new Promise((ready, failed) => {
    child.once('error', failed);
    child.once('exit', code => failed(new Error(`The emulator ended at once (${code}).`)));
    child.stdout.once('data', line => ready(/ready on (http:\S+)\/\n/.exec(line)[1].replace('localhost', '127.0.0.1')));
  });
  const post = (path, body, headers = {}) => fetch(url + path, {
    method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers },
  });
  const { accessToken } = await (await post('/api/v1/auth/login', { email: 'a@b.c', password: 'secret' })).json();
  return {
    url, accessToken, exited, post,
    /** A session for this agent, by the documented REST call. */
    session: async agentId => (await post('/api/v1/webrtc/sessions', { agentId }, { Authorization: `Bearer ${accessToken}` })).json(),
    /** The emulator's report of a session. */
    report: async ({ sessionId }) => (await fetch(`${url}/debug/sessions/${sessionId}`)).json(),
    stop: () => { child.stdin.end(); return exited; },
  };
}
