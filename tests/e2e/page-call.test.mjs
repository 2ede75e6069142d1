// The demo page in a call and around it: what it says is true, its keys and choices work, and its settings are checked.
import { strict as assert } from 'node:assert';
import { assertAccessible, assertFits, assertOnScreen, call, choose, open, says, settle, showed, startDemo, state, talking, text, visitDemo } from '../support/page.mjs';
import { eachBrowser, eventually } from '../support/suite.mjs';

/** Cuts the connection to the hub, as a network would; the session's later ones are up to the scenario. */
const cutHub = page => page.evaluate(() => resources.sockets().at(-1).close());
const landscape = { width: 740, height: 360 };

eachBrowser('the demo page without its server', ({ test }) => {
  test('does not say that the sound goes on where it does not', async ({ page, server }) => {
    await visitDemo(page, server);
    await call(page);
    await state(page, 'connected');
    await talking(page);
    await server.kill();
    await showed(page, 'notices', /The sound goes on/); // true for the seconds in which only the hub is known to be gone
    await state(page, 'reconnecting');
    // Of one moment: the browser gives the connection up in its own time, which ends the call.
    const [notices, transcript, substatus] = await page.evaluate(() =>
      [document.querySelectorAll('.notice').length, ...['transcript-paused', 'substatus'].map(id => document.getElementById(id).textContent)]);
    assert.deepEqual([notices, transcript], [0, 'paused']);
    assert.match(substatus, /^The sound is interrupted/);
    await assertAccessible(page, 'reconnecting');
    await call(page);
    await state(page, 'ended');
  }, open);
}, { start: startDemo });

