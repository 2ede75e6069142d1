// examples/react on its development server: real calls from a page under StrictMode, also while its source is edited.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch } from '../support/browsers.mjs';
import { root } from '../support/paths.mjs';
import { TEST_LIMIT_MS, browsers, endedSession, eventually } from '../support/suite.mjs';
import { startEmulator } from '../support/voisnap.mjs';
import { callTwice, failToCall, visit } from './call-page.mjs';
import { startApp } from './vite-app.mjs';

let emulator, app;
before(async () => {
  emulator = await startEmulator();
  app = await startApp('react', emulator.base);
}, { timeout: TEST_LIMIT_MS });
after(async () => {
  await app?.stop();
  await emulator?.stop();
});

for (const name of browsers) {
  describe(name, () => {
    let browser;
    before(async () => (browser = await launch(name)));
    after(() => browser?.close());

    test('two calls, from the button to their end', { timeout: TEST_LIMIT_MS }, async () => {
      const visitor = await visit(browser, app.url);
      await callTwice(visitor, emulator);
      await visitor.close();
    });
  });
}

describe('while its source is edited', () => {
  let browser;
  before(async () => (browser = await launch('chromium')));
  after(() => browser?.close());

  test('fast refresh keeps the call; a change of the hooks ends it', { timeout: TEST_LIMIT_MS }, async () => {
    const { page, complaints, button, status, close } = await visit(browser, app.url);
    await button('Start call').click();
    await status('Connected');
    const [{ id }] = (await emulator.sessions()).slice(-1);
    app.edit('src/Call.tsx', source => source.replace('<h1>Voice assistant</h1>', '<h1>Edited assistant</h1>'));
    await page.getByRole('heading', { name: 'Edited assistant' }).waitFor();
    await status('Connected');
    assert.equal((await emulator.session(id)).ended, false);

    app.edit('src/Call.tsx', source => source.replace('const isOpen =', 'useState(0);\n  const isOpen ='));
    await status('Ready to call');
    const { log } = await endedSession(emulator, id);
    assert.equal(log.find(({ what }) => what === 'EndSessionAsync').detail, 'unmounted');
    assert.deepEqual(complaints, []);
    await close();
  });

  /** The browser asks its user until the test calls `allow()`, which gives the track. No driver can answer the real prompt. */
  const askForMicrophone = () => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = constraints =>
      new Promise(resolve => {
        globalThis.allow = async () => {
          const stream = await open(constraints);
          resolve(stream);
          return stream.getTracks()[0];
        };
      });
  };

  test('a component that goes while the browser asks for the microphone leaves none on', { timeout: TEST_LIMIT_MS }, async () => {
    const { page, complaints, button, status, close } = await visit(browser, app.url, askForMicrophone);
    await button('Start call').click();
    await status('Waiting for the microphone');
    const { id } = await eventually(async () => (await emulator.sessions()).find(({ ended }) => !ended), 'the session of the call');
    app.edit('src/Call.tsx', source => source.replace('const isOpen =', 'useState(1);\n  const isOpen ='));
    await status('Ready to call');
    await endedSession(emulator, id);
    const track = await page.evaluateHandle(() => allow());
    await eventually(() => track.evaluate(({ readyState }) => readyState === 'ended'), 'the microphone that was allowed too late is off');
    assert.deepEqual(complaints, []);
    await close();
  });
});

test('it type-checks, and builds for production', { timeout: TEST_LIMIT_MS }, () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: app.folder, encoding: 'utf8', env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}` },
  });
  assert.equal(status, 0, stdout + stderr);
  assert.doesNotMatch(stdout + stderr, /warning|use client/i);
});

test('a failure is shown for the user, with the details for a developer', { timeout: TEST_LIMIT_MS }, async () => {
  const browser = await launch('chromium', { permission: 'denied' });
  try {
    await failToCall(await visit(browser, app.url));
  } finally {
    await browser.close();
  }
});
