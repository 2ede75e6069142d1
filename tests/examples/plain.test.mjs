// examples/plain, served by its own server: a whole call in Chromium with the token of the Node route, under the page's own policy.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../support/browsers.mjs';
import { root } from '../support/paths.mjs';
import { start } from '../support/process.mjs';
import { STEP_LIMIT_MS, TEST_LIMIT_MS, endedSession } from '../support/suite.mjs';
import { startEmulator } from '../support/voisnap.mjs';

let emulator, browser, server, url;
before(async () => {
  emulator = await startEmulator();
  browser = await launch('chromium');
  server = await start({
    command: process.execPath,
    args: [join(root, 'examples', 'plain', 'server.mjs')],
    within: ['env', `VOISNAP_URL=${emulator.base}`, 'PORT=0'],
    ready: /^ready on (http\S+)/,
  });
  url = server.match[1];
}, { timeout: TEST_LIMIT_MS });
after(async () => {
  await server?.stop();
  await browser?.close();
  await emulator?.stop();
});

/** A fresh visitor's page, and what it complained of. */
const visit = async () => {
  const context = await browser.newContext();
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
  return { page, complaints, close: () => context.close() };
};

const signIn = async page => {
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  // A press does not wait for the page that it leads to.
  await page.getByRole('heading', { name: 'Your own buttons' }).waitFor();
};

const status = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor();

test("a call with the page's own buttons", { timeout: TEST_LIMIT_MS }, async () => {
  const { page, complaints, close } = await visit();
  await signIn(page);
  await page.getByRole('button', { name: 'Start voice call' }).click();
  await status(page, 'Connected');
  assert.ok(await page.getByRole('button', { name: 'Start voice call' }).isDisabled());
  await page.getByRole('listitem').filter({ hasText: 'Agent: ' }).first().waitFor();
  await page.getByRole('button', { name: 'Hang up' }).click();
  await status(page, 'Call ended.');
  const [{ id }] = await emulator.sessions();
  await endedSession(emulator, id);
  assert.deepEqual(complaints, []);
  await close();
});

test('nobody is signed in: the page says that the call is not possible, and why in the console', { timeout: TEST_LIMIT_MS }, async () => {
  const { page, close } = await visit();
  const logged = page.waitForEvent('console', message => message.type() === 'info');
  await page.goto(`${url}index.html`);
  await page.getByRole('button', { name: 'Start voice call' }).click();
  await status(page, 'token_failed');
  assert.match((await logged).text(), /^token_failed /);
  assert.ok(await page.getByRole('button', { name: 'Start voice call' }).isEnabled());
  await close();
});

test('a call with the script tag and the element, under the same policy', { timeout: TEST_LIMIT_MS }, async () => {
  const { page, complaints, close } = await visit();
  await signIn(page);
  await page.goto(`${url}element.html`);
  const ended = page.evaluate(() => new Promise(resolve => document.querySelector('voisnap-call').addEventListener('ended', ({ detail }) => resolve(detail.reason))));
  await page.locator('voisnap-call [part~="start-button"]').click();
  await page.locator('voisnap-call [part~="agent-line"]').first().waitFor();
  await page.locator('voisnap-call [part~="hang-up-button"]').click();
  assert.equal(await ended, 'user_ended');
  assert.deepEqual(complaints, []);
  await close();
});
