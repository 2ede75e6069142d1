// From import to ready for a call, and the longest task on the main thread meanwhile: ours beside other SDKs and the documented way, each as a
// production bundle of esbuild's, sent as brotli over an emulated 4G (9 Mbit/s, 60 ms), cold, in Chromium.
//   node bench/loading.mjs [--rounds 9] [--cpu 1,4]
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, transform } from 'esbuild';
import { table } from '../scripts/lib/log.mjs';
import { launch } from '../tests/support/browsers.mjs';
import { pkg, root } from '../tests/support/paths.mjs';
import { median } from './report.mjs';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '9' }, cpu: { type: 'string', default: '1,4' } } });
const rounds = Number(options.rounds);
const slowdowns = options.cpu.split(',').map(Number);
/** What a task of ours may take at most, the processor four times slower: beyond it the browser calls a task long. */
const LONG_TASK_MS = 50;
const NETWORK = { offline: false, latency: 60, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };

const peers = join(root, 'bench', 'peers');
if (!existsSync(join(peers, 'node_modules'))) execFileSync('npm', ['ci'], { cwd: peers, stdio: 'inherit' });

const OURS = "{ agentId: 'agt_1', accessToken: 'a.b.c' }";
/** Each loads what a page needs to place a call, and resolves when a call could be started. */
const VARIANTS = {
  'ours, default': { code: `import { VoiceCall } from '${pkg}/index.js'; export const ready = async () => { await VoiceCall.preload(); return new VoiceCall(${OURS}); };` },
  'ours, default, at import': { code: `import { VoiceCall } from '${pkg}/index.js'; export const ready = async () => new VoiceCall(${OURS});` },
  'ours, slim': {
    code: `import { VoiceCall, init } from '${pkg}/slim.js'; init('voisnap.wasm'); export const ready = async () => { await VoiceCall.preload(); return new VoiceCall(${OURS}); };`,
    files: { 'voisnap.wasm': join(pkg, 'voisnap.wasm') },
  },
  '@twilio/voice-sdk': { code: "import { Device } from '@twilio/voice-sdk'; export const ready = async () => new Device('a.b.c');" },
  'livekit-client': { code: "import { Room } from 'livekit-client'; export const ready = async () => new Room();" },
  'documented (signalr.min.js and script)': { scripts: ['signalr.min.js', 'page.js'] },
};

