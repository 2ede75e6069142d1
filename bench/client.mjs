// The browser's half of the benchmark: runs inside the client's namespace, places the calls, prints one JSON line a call.
// Started by run.mjs with a job as its argument: {browser, base, calls, cold, variants: [{name, page, query}]}.
import { argv, stdout } from 'node:process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { launch } from '../tests/support/browsers.mjs';
import { pkg, root } from '../tests/support/paths.mjs';
import { serve } from '../tests/support/static.mjs';

const job = JSON.parse(argv[2]);
const signalr = join(dirname(createRequire(import.meta.url).resolve('@microsoft/signalr/package.json')), 'dist', 'browser');
const site = await serve({ '/': join(root, 'bench', 'pages'), '/pkg': pkg, '/signalr': signalr });
const browser = await launch(job.browser, { loopback: false });        // one address, as an ordinary machine has
try {
  const login = await fetch(`${job.base}/api/v1/auth/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"email":"bench@example.com","password":"bench"}',
  });
  const token = (await login.json()).accessToken;
  const run = async (context, { name, page, query }, labels, warm) => {
    const address = new URLSearchParams({ base: job.base, agentId: 'agt_bench', token, ...query });
    const call = await place(context, `${site.origin}/${page}?${address}`, warm);
    stdout.write(`${JSON.stringify({ variant: name, ...labels, ...call })}\n`);
  };
  // Interleaved, so that whatever else the machine does in these seconds falls on all alike. Round 0 warms up and is not counted.
  const context = await browser.newContext();
  for (let round = 0; round <= job.calls; round++)
    for (const variant of job.variants) await run(context, variant, { round }, true);
  // A context of its own shares no connection and no cache with any other: the first call of a visit.
  for (let round = 1; round <= job.cold; round++)
    for (const variant of job.variants) {
      const fresh = await browser.newContext();
      await run(fresh, variant, { round, cold: true }, false);
      await fresh.close();
    }
} finally {
  await browser.close();
  await site.stop();
}

/** One call: click, wait for media, hang up. @returns {Promise<{marks: [number, string][], exchanges?: object, transport: object}>} */
async function place(context, url, warm) {
  const page = await context.newPage();
  try {
    await page.goto(url);
    await page.evaluate(warm => bench.ready(warm), warm);
    const count = job.browser === 'chromium' ? await exchanges(page) : undefined;
    await page.click('#callBtn');
    const limit = setTimeout(() => page.close(), 20_000);    // a call that never comes up fails the run instead of hanging it
    const call = await page.evaluate(async () => {
      await bench.connected;
      const { marks } = bench;
      if (location.pathname.endsWith('sdk.html')) await bench.resolved;
      const stats = [...(await bench.peer.getStats()).values()].find(({ type }) => type === 'transport');
      return {
        marks: [...marks],
        transport: { setup: bench.peer.remoteDescription.sdp.match(/a=setup:(\w+)/)?.[1], dtls: stats?.dtlsRole, tls: stats?.tlsVersion },
      };
    });
    clearTimeout(limit);
    await page.click('#hangupBtn');
    await page.waitForFunction(() => bench.peer.connectionState === 'closed');
    return { ...call, exchanges: count?.() };
  } finally {
    await page.close();
  }
}

/** Counts, by the browser's own network log, what was exchanged until the offer left: each is a round trip when one waits for the other. */
async function exchanges(page) {
  const cdp = await page.context().newCDPSession(page);
  const seen = { requests: 0, preflights: 0, connects: 0, sockets: 0, handshakes: 0 };
  let left = false, handshakeAlone = false;
  const until = handler => event => { if (!left) handler(event); };
  cdp.on('Network.requestWillBeSent', until(({ request }) => { if (request.method === 'OPTIONS') seen.preflights++; else seen.requests++; }));
  cdp.on('Network.responseReceived', until(({ response }) => { if (response.timing?.connectStart >= 0) seen.connects++; }));
  cdp.on('Network.webSocketCreated', until(() => { seen.sockets++; }));
  cdp.on('Network.webSocketFrameSent', until(({ response: { payloadData } }) => {
    if (payloadData.includes('SendOfferAsync')) left = true;
    else if (payloadData.includes('"protocol"')) handshakeAlone = true;
  }));
  cdp.on('Network.webSocketFrameReceived', until(() => { if (handshakeAlone) { seen.handshakes = 1; } }));
  await cdp.send('Network.enable');
  // A socket is a TCP connection and an upgrade: two.
  return () => ({ ...seen, total: seen.requests + seen.preflights + seen.connects + 2 * seen.sockets + seen.handshakes });
}
