// One test, every browser: a shared browser and server for the file, a fresh context for each test, and the same two
// questions asked after every one of them: did anything secret get written, did the page throw.
import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch } from './browsers.mjs';
import { pages, pkg, results } from './paths.mjs';
import { serve } from './static.mjs';
import { startEmulator } from './voisnap.mjs';

/**
 * Limits, in ms, that only a test which hangs reaches: two cores with six browsers take several times as long as an idle machine.
 * A step's limit is the shorter one, so that its own error says what was waited for.
 */
export const STEP_LIMIT_MS = 60_000;
export const TEST_LIMIT_MS = 300_000;

/** The browsers to test in: VOISNAP_BROWSERS, a list with commas, else both. */
export const browsers = (process.env.VOISNAP_BROWSERS ?? 'chromium,firefox').split(',');

const resources = await readFile(join(pages, 'resources.js'), 'utf8');

/** Browsers that run, by what they were launched with: suites of a file that want the same one share it. */
const launched = new Map();
const sharedBrowser = (name, options) => {
  const key = JSON.stringify([name, options]);
  if (!launched.has(key)) launched.set(key, launch(name, options));
  return launched.get(key);
};
after(() => Promise.all([...launched.values()].map(browser => browser.then(browser => browser.close(), () => {}))));

/**
 * Runs `define({test, browser, at})` once for each browser, the browsers side by side.
 * `test(name, body, {init, path, throws, timeout})` gives the body `{t, page, context, token, server, site}`, `t` being node's; `init`: a script that runs
 * before the page's own, `throws`: what the page is expected to throw.
 * @param {(suite: object) => void} define
 * @param {{start?: () => Promise<object>, launch?: object, skip?: string}} options `start`: the server; `launch`: see browsers.mjs
 */
export function eachBrowser(title, define, { start = startEmulator, launch: launchOptions, skip } = {}) {
  describe(title, { concurrency: true, skip }, () => {
    for (const browser of browsers) describe(browser, { concurrency: 1 }, () => inBrowser(browser, define, start, launchOptions));
  });
}

function inBrowser(browser, define, start, launchOptions) {
  const at = {};
  before(async () => {
    if (!existsSync(join(pkg, 'index.js'))) throw new Error('pkg/ holds no built package: run `npm run build` first');
    at.site = await serve({ '/': pages, '/pkg': pkg });
    at.server = await start();
    at.browser = await sharedBrowser(browser, launchOptions);
  }, { timeout: TEST_LIMIT_MS });
  after(async () => {
    await at.server?.stop();
    await at.site?.stop();
  });
  const test = (name, body, { timeout = TEST_LIMIT_MS, init, path = '/call.html', throws, ...rest } = {}) =>
    it(name, { timeout, ...rest }, t => visit(t, at, `${browser} ${name}`, { init, path, throws }, body));
  define({ test, browser, at });
}

/** Opens a page of its own for `body` and judges what it left behind. */
async function visit(t, at, title, { init, path, throws }, body) {
  const context = await at.browser.newContext();
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const written = [], thrown = [];
  const token = await at.server.token();
  let page;
  try {
    page = await context.newPage();
    page.on('console', message => browsersOwn(message.text()) || written.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', ({ stack }) => browsersOwn(stack) || thrown.push(stack));
    await page.addInitScript({ content: `globalThis.config = ${JSON.stringify({ base: at.server.base, token })};\n${resources}` });
    if (init) await page.addInitScript(init);
    // Ready when loaded: modules run before that. (waitForFunction would leave listeners of its own on the page.)
    if (path) await page.goto(at.site.origin + path);
    await body({ t, page, context, token, server: at.server, site: at.site });
    const said = page.isClosed() ? undefined : await page.evaluate(() => globalThis.T && {
      log: T.log, secrets: [...resources.secrets],
    });
    const everything = [...written, JSON.stringify(said?.log ?? [])].join('\n');
    for (const secret of [token, ...(said?.secrets ?? [])]) for (const form of [secret, encodeURIComponent(secret)])
      assert(!everything.includes(form), `a secret was written to the console or the log:\n${everything}`);
    assert.deepEqual(thrown.filter(text => !throws?.test(text)), [], 'the page threw');
  } catch (error) {
    t.diagnostic(`the page's console: ${[...written, ...thrown].join('\n') || '(nothing)'}`);
    if (page && !page.isClosed()) {
      mkdirSync(results, { recursive: true });
      await page.screenshot({ path: join(results, `${title.replace(/\W+/g, '-')}.png`), timeout: 5_000 }).catch(() => {});
    }
    throw error;
  } finally {
    await context.close();
  }
}

/** A browser's complaint about a connection that was refused or cut: it names the URL, and no page can keep it from that. */
const browsersOwn = text =>
  /^(WebSocket connection to '|Connecting to 'ws|Content-Security-Policy: |The connection to ws|Firefox can’t establish a connection to the server at ws|Cross-Origin Request Blocked)/.test(text);

/** Nothing held: what every call leaves behind. `sockets` counts those that are not yet closing. */
export const nothing = { asking: 0, tracks: 0, sockets: 0, peers: 0, audio: 0, contexts: 0, timers: 0, listeners: 0 };

/** What the server knows of a session once it has ended there: hanging up waits for that, but not for ever. */
export const endedSession = (server, id) =>
  eventually(async () => {
    const session = await server.session(id);
    return session.ended && session;
  }, 'the session ends at the server');

/** Asks `probe` until it gives something true, for what another process does in its own time. */
export async function eventually(probe, what, ms = STEP_LIMIT_MS) {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise(done => setTimeout(done, 50))) {
    const value = await probe();
    if (value) return value;
  }
  assert.fail(`not in ${ms} ms: ${what}`);
}
