// The demo page as `npm start` serves it, used as a person would: by its buttons, and by what stands on it.
import { strict as assert } from 'node:assert';
import { assertAccessible, assertFits, call, open, says, settle, startDemo, state, talking, visitDemo } from '../support/page.mjs';
import { eachBrowser, nothing } from '../support/suite.mjs';

const phone = { width: 360, height: 740 };

/** How the buttons look and where they stand; runs in the page. */
const looks = () => Object.fromEntries(Object.entries({ call: 'call-button', mute: 'mute-button', keypad: 'keypad-button', theme: 'theme-button', settings: 'advanced-button' }).map(([name, id]) => {
  const button = document.getElementById(id);
  const { opacity, color, backgroundImage, borderColor } = getComputedStyle(button);
  const { x, y, width, height } = button.getBoundingClientRect();
  return [name, { opacity, color, backgroundImage, borderColor, x, y, width, height }];
}));

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
    await call(page);
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
    const starting = await page.evaluate(looks);
    deliver();
    await page.locator('#call-button:enabled').waitFor();
    assert.deepEqual(await page.evaluate(looks), starting, 'nothing flashes or moves');
    assert.deepEqual(await page.locator('button:visible:disabled').evaluateAll(buttons => buttons.map(({ id }) => id)), ['keypad-button'], 'keys count in a call only');
    await page.locator('#advanced-button').click();
    await page.locator('#base-url').waitFor();
  }, open);

  test('says so when its code cannot be loaded, and looks like it', async ({ page, server }) => {
    await page.route('**/main.js', route => route.abort());
    await page.goto(server.base);
    await says(page, '#substatus', 'npm run build');
    await settle(page);
    const { mute, keypad } = await page.evaluate(looks);
    assert.deepEqual([mute.opacity, keypad.opacity], ['0.45', '0.45']);
    await assertAccessible(page, 'without its code');
  }, open);

  test('shows the theme that was chosen in another tab, or before coming back to it', async ({ page, context, server }) => {
    await visitDemo(page, server);
    const theme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    assert.equal(await theme(), 'light dark', 'the system’s');
    const other = await context.newPage();
    await other.goto(server.base);
    await other.locator('#theme-button:enabled').click();
    await page.locator('html[data-theme="dark"]').waitFor({ state: 'attached' });
    assert.equal(await theme(), 'dark');
    assert.equal(await page.locator('#theme-button').getAttribute('aria-label'), 'Switch to the light theme');
    await other.close();
    // As from the browser's cache of pages, which keeps it as it was left.
    await page.evaluate(() => {
      localStorage.setItem('voisnap-theme', 'light');
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    assert.equal(await theme(), 'light');
  }, open);

  test('takes a double click for one press', async ({ page, server }) => {
    await visitDemo(page, server);
    // Both presses in the page itself: on a busy machine those of the driver are further apart than any user's.
    await page.locator('#call-button').evaluate(button => { for (let press = 0; press < 2; press++) button.click(); });
    await state(page, 'connected');
    await talking(page);
    await call(page);
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
