// The first call of a visit, nothing cached: from the click, and from the navigation with an immediate click, to media connected. Ours beside the
// documented sample with its script from a CDN, in Chromium, over 4G (60 ms round trip on a wire of its own, 9 Mbit/s) with the CPU four times slower.
// Needs root (network namespaces) and ../shared/tools/tunlink.py.
//   node bench/first-call.mjs [--rounds 9] [--cpu 4] [--rtt 60] [--mbit 9] [--raw FILE]
import { writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { table } from '../scripts/lib/log.mjs';
import { start } from '../tests/support/process.mjs';
import { startEmulator } from '../tests/support/voisnap.mjs';
import { makeLink, unavailable } from './link.mjs';
import { median } from './report.mjs';

/** What the first call may take at most, beside the sample's. */
const AIM = 0.8;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    cpu: { type: 'string', default: '4' },
    rtt: { type: 'string', default: '60' },
    mbit: { type: 'string', default: '9' },
    raw: { type: 'string' },
  },
});
const VARIANTS = {
  'documented sample': 'sample.html',
  '@voisnap/webrtc': 'sdk.html',
  'with preload()': 'preloaded.html',
  '<voisnap-call>': 'element.html',
};
const MEASURES = [
  ['click to media', 'click'],
  ['navigation to media, clicked at once', 'navigation'],
];

const reason = unavailable();
if (reason) {
  console.error(`bench/first-call.mjs cannot run here: ${reason}.`);
  process.exit(1);
}

const file = name => fileURLToPath(new URL(`first-call/${name}`, import.meta.url));
const link = await makeLink(Number(options.rtt));
const servers = [];
try {
  const { within, address } = link.server;
  const api = await startEmulator({ args: ['--host', address, '--media-address', address], within });
  servers.push(api);
  const site = await start({ command: process.execPath, args: [file('site.mjs'), address], within, ready: /^page (\S+) cdn (\S+)$/ });
  servers.push(site);
  const [, page, cdn] = site.match;
  const visits = await visitsOf({
    page, cdn, base: api.base, variants: Object.entries(VARIANTS),
    rounds: Number(options.rounds), cpu: Number(options.cpu), bytesPerSecond: (Number(options.mbit) * 1e6) / 8,
  });
  if (options.raw) writeFileSync(options.raw, JSON.stringify(visits, null, 1));
  print(visits);
} finally {
  for (const server of servers.toReversed()) await server.stop();
  await link.close();
}

/** Runs first-call/client.mjs in the browser's namespace and collects its lines. */
async function visitsOf(job) {
  const [command, ...args] = [...link.client.within, process.execPath, file('client.mjs'), JSON.stringify(job)];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => child.kill();
  process.once('exit', stop);
  const visits = [];
  createInterface({ input: child.stdout }).on('line', line => visits.push(JSON.parse(line)));
  const [code] = await once(child, 'close');
  process.removeListener('exit', stop);
  if (code !== 0) throw new Error(`the browser's half ended with ${code}`);
  return visits;
}

function print(visits) {
  const names = Object.keys(VARIANTS);
  const times = (name, from) => visits.filter(visit => visit.variant === name && visit.from === from).map(({ ms }) => ms);
  console.log(`The first call of a visit, nothing cached. Chromium, ${options.rtt} ms round trip, ${options.mbit} Mbit/s, CPU ${options.cpu}x; medians of ${options.rounds}\n`);
  const rows = [['', ...names]];
  const over = [];
  for (const [label, from] of MEASURES) {
    const medians = names.map(name => median(times(name, from)));
    const ratios = medians.map(ms => ms / medians[0]);
    rows.push(
      [label, ...medians.map(ms => `${Math.round(ms)} ms`)],
      ['  ratio to the sample', ...ratios.map(ratio => ratio.toFixed(2))],
      ['  range', ...names.map(name => `${Math.round(Math.min(...times(name, from)))} - ${Math.round(Math.max(...times(name, from)))}`)],
    );
    names.forEach((name, index) => index && from === 'click' && ratios[index] > AIM && over.push(`${name}, ${label}: ${ratios[index].toFixed(2)}`));
  }
  console.log(table(rows));
  console.log(over.length ? `\nOver the aim of ${AIM}: ${over.join('; ')}` : `\nFrom the click, all of ours are within the aim of ${AIM}.`);
}
