// What 200 calls in one page leave behind after garbage collection: heap, DOM nodes, listeners, peer connections, sockets, streams.
// Beside it what the browser keeps when a page without the SDK opens and stops the microphone as often: Chromium keeps the streams.
//   node bench/many-calls.mjs [--calls 200]
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { table } from '../scripts/lib/log.mjs';
import { launch } from '../tests/support/browsers.mjs';
import { pkg, root } from '../tests/support/paths.mjs';
import { serve } from '../tests/support/static.mjs';
import { startEmulator } from '../tests/support/voisnap.mjs';

const { values: options } = parseArgs({ options: { calls: { type: 'string', default: '200' } } });
const calls = Number(options.calls);
/** Calls before the first reading: caches, compiled code and the wasm memory reach their size. */
const WARM_UP = 20;
/** What the browser itself keeps for each kind is the same before and after: only growth counts. */
const CLASSES = ['RTCPeerConnection', 'WebSocket', 'MediaStreamTrack', 'MediaStream', 'HTMLAudioElement', 'AbortController', 'WebAssembly.Memory'];

const site = await serve({ '/': join(root, 'bench', 'pages'), '/pkg': pkg });
const server = await startEmulator();
const browser = await launch('chromium');
try {
  const page = await browser.newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await page.goto(`${site.origin}/many-calls.html?${new URLSearchParams({ base: server.base, token: await server.token() })}`);
  await page.evaluate(count => placeCalls(count), WARM_UP);
  const before = await reading(cdp);
  await page.evaluate(count => placeCalls(count), calls);
  const after = await reading(cdp);
  await page.evaluate(count => openMicrophones(count), calls);
  const control = await reading(cdp);
  console.log(`What ${calls} calls in one page leave behind (Chromium, after garbage collection, ${WARM_UP} calls before the first reading)\n`);
  const growth = (from, to, name) => ((to[name] - from[name]) / calls).toFixed(2);
  console.log(table([['', 'before', 'after', 'growth a call', 'growth a bare getUserMedia'], ...Object.keys(before).map(name =>
    [name, String(before[name]), String(after[name]), growth(before, after, name), growth(after, control, name)])]));
} finally {
  await browser.close();
  await server.stop();
  await site.stop();
}

/** Collects the garbage and counts what is left. */
async function reading(cdp) {
  // Weak references and finalizers let go of one layer a collection.
  for (let round = 0; round < 3; round++) await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metric = name => metrics.find(entry => entry.name === name).value;
  const found = { 'heap, bytes': metric('JSHeapUsedSize'), 'DOM nodes': metric('Nodes'), listeners: metric('JSEventListeners') };
  for (const name of CLASSES) found[name] = await alive(cdp, name);
  return found;
}

/** How many objects of a class are alive. */
async function alive(cdp, name) {
  const { result: prototype } = await cdp.send('Runtime.evaluate', { expression: `${name}.prototype`, objectGroup: 'bench' });
  const { objects } = await cdp.send('Runtime.queryObjects', { prototypeObjectId: prototype.objectId, objectGroup: 'bench' });
  const { result } = await cdp.send('Runtime.callFunctionOn', { objectId: objects.objectId, functionDeclaration: 'function () { return this.length; }', returnByValue: true });
  await cdp.send('Runtime.releaseObjectGroup', { objectGroup: 'bench' });
  return result.value;
}
