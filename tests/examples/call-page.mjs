// What the tests of the React and of the Vue example do on their page, which is the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { STEP_LIMIT_MS, endedSession } from '../support/suite.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A fresh visitor's page; `complaints` is what it throws and warns of. `init`: runs in it before its own scripts. */
export const visit = async (browser, url, init = () => {}) => {
  const context = await browser.newContext();
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const page = await context.newPage();
  await page.addInitScript(init);
  const complaints = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  await page.goto(url);
  return {
    page,
    complaints,
    button: name => page.getByRole('button', { name, exact: true }),
    status: text => page.getByRole('status').filter({ hasText: text }).waitFor(),
    close: () => context.close(),
  };
};

const assertAccessible = async (page, when) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))]), [], when);
};

/** A call from the button to its end with mute and keypad, and another, which is muted still. */
export const callTwice = async ({ page, complaints, button, status }, emulator) => {
  const before = (await emulator.sessions()).length;
  await assertAccessible(page, 'before the call');
  await button('Start call').click();
  await status('Connected');
  await page.getByRole('log').getByText('Agent:').first().waitFor();
  await button('Mute').click();
  await button('Unmute').waitFor();
  await page.getByText('Keypad').click();
  await button('5').click();
  await assertAccessible(page, 'in the call');
  await button('Hang up').click();
  await status('Call ended');
  await button('Call again').click();
  await status('Connected');
  assert.equal(await button('Unmute').count(), 1, 'muted outlives the call');
  await button('Hang up').click();
  await status('Call ended');
  const sessions = (await emulator.sessions()).slice(before);
  assert.equal(sessions.length, 2, 'no call but these');
  for (const { id } of sessions) await endedSession(emulator, id);
  assert.deepEqual(complaints, []);
};

/** In a browser that denies the microphone: the sentence for the user, and the details for a developer. */
export const failToCall = async ({ page, button }) => {
  await button('Start call').click();
  const alert = page.getByRole('alert');
  await alert.getByText('Please allow the microphone for this page.').waitFor();
  await alert.getByText('Details').click();
  await alert.getByText('microphone_denied').waitFor();
  await assertAccessible(page, 'with an error');
};
