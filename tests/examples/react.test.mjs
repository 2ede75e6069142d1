// examples/react on its development server: real calls from a page under StrictMode, also while its source is edited.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { launch } from '../support/browsers.mjs';
import { browsers, eventually } from '../support/suite.mjs';
import { startEmulator } from '../support/voisnap.mjs';
import { startApp } from './vite-app.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let emulator, app;
before(async () => {
  emulator = await startEmulator();
  app = await startApp('react', emulator.base);
}, { timeout: 60_000 });
after(async () => {
  await app?.stop();
  await emulator?.stop();
});

const visit = async browser => {
  const page = await (await browser.newContext()).newPage();
  const complaints = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  await page.goto(app.url);
  return {
    page, complaints,
    button: name => page.getByRole('button', { name, exact: true }),
    status: text => page.getByRole('status').filter({ hasText: text }).waitFor(),
    close: () => page.context().close(),
  };
};

const assertAccessible = async (page, when) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))]), [], when);
};

for (const name of browsers) {
  describe(name, () => {
    let browser;
    before(async () => (browser = await launch(name)));
    after(() => browser?.close());

    test('a call, from the button to its end, and another', { timeout: 90_000 }, async () => {
      const { page, complaints, button, status, close } = await visit(browser);
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
      assert.equal(sessions.length, 2, 'StrictMode places no second call');
      assert.ok(sessions.every(({ ended }) => ended));
      assert.deepEqual(complaints, []);
      await close();
    });
  });
}

describe('while its source is edited', () => {
  let browser;
  before(async () => (browser = await launch('chromium')));
  after(() => browser?.close());

  test('fast refresh keeps the call; a change of the hooks ends it', { timeout: 90_000 }, async () => {
    const { page, complaints, button, status, close } = await visit(browser);
    await button('Start call').click();
    await status('Connected');
    const [{ id }] = (await emulator.sessions()).slice(-1);
    app.edit('src/Call.tsx', source => source.replace('<h1>Voice assistant</h1>', '<h1>Edited assistant</h1>'));
    await page.getByRole('heading', { name: 'Edited assistant' }).waitFor();
    await status('Connected');
    assert.equal((await emulator.session(id)).ended, false);

    app.edit('src/Call.tsx', source => source.replace('const isOpen =', 'useState(0);\n  const isOpen ='));
    await status('Ready to call');
    await eventually(async () => (await emulator.session(id)).ended, 'the call of the component that is gone has ended');
    assert.equal((await emulator.session(id)).log.find(({ what }) => what === 'EndSessionAsync').detail, 'unmounted');
    assert.deepEqual(complaints, []);
    await close();
  });
});

test('a failure is shown for the user, with the details for a developer', { timeout: 60_000 }, async () => {
  const browser = await launch('chromium', { permission: 'denied' });
  try {
    const { page, button, close } = await visit(browser);
    await button('Start call').click();
    const alert = page.getByRole('alert');
    await alert.getByText('Please allow the microphone for this page.').waitFor();
    await alert.getByText('Details').click();
    await alert.getByText('microphone_denied').waitFor();
    await assertAccessible(page, 'with an error');
    await close();
  } finally {
    await browser.close();
  }
});