eachBrowser('the demo page in a call', ({ test }) => {
  test('says where the user looks that the hub is lost, and that the sound goes on', async ({ page, server }) => {
    await visitDemo(page, server);
    await choose(page, 'hub_once_401', 503);
    await call(page);
    await state(page, 'connected');
    await talking(page);
    await cutHub(page);
    await says(page, '[data-kind="hub"]', 'The sound goes on');
    assert.equal(await text(page, '#transcript-paused'), 'paused');
    assert.equal(await page.locator('body').getAttribute('data-state'), 'connected');
    await settle(page);
    const [notice, headline] = [await page.locator('[data-kind="hub"]').boundingBox(), await page.locator('#status').boundingBox()];
    assert.ok(notice.x >= headline.x + headline.width || notice.y >= headline.y + headline.height, 'it covers nothing');
    await assertAccessible(page, 'with the hub reconnecting');
    await call(page);
    await state(page, 'ended');
    assert.equal(await page.locator('[data-kind="hub"]').count(), 0, 'it goes with the call');
    await choose(page, 'hub_once_401', 403);
    await call(page);
    await state(page, 'connected');
    await cutHub(page);
    await says(page, '#transcript-paused', 'stopped');
    await says(page, '[data-kind="hub"]', 'The transcript has stopped');
    assert.equal(await page.locator('.notice').count(), 1, 'once, not twice');
    assert.equal(await page.locator('#keypad-button').isDisabled(), true);
  }, open);

  test('claims nothing about the agent that is not so', async ({ page, server }) => {
    // Each thing the line under the headline has said, in order.
    await page.addInitScript(() => addEventListener('DOMContentLoaded', () => {
      globalThis.said = [];
      new MutationObserver(() => said.push(document.getElementById('substatus').textContent)).observe(document.getElementById('substatus'), { childList: true, characterData: true, subtree: true });
    }));
    await visitDemo(page, server);
    await choose(page, 'silent_agent');
    await page.locator('#mute-button').click();
    await says(page, '#substatus', 'The next call starts muted');
    await call(page);
    await state(page, 'connected');
    await says(page, '#substatus', 'You are muted');
    await page.locator('#mute-button').click();
    await says(page, '#substatus', /first word|You are speaking/);
    await page.locator('#mute-button').click();
    await says(page, '#substatus', 'You are muted');
    await talking(page);
    await call(page);
    await state(page, 'ended');
    await says(page, '#substatus', 'You are still muted');
    const said = await page.evaluate(() => globalThis.said);
    assert.ok(!said.some(line => line.includes('listening')), `the agent was never heard: ${said.join(' | ')}`);
    await assertAccessible(page, 'muted after a call');
  }, open);

  test('asks nobody for a microphone that is given', async ({ page, server }) => {
    await visitDemo(page, server);
    await choose(page, 'hang');
    await call(page);
    await page.locator('[data-stage="microphone"][data-status="done"]').waitFor();
    await says(page, '#substatus', 'Reaching the agent');
    await assertAccessible(page, 'connecting');
  }, open);

  test('sends keys, found with the arrow keys', async ({ page, server }) => {
    await visitDemo(page, server);
    await call(page);
    await state(page, 'connected');
    await page.locator('#keypad-button').click();
    await assertAccessible(page, 'with the keypad');
    const at = () => page.evaluate(() => document.activeElement.dataset.key);
    assert.equal(await at(), '1');
    for (const [key, wanted] of [['ArrowRight', '2'], ['ArrowDown', '5'], ['ArrowLeft', '4'], ['ArrowLeft', '4'], ['ArrowUp', '1'], ['ArrowUp', '1'], ['End', '#'], ['ArrowDown', '#'], ['Home', '1']]) {
      await page.keyboard.press(key);
      assert.equal(await at(), wanted, key);
    }
    assert.equal(await page.locator('#keypad-keys [tabindex="0"]').count(), 1, 'one stop for Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.keyboard.press('7');
    assert.equal(await at(), '7');
    assert.equal(await text(page, '#keypad-sent'), '27');
    await says(page, '#transcript', 'You pressed 7');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'keypad-button');
  }, open);

  test('keeps every control on the screen of a phone on its side', async ({ page, server }) => {
    await page.setViewportSize(landscape);
    await visitDemo(page, server);
    await assertFits(page, 'idle');
    const controls = ['#status', '#call-button', '#mute-button', '#keypad-button', '#microphone'];
    await assertOnScreen(page, ['#scenario', ...controls], 'idle');
    await page.setViewportSize({ width: 568, height: 320 });
    await assertOnScreen(page, ['#scenario', ...controls], 'idle on the smallest phone');
    await page.setViewportSize(landscape);
    await choose(page, 'hub_once_401', 503);
    await call(page);
    await state(page, 'connected');
    await assertOnScreen(page, controls, 'in a call');
    await page.locator('#keypad-button').click();
    await assertOnScreen(page, ['#keypad-keys', ...controls], 'with the keypad');
    await cutHub(page);
    await page.locator('[data-kind="hub"]').waitFor();
    await page.evaluate(() => scrollTo(0, 0));               // Playwright scrolls to what it clicks
    await assertOnScreen(page, ['[data-kind="hub"]', ...controls], 'with a notice');
    await assertAccessible(page, 'on its side');
  }, open);

  test('moves no control for its notices, however low the screen', async ({ page, server }) => {
    await page.setViewportSize({ width: 568, height: 320 });
    await visitDemo(page, server);
    await call(page);
    await state(page, 'connected');
    const controls = ['#status', '#call-button', '#mute-button', '#keypad-button', '#microphone', '#speaker'];
    const places = () => Promise.all(controls.map(selector => page.locator(selector).boundingBox()));
    await settle(page);
    const before = await places();
    await page.evaluate(async () => {
      const { notify } = await import('./notices.js');
      notify('hub', { title: 'The transcript is paused.', text: 'The sound goes on. The connection for text and keypad is being restored.', lasting: true });
      notify('device', { title: 'The other microphone is used from the next call on.' });
      notify('sound', { title: 'The browser blocks the sound.', action: { label: 'Play the sound', id: 'resume-audio-button', run() {} } });
    });
    await assertOnScreen(page, [...controls, '#resume-audio-button'], 'with three notices');
    assert.deepEqual(await places(), before);
    await assertAccessible(page, 'with three notices');
    await page.setViewportSize({ width: 320, height: 568 });
    await page.evaluate(() => scrollTo(0, 0));
    await page.evaluate(async () => (await import('./notices.js')).notify('device', { title: 'The microphone was unplugged.', text: 'The default one takes its place.' }));
    await assertOnScreen(page, ['[data-kind="device"]'], 'on an upright one');
    await assertFits(page, 'on an upright one');
  }, open);

  test('uses the chosen microphone for the next call, and the chosen speaker at once', async ({ page, server }) => {
    await visitDemo(page, server);
    await call(page);
    await state(page, 'connected');
    const names = () => page.locator('#microphone option:not([disabled])').allTextContents();
    await eventually(async () => (await names()).length > 1, 'the devices have names once the microphone is allowed');
    const asked = await page.evaluate(() => {
      const { getUserMedia } = resources;
      globalThis.asked = [];
      resources.getUserMedia = constraints => { asked.push(constraints.audio.deviceId); return getUserMedia(constraints); };
      const select = document.getElementById('microphone');
      return [...select.options].findLast(({ value }) => value).value;
    });
    await page.locator('#microphone').selectOption(asked);
    await says(page, '[data-kind="device"]', /./);
    const speaker = await page.locator('#speaker option').last().getAttribute('value');
    assert.notEqual(speaker, '', 'there is a speaker to choose');
    await page.locator('#speaker').selectOption(speaker);
    await page.waitForFunction(async wanted => (await import('./devices.js')).output.sinkId === wanted, speaker);
    await talking(page);
    await call(page);
    await state(page, 'ended');
    await call(page);
    await state(page, 'connected');
    assert.deepEqual(await page.evaluate(() => globalThis.asked.at(-1)), { exact: asked });
  }, open);
}, { start: startDemo });
