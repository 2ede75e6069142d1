// <voisnap-call> for users whose system asks for less motion and for colours of its own. Chromium is told so for a page, Firefox by its preferences.
import { strict as assert } from 'node:assert';
import { eachBrowser } from '../support/suite.mjs';

const path = '/element.html';
const prefs = { 'ui.prefersReducedMotion': 1, 'ui.useAccessibilityTheme': 1, 'browser.display.document_color_use': 2 };

/** A call of the element that the test scripts, in each state that has something to show. */
const STATES = {
  idle: '',
  connecting: 'element.start().catch(() => {});',
  connected: 'const call = await start();',
  muted: 'element.muted = true; const call = await start();',
  keypad: 'const call = await start(); E.part(element, "keypad-button").click();',
  reconnecting: 'const call = await start(); call.loseMedia();',
  failed: 'element.start().catch(() => {}); (await element.voisnap.nextCall()).fail({ code: "network" });',
};

const bring = (page, state, attributes = {}) =>
  page.evaluate(
    ([source, attributes]) => {
      here.replaceChildren();
      const element = (globalThis.element = E.script(attributes));
      const start = async () => {
        element.start();
        const call = await element.voisnap.nextCall();
        call.connect();
        call.transcript({ speaker: 'agent', text: 'Hello. How can I help?' });
        call.transcript({ speaker: 'user', text: 'I would like to move my appointment.' });
        return call;
      };
      return new Function('element', 'start', `return (async () => { ${source} })()`)(element, start);
    },
    [STATES[state], attributes],
  );

/** Whether the agent's level is measured and drawn; it is by an animation frame. */
const isMeasured = () => E.part(element, 'panel').parentNode.style.getPropertyValue('--_agent-level') !== '';
const frames = page => page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));

eachBrowser('<voisnap-call> without wishes of the system', ({ test }) => {
  test('measures the levels of a call, and moves', async ({ page }) => {
    await bring(page, 'connected');
    await page.waitForFunction(isMeasured);
    assert.ok(await page.evaluate(() => element.shadowRoot.getAnimations().length > 0));
  }, { path });
});

eachBrowser('<voisnap-call> with less motion and forced colours', ({ test, browser }) => {
  const wish = async page => {
    if (browser === 'chromium') await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
    assert.deepEqual(await page.evaluate(() => ['(prefers-reduced-motion: reduce)', '(forced-colors: active)'].map(query => matchMedia(query).matches)), [true, true]);
  };

  test('nothing moves in any state, and no level is measured', async ({ page }) => {
    await wish(page);
    for (const variant of ['card', 'floating']) for (const state of Object.keys(STATES)) {
      await bring(page, state, { variant, open: '' });
      await frames(page);
      assert.deepEqual(await page.evaluate(() => element.shadowRoot.getAnimations().map(({ animationName, transitionProperty }) => animationName ?? transitionProperty)), [], `${variant}, ${state}`);
      if (state !== 'failed') assert.equal(await page.evaluate(isMeasured), false, `${variant}, ${state}`); // its end sets it to 0
    }
  }, { path });

  /** Each part by its lines in the forced colours: [style, width, whether they can be seen]. */
  const lines = page =>
    page.evaluate(() => {
      const seen = color => color !== 'rgba(0, 0, 0, 0)' && color !== 'transparent' && color !== getComputedStyle(document.documentElement).backgroundColor;
      return Object.fromEntries(
        ['panel', 'start-button', 'hang-up-button', 'mute-button', 'keypad-button', 'keypad-key', 'line'].flatMap(part => {
          const found = E.part(element, part);
          if (!found?.checkVisibility()) return [];
          const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(found);
          return [[part, [borderTopStyle, borderTopWidth, seen(borderTopColor)]]];
        }),
      );
    });

  test('every button, line and panel has a border, and what is pressed a stronger one', async ({ page }) => {
    await wish(page);
    const bordered = (found, parts) => {
      for (const part of parts) {
        const [style, width, isSeen] = found[part] ?? [];
        assert.ok(style === 'solid' && parseFloat(width) >= 1 && isSeen, `${part}: ${JSON.stringify(found[part])}`);
      }
    };
    await bring(page, 'idle');
    bordered(await lines(page), ['panel', 'start-button']);
    await bring(page, 'connected');
    const released = await lines(page);
    bordered(released, ['panel', 'hang-up-button', 'mute-button', 'keypad-button', 'line']);
    await bring(page, 'keypad');
    const pressed = await lines(page);
    bordered(pressed, ['keypad-button', 'keypad-key']);
    await bring(page, 'muted');
    const muted = await lines(page);
    const width = ([, width]) => parseFloat(width);
    assert.ok(width(pressed['keypad-button']) > width(released['keypad-button']), 'the open keypad');
    assert.ok(width(muted['mute-button']) > width(released['mute-button']), 'muted');
  }, { path });

  test('the focus is outlined', async ({ page }) => {
    await wish(page);
    await bring(page, 'connected');
    await page.keyboard.press('Tab');
    for (let press = 0; press < 4; press++) {
      const [part, style, width] = await page.evaluate(() => {
        const focused = element.shadowRoot.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(focused);
        return [focused.getAttribute('part'), outlineStyle, outlineWidth];
      });
      assert.ok(style !== 'none' && parseFloat(width) >= 2, `${part}: ${style} ${width}`);
      await page.keyboard.press('Tab');
    }
  }, { path });
}, { launch: { prefs } });
