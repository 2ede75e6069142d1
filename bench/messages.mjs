// The cost of a hub message in the browser: parse, dispatch, serialise. Ours beside the official client, the same frames, one run.
//   node bench/messages.mjs [--browser chromium|firefox] [--rounds 15]
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../scripts/lib/log.mjs';
import { launch } from '../tests/support/browsers.mjs';
import { pkg, root } from '../tests/support/paths.mjs';
import { serve } from '../tests/support/static.mjs';
import { median } from './report.mjs';

const { values: options } = parseArgs({ options: { browser: { type: 'string', default: 'chromium' }, rounds: { type: 'string', default: '15' } } });
const CLIENTS = ['ours', 'official'];
/** Messages a measurement: enough that the clock's own coarseness (0.1 ms) is nothing beside it. */
const count = kind => kind.includes('30 KB') ? 200 : 2_000;
const INVOKE = 'invoke and completion';
const measured = (page, client, kind, messages) => kind === INVOKE
  ? page.evaluate(([client, messages]) => bench.invoke(client, messages), [client, messages])
  : page.evaluate(([client, kind, messages]) => bench.receive(client, kind, messages), [client, kind, messages]);

const signalr = join(dirname(createRequire(import.meta.url).resolve('@microsoft/signalr/package.json')), 'dist', 'browser');
const site = await serve({ '/': join(root, 'bench', 'pages'), '/pkg': pkg, '/signalr': signalr });
const browser = await launch(options.browser);
try {
  const page = await browser.newPage();
  await page.goto(`${site.origin}/messages.html`);
  await page.evaluate(() => bench.ready);
  const kinds = [...await page.evaluate(() => bench.kinds), INVOKE];
  const times = new Map(kinds.flatMap(kind => CLIENTS.map(client => [client + kind, []])));
  // Interleaved; the first round lets the engine compile both and is not counted.
  for (let round = 0; round <= Number(options.rounds); round++)
    for (const kind of kinds) for (const client of CLIENTS) {
      const ms = await measured(page, client, kind, count(kind));
      if (round) times.get(client + kind).push(ms * 1000 / count(kind));
    }
  const memory = options.browser === 'chromium' ? await allocations(page, kinds) : undefined;
  const cell = value => value === undefined ? '-' : value.toFixed(value < 10 ? 2 : 0);
  console.log(`The cost of a hub message in ${options.browser}: medians of ${options.rounds} rounds, µs; bytes allocated on JavaScript's heap\n`);
  console.log(table([['', 'ours', 'official', 'ratio', 'ours', 'official'], ...kinds.map(kind => {
    const [ours, official] = CLIENTS.map(client => median(times.get(client + kind)));
    const [oursBytes, officialBytes] = CLIENTS.map(client => memory?.get(client + kind));
    return [kind, `${cell(ours)} µs`, `${cell(official)} µs`, (ours / official).toFixed(2), `${cell(oursBytes)} B`, `${cell(officialBytes)} B`];
  })]));
} finally {
  await browser.close();
  await site.stop();
}

/** Bytes allocated a message, by the heap's own sampling, what was collected meanwhile included. */
async function allocations(page, kinds) {
  const cdp = await page.context().newCDPSession(page);
  const found = new Map();
  for (const kind of kinds) for (const client of CLIENTS) {
    await cdp.send('HeapProfiler.startSampling', {
      samplingInterval: 512, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true,
    });
    await measured(page, client, kind, count(kind));
    const { profile } = await cdp.send('HeapProfiler.stopSampling');
    const sum = ({ selfSize, children }) => children.reduce((total, child) => total + sum(child), selfSize);
    found.set(client + kind, sum(profile.head) / count(kind));
  }
  return found;
}
