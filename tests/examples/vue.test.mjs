// examples/vue on its development server: real calls in Chromium, and the end of one whose component goes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../support/browsers.mjs';
import { TEST_LIMIT_MS, endedSession } from '../support/suite.mjs';
import { startEmulator } from '../support/voisnap.mjs';
import { callTwice, failToCall, visit } from './call-page.mjs';
import { startApp } from './vite-app.mjs';

let emulator, app, browser;
before(async () => {
  emulator = await startEmulator();
  app = await startApp('vue', emulator.base);
  browser = await launch('chromium');
}, { timeout: TEST_LIMIT_MS });
after(async () => {
  await browser?.close();
  await app?.stop();
  await emulator?.stop();
});

test('two calls, from the button to their end', { timeout: TEST_LIMIT_MS }, async () => {
  const visitor = await visit(browser, app.url);
  await callTwice(visitor, emulator);
  await visitor.close();
});

test('an edited template keeps the call, an edited script ends it with its component', { timeout: TEST_LIMIT_MS }, async () => {
  const { page, complaints, button, status, close } = await visit(browser, app.url);
  await button('Start call').click();
  await status('Connected');
  const [{ id }] = (await emulator.sessions()).slice(-1);
  app.edit('src/CallCard.vue', source => source.replace('<h1>Voice assistant</h1>', '<h1>Edited assistant</h1>'));
  await page.getByRole('heading', { name: 'Edited assistant' }).waitFor();
  await status('Connected');
  assert.equal((await emulator.session(id)).ended, false);

  app.edit('src/CallCard.vue', source => source.replace("connected: 'Connected'", "connected: 'Talking'"));
  await status('Ready to call');
  const { log } = await endedSession(emulator, id);
  assert.equal(log.find(({ what }) => what === 'EndSessionAsync').detail, 'unmounted');
  assert.deepEqual(complaints, []);
  await close();
});

test('a failure is shown for the user, with the details for a developer', { timeout: TEST_LIMIT_MS }, async () => {
  const denying = await launch('chromium', { permission: 'denied' });
  try {
    await failToCall(await visit(denying, app.url));
  } finally {
    await denying.close();
  }
});
