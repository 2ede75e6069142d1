// The browser's half of first-call.mjs: runs inside the client's namespace, makes the visits, prints one JSON line each.
// Started with a job as its argument: {page, cdn, base, variants: [name, path][], rounds, cpu, bytesPerSecond}.
import { argv, stdout } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { launch } from '../../tests/support/browsers.mjs';

const job = JSON.parse(argv[2]);
/** How long a user looks at a page that is loaded before the click. */
const PAUSE_MS = 1_000;
const LIMIT_MS = 30_000;

const login = await fetch(`${job.base}/api/v1/auth/login`, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"email":"bench@example.com","password":"bench"}',
});
const token = (await login.json()).accessToken;
// Microphones are for secure pages, and this one has an address of its own instead of localhost, so that the wire is in between.
const browser = await launch('chromium', { loopback: false, args: [`--unsafely-treat-insecure-origin-as-secure=${job.page}`] });
try {
  // Interleaved, so that whatever else the machine does falls on all alike. Round 0 warms the machine up and is not counted.
  for (let round = 0; round <= job.rounds; round++)
    for (const [variant, path] of job.variants)
      for (const from of ['click', 'navigation']) {
        const ms = await visit(`${job.page}/${path}?${new URLSearchParams({ base: job.base, agentId: 'agt_bench', token })}`, from);
        if (round) stdout.write(`${JSON.stringify({ variant, from, round, ms })}\n`);
      }
} finally {
  await browser.close();
}

/** In the page: the click of a user who does not wait, at the first moment at which it does something. */
function clickAtOnce() {
  addEventListener('DOMContentLoaded', () => {
    bench.fromNavigation = performance.now();
    const target = document.getElementById('callBtn');
    (target.shadowRoot?.querySelector('[part=start-button]') ?? target).click();
  });
}

/** One visit with one call. @returns {Promise<number>} milliseconds to media connected: from the click, or from the navigation */
async function visit(url, from) {
  const context = await browser.newContext();               // with no cache and no connection yet
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: job.bytesPerSecond, uploadThroughput: job.bytesPerSecond });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: job.cpu });
    if (from === 'navigation') await page.addInitScript(clickAtOnce);
    await page.goto(url, { waitUntil: from === 'click' ? 'load' : 'domcontentloaded' });
    if (from === 'click') {
      await page.evaluate(() => bench.ready(false));
      await delay(PAUSE_MS);
      // Within the element it is the button of its shadow tree.
      await page.locator('button#callBtn, #callBtn [part=start-button]').click();
    }
    return await page.evaluate(limit => Promise.race([
      bench.connected.then(() => bench.marks.find(([, what]) => what === 'peer connected')[0] + (bench.fromNavigation ?? 0)),
      new Promise((_, reject) => setTimeout(() => reject(new Error('no media')), limit)),
    ]), LIMIT_MS);
  } finally {
    await context.close();
  }
}