const signalr = join(createRequire(import.meta.url).resolve('@microsoft/signalr/package.json'), '..', 'dist', 'browser', 'signalr.min.js');
/** The script of the documentation's page, without what belongs to the page. */
const documented = /<script>\s*(const \{ base[^]*?)\s*document\.getElementById\('callBtn'\)\.addEventListener/.exec(readFileSync(join(root, 'bench', 'pages', 'sample.html'), 'utf8'))[1];

const brotli = body => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
const TYPES = { js: 'text/javascript', wasm: 'application/wasm', html: 'text/html' };

/** path -> what is answered, compressed ahead as a CDN has it. */
const files = new Map();
const put = (path, body) => files.set(path, { type: TYPES[path.split('.').at(-1)], body: brotli(Buffer.from(body)) });

/** A page that loads nothing before `load()` is called. */
const page = ({ scripts }) => `<!doctype html><meta charset="utf-8"><title>loading</title><link rel="icon" href="data:,"><script>
  const script = src => new Promise((resolve, reject) => document.head.append(Object.assign(document.createElement('script'), { src, async: false, onload: resolve, onerror: reject })));
  const started = async () => { ${scripts ? `await Promise.all(${JSON.stringify(scripts)}.map(script));` : "globalThis.made = await (await import('./main.js')).ready();"} };
  globalThis.load = async () => {
    const from = performance.now();
    performance.mark('from');
    await started();
    performance.mark('ready');
    return performance.now() - from;
  };
</script>`;

for (const [index, variant] of Object.values(VARIANTS).entries()) {
  const folder = `/${index}/`;
  variant.path = `${folder}index.html`;
  put(variant.path, page(variant));
  if (variant.scripts) {
    put(`${folder}signalr.min.js`, readFileSync(signalr));
    put(`${folder}page.js`, (await transform(`const bench = { config: {} };\n${documented}`, { minify: true })).code);
    continue;
  }
  const { outputFiles } = await build({
    stdin: { contents: variant.code, resolveDir: peers },
    entryNames: 'main', bundle: true, minify: true, splitting: true, format: 'esm', target: 'es2022', platform: 'browser', legalComments: 'none',
    outdir: '/', write: false, logLevel: 'error',
  });
  for (const { path, contents } of outputFiles) put(`${folder}${path === '/stdin.js' ? 'main.js' : path.slice(1)}`, contents);
  for (const [name, from] of Object.entries(variant.files ?? {})) put(folder + name, readFileSync(from));
}

const server = createServer(({ url }, response) => {
  const found = files.get(url);
  if (!found) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': found.type, 'content-encoding': 'br', 'content-length': found.body.length, 'cache-control': 'no-store' }).end(found.body);
});
await new Promise(ready => server.listen(0, '127.0.0.1', ready));
const origin = `http://localhost:${server.address().port}`;
const browser = await launch('chromium');
try {
  const taken = new Map();
  // Interleaved, so that whatever else the machine does falls on all alike. Round 0 warms the machine up and is not counted.
  for (let round = 0; round <= rounds; round++)
    for (const cpu of slowdowns) for (const [name, { path }] of Object.entries(VARIANTS)) {
      const sample = await measure(origin + path, cpu);
      const key = `${name} ${cpu}`;
      if (round) taken.set(key, [...taken.get(key) ?? [], sample]);
    }
  const of = (name, cpu, what) => median(taken.get(`${name} ${cpu}`).map(sample => sample[what]));
  console.log(`Import to ready for a call at 4G (9 Mbit/s, 60 ms), cold, Chromium; medians of ${rounds}\n`);
  console.log(table([
    ['', 'bytes', ...slowdowns.flatMap(cpu => [`ready, CPU ${cpu}x`, 'longest task'])],
    ...Object.keys(VARIANTS).map(name => [
      name, of(name, slowdowns[0], 'bytes').toLocaleString('en-US'),
      ...slowdowns.flatMap(cpu => [`${Math.round(of(name, cpu, 'ms'))} ms`, `${Math.round(of(name, cpu, 'longest'))} ms`]),
    ]),
  ]));
  const long = Object.keys(VARIANTS).filter(name => name.startsWith('ours') && slowdowns.some(cpu => of(name, cpu, 'longest') > LONG_TASK_MS));
  if (long.length) {
    console.log(`\nA task takes more than ${LONG_TASK_MS} ms: ${long.join('; ')}`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}

/** One visit with nothing in the cache. @returns {Promise<{ms: number, longest: number, bytes: number}>} */
async function measure(url, cpu) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await page.goto(url);
    let bytes = 0;
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', NETWORK);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    const events = await traced(cdp, () => page.evaluate(() => globalThis.load()));
    return { ms: events.result, longest: longestTask(events.trace), bytes };
  } finally {
    await context.close();
  }
}

/** Runs `work` while the renderer's tasks are recorded. */
async function traced(cdp, work) {
  const trace = [];
  const collect = ({ value }) => trace.push(...value);
  cdp.on('Tracing.dataCollected', collect);
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'blink.user_timing', '__metadata'] } });
  const result = await work();
  const complete = new Promise(resolve => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await complete;
  cdp.off('Tracing.dataCollected', collect);
  return { result, trace };
}

/**
 * The longest task of the page's main thread between the marks of `load()`, in milliseconds of its own time, which the throttle lengthens and
 * another process on the machine does not.
 */
function longestTask(trace) {
  const mark = name => trace.find(event => event.cat.includes('blink.user_timing') && event.name === name);
  const [from, ready] = [mark('from'), mark('ready')];
  const tasks = trace.filter(({ name, pid, tid, ts, dur = 0 }) => name === 'RunTask' && pid === from.pid && tid === from.tid && ts + dur >= from.ts && ts <= ready.ts);
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}
