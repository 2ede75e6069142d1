// `npm run bench`: from the click to media connected, at +100 ms round trip. Ours beside the documented sample: same browser,
// same server, one run, warm. Needs root (network namespaces) and ../shared/tools/tunlink.py.
//   node bench/run.mjs [--browser chromium|firefox] [--server emulator|reference] [--calls 9] [--cold 3] [--rtt 100] [--only sample,start,prepared] [--raw FILE]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEmulator, startReferenceHub } from '../tests/support/voisnap.mjs';
import { makeLink, unavailable } from './link.mjs';
import { report } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    browser: { type: 'string', default: 'chromium' },
    server: { type: 'string', default: 'emulator' },
    calls: { type: 'string', default: '9' },
    cold: { type: 'string', default: '3' },
    rtt: { type: 'string', default: '100' },
    only: { type: 'string', default: 'sample,start,prepared' },
    raw: { type: 'string' },
  },
});
const variants = [
  { name: 'sample', page: 'sample.html', query: {} },
  { name: 'start', page: 'sdk.html', query: {} },
  { name: 'prepared', page: 'sdk.html', query: { prepare: '1' } },
].filter(({ name }) => options.only.split(',').includes(name));

const reason = unavailable();
if (reason) {
  console.error(`npm run bench cannot run here: ${reason}.`);
  process.exit(1);
}

const link = await makeLink(Number(options.rtt));
let server;
try {
  const { within, address } = link.server;
  server = options.server === 'reference'
    ? await startReferenceHub({ url: `http://${address}:5180`, within })
    // One address for media, as a server out in the world has: else it is chance which of several the browser checks first.
    : await startEmulator({ args: ['--host', address, '--media-address', address], within });
  const job = { browser: options.browser, base: server.base, calls: Number(options.calls), cold: Number(options.cold), variants };
  const calls = await client(job);
  if (options.raw) writeFileSync(options.raw, JSON.stringify(calls, null, 1));
  const names = variants.map(({ name }) => name);
  console.log(`Click to media connected. ${options.browser}, ${options.server}, +${options.rtt} ms round trip\n`);
  console.log(`Warm: connections open, preflight cached; ${options.calls} calls each after one to warm up, medians`);
  console.log(report(calls.filter(({ round, cold }) => round > 0 && !cold), names, Number(options.rtt)));
  if (job.cold) {
    console.log(`\nCold: the first call of a visit; ${options.cold} calls each`);
    console.log(report(calls.filter(({ cold }) => cold), names, Number(options.rtt)));
  }
} finally {
  await server?.stop();
  await link.close();
}

/** Runs client.mjs in the browser's namespace and collects its lines. */
async function client(job) {
  const [command, ...args] = [...link.client.within, process.execPath, fileURLToPath(new URL('client.mjs', import.meta.url)), JSON.stringify(job)];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => child.kill();
  process.once('exit', stop);
  const calls = [];
  createInterface({ input: child.stdout }).on('line', line => calls.push(JSON.parse(line)));
  const [code] = await once(child, 'close');
  process.removeListener('exit', stop);
  if (code !== 0) throw new Error(`the browser's half ended with ${code}`);
  return calls;
}
