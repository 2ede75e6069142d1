// The demo page as `npm start` serves it, used as a person would: by its buttons, and by what stands on it.
import { strict as assert } from 'node:assert';
import { assertAccessible, assertFits, call, open, startDemo, state, talking, visitDemo } from '../support/page.mjs';
import { eachBrowser, nothing } from '../support/suite.mjs';

const phone = { width: 360, height: 740 };

eachBrowser('the demo page', ({ test }) => {
  test('places a call, shows what is said, mutes, and hangs up', async ({ page, server }) => {
    await visitDemo(page, server);
    await state(page, 'idle');
    await assertAccessible(page, 'idle');
    await call(page);
    await state(page, 'connected');
    assert.equal((await page.locator('#call-label').textContent()).trim(), 'Hang up');
    await page.locator('#transcript li').first().waitFor();
    assert.match(await page.locator('#transcript').textContent(), /\w{3,}/);
    await page.locator('[data-stage="agent_audio"][data-status="done"]').waitFor();
    for (const stage of ['microphone', 'session', 'hub', 'offer', 'answer', 'media', 'agent_audio'])
      assert.match(await page.locator(`[data-stage="${stage}"] .stage-ms`).textContent(), /\d/, `${stage} has its time`);
    await assertAccessible(page, 'in a call');
    await page.locator('#mute-button').click();
    assert.equal(await page.locator('#mute-label').textContent(), 'Unmute');
    assert.equal(await page.evaluate(() => resources.tracks().some(track => track.kind === 'audio' && track.enabled && track.readyState === 'live' && track.label)), false, 'muted');
    await page.locator('#call-button').click();
    await state(page, 'ended');
    const { tracks, sockets, peers } = await page.evaluate(() => resources.live());
    assert.deepEqual({ tracks, sockets, peers }, { tracks: nothing.tracks, sockets: nothing.sockets, peers: nothing.peers });
    await assertAccessible(page, 'after a call');
    assert.equal((await page.locator('#call-label').textContent()).trim(), 'Call again');
  }, open);

  test('lets nothing be pressed before it works', async ({ page, server }) => {
    let deliver;
    const held = new Promise(resolve => { deliver = resolve; });
    await page.route('**/main.js', async route => { await held; await route.continue(); });
    // Firefox holds the load event until main.js is there, Chromium does not.
    await page.goto(server.base, { waitUntil: 'domcontentloaded' });
    assert.equal(await page.locator('button:visible:enabled').count(), 0, 'the page is parsed, its code has not run');
    deliver();
    await page.locator('#call-button:enabled').waitFor();
    assert.deepEqual(await page.locator('button:visible:disabled').evaluateAll(buttons => buttons.map(({ id }) => id)), ['keypad-button'], 'keys count in a call only');
    await page.locator('#advanced-button').click();
    await page.locator('#base-url').waitFor();
  }, open);

  test('takes a double click for one press', async ({ page, server }) => {
    await visitDemo(page, server);
    await page.locator('#call-button:not([disabled])').dblclick();
    await state(page, 'connected');
    await talking(page);
    await page.locator('#call-button').click();
    await state(page, 'ended');
  }, open);

  test('fits a phone, in light and in dark', async ({ page, server }) => {
    await page.setViewportSize(phone);
    await visitDemo(page, server);
    for (let theme = 0; theme < 2; theme++) {
      await assertFits(page, 'idle');
      await assertAccessible(page, `on a phone, theme ${theme}`);
      await page.locator('#theme-button').click();
    }
    await call(page);
    await state(page, 'connected');
    await page.locator('#transcript li').first().waitFor();
    await assertFits(page, 'in a call');
    const button = await page.locator('#call-button').boundingBox();
    await talking(page);
    assert.ok(button.x >= 0 && button.x + button.width <= phone.width && button.height >= 44, 'the call button is on the screen, and a thumb finds it');
    await page.locator('#call-button').click();
    await state(page, 'ended');
  }, open);

  test('can be used with the keyboard alone', async ({ page, server }) => {
    await visitDemo(page, server);
    const button = page.locator('#call-button:not([disabled])');
    await button.waitFor();
    let reached = false;
    for (let presses = 0; presses < 12 && !reached; presses++) {
      await page.keyboard.press('Tab');
      reached = await page.evaluate(() => document.activeElement?.id === 'call-button');
    }
    assert.ok(reached, 'Tab leads to the call button');
    await page.keyboard.press('Enter');
    await state(page, 'connected');
    await talking(page);
    await page.keyboard.press('Enter');                       // the focus stays where it was, on what is now "Hang up"
    await state(page, 'ended');
  }, open);
}, { start: startDemo });
