// The demo page's settings, its list of scenarios, and the colours of a user who has chosen their own.
import { strict as assert } from 'node:assert';
import { assertAccessible, assertFits, call, choose, open, says, setNumber, startDemo, state, talking, text, visitDemo } from '../support/page.mjs';
import { eachBrowser } from '../support/suite.mjs';

const settings = async (page, values) => {
  await page.locator('#advanced-button').click();
  for (const [id, value] of Object.entries(values)) await page.locator(`#${id}`).fill(value);
};

eachBrowser('the settings of the demo page', ({ test }) => {
  test('are checked when they are done, each with the reason', async ({ page, server }) => {
    await visitDemo(page, server);
    for (const [id, value, reason] of [
      ['base-url', 'ftp://voisnap.example', /http\(s\) or ws\(s\)/],
      ['base-url', 'https://api.voisnap.ai/?key=1', /query/],
      ['base-url', 'http://voisnap.example', /https/],
      ['agent-id', 'demo', /agt_/],
      ['token', 'vsnp_live_0123456789', /API key/],
      ['token', 'hello', /JWT/],
    ]) {
      await settings(page, { [id]: value });
      await page.locator('#advanced-done').click();
      await says(page, `#${id}-error`, reason);
      assert.equal(await page.locator(`#${id}`).getAttribute('aria-invalid'), 'true');
      assert.equal(await page.evaluate(() => document.activeElement.id), id, 'the focus is on what is wrong');
      await assertAccessible(page, `with a wrong ${id}`);
      await page.locator(`#${id}`).fill('');
      assert.equal(await page.locator(`#${id}-error`).isVisible(), false);
      await page.keyboard.press('Escape');
    }
    await settings(page, { 'base-url': 'https://api.voisnap.ai' });
    await page.locator('#advanced-done').click();
    await says(page, '#agent-id-error', 'needs the id of an agent');
    await says(page, '#token-error', 'needs a token of its own');
  }, open);

  test('are dropped by Escape and by the cross, and kept by Done', async ({ page, server }) => {
    await visitDemo(page, server);
    for (const leave of [() => page.keyboard.press('Escape'), () => page.locator('#advanced-cancel').click()]) {
      await settings(page, { 'agent-id': 'agt_other' });
      await leave();
      assert.equal(await page.locator('#scenario').isVisible(), true);
      await page.locator('#advanced-button').click();
      assert.equal(await page.locator('#agent-id').inputValue(), '');
      await page.keyboard.press('Escape');
    }
    await settings(page, { 'agent-id': 'agt_other' });
    await page.locator('#advanced-done').click();
    assert.equal(await page.locator('#scenario').isVisible(), false, 'no scenario stands beside an agent that overrides it');
    assert.match(await text(page, '#override'), /^Calls agt_other, as the settings say\./);
    await assertAccessible(page, 'with an agent from the settings');
    await call(page);
    await state(page, 'connected');
    assert.equal(await text(page, '#detail-agent'), 'agt_other');
    await talking(page);
    await call(page);
    await state(page, 'ended');
    await page.locator('#override-clear').click();
    assert.equal(await page.locator('#scenario').isVisible(), true);
  }, open);
}, { start: startDemo });

eachBrowser('the scenarios of the demo page', ({ test }) => {
  test('have names for people, and a field where one takes a number', async ({ page, server }) => {
    await visitDemo(page, server);
    await page.locator('#scenario-field[data-absent="false"]').waitFor();
    const labels = await page.locator('#scenario option').allTextContents();
    assert.ok(labels.length > 60);
    for (const label of labels) assert.match(label, /^[A-Z][^_]+$/);
    assert.equal(await page.locator('#scenario-number').isVisible(), false);
    await choose(page, 'status_429', 99);
    assert.equal(await text(page, '#scenario-number-name'), 'Status code');
    await call(page);
    assert.equal(await page.locator('body').getAttribute('data-state'), 'idle', 'a number out of range places no call');
    await setNumber(page, 503);
    await call(page);
    await page.locator('#error').waitFor();
    assert.equal(await text(page, '#detail-agent'), 'agt_test_status_503');
  }, open);

  test('show a refusal without CORS from another origin', async ({ page, server }) => {
    await visitDemo(page, server);
    await choose(page, 'no_cors');
    await says(page, '#scenario-about', 'another origin');
    await call(page);
    await page.locator('#error[data-code="network"]').waitFor();
    assert.match(await text(page, '#status'), /connection/);
    await page.locator('#error summary').click();
    await says(page, '#error-hint', 'CORS');
  }, open);
}, { start: startDemo });

eachBrowser('the demo page in forced colours', ({ test, browser }) => {
  test('keeps bars, dots and bubbles visible', async ({ page, server }) => {
    // Firefox has them by its preference below.
    if (browser === 'chromium') await page.emulateMedia({ forcedColors: 'active' });
    await visitDemo(page, server);
    assert.equal(await page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
    await call(page);
    await state(page, 'connected');
    await page.locator('[data-stage="agent_audio"][data-status="done"]').waitFor();
    await page.locator('#transcript li').first().waitFor();
    const seen = await page.evaluate(() => {
      const style = (selector, pseudo) => getComputedStyle(document.querySelector(selector), pseudo);
      const canvas = style('body').backgroundColor;
      return {
        bar: style('[data-stage="agent_audio"] .stage-track', '::after').backgroundColor !== canvas,
        track: parseFloat(style('.stage-track').borderTopWidth) > 0,
        dot: style('.badge', '::before').backgroundColor !== canvas,
        voice: style('#voice-agent', '::before').backgroundColor !== canvas,
        bubble: parseFloat(style('#transcript li').borderTopWidth) > 0,
      };
    });
    assert.deepEqual(seen, { bar: true, track: true, dot: true, voice: true, bubble: true });
    await assertAccessible(page, 'in forced colours');
  }, open);
}, { start: startDemo, launch: { prefs: { 'browser.display.document_color_use': 2 } } });

eachBrowser('the demo page with text at twice its size', ({ test }) => {
  test('cuts nothing, and stays within the screen', async ({ page, server }) => {
    await visitDemo(page, server);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px');
    const cut = () => page.evaluate(() => [...document.querySelectorAll('.pill, #call-button span, summary, .facts dt')].filter(part => part.scrollWidth > part.clientWidth + 1 && part.getClientRects().length).map(part => part.id || part.textContent));
    const sizes = [[1280, 800], [740, 360], [360, 740]];
    const fits = async when => {
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        await assertFits(page, `${when}, ${width} px`);
        assert.deepEqual(await cut(), [], `${when}, ${width} px`);
      }
    };
    await fits('idle');
    await call(page);
    await state(page, 'connected');
    await talking(page);
    await fits('in a call');
    await call(page);
    await state(page, 'ended');
    await choose(page, 'status_429', 500);
    await call(page);
    await page.locator('#error summary').click();
    await fits('with an error');
  }, open);
}, { start: startDemo, launch: { args: ['--blink-settings=defaultFontSize=32'], prefs: { 'font.size.variable.x-western': 32 } } });
