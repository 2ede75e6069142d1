// <voisnap-call> in the boxes that pages put it into, as wide as it can be and never wider.
import { strict as assert } from 'node:assert';
import { eachBrowser } from '../support/suite.mjs';

/** The style of the element's parent. */
const BOXES = {
  'a block': 'display: block',
  'a grid that does not stretch its items': 'display: grid; justify-items: start',
  'a row of a flex box': 'display: flex',
  'a column of a flex box that does not stretch its items': 'display: flex; flex-direction: column; align-items: flex-start',
  'an inline block': 'display: inline-block; max-width: 100%',
};

eachBrowser('<voisnap-call> in a layout', ({ test }) => {
  for (const [box, style] of Object.entries(BOXES)) {
    test(`in ${box} the card has its width, and fits a phone`, async ({ page }) => {
      await page.evaluate(style => {
        here.style.cssText = style; // no Content-Security-Policy is under test here
        E.place({ heading: 'Our assistant' });
      }, style);
      const card = page.locator('voisnap-call [part=panel]');
      await page.setViewportSize({ width: 1000, height: 800 });
      assert.equal((await card.boundingBox()).width, 384, '24rem');
      await page.setViewportSize({ width: 320, height: 600 });
      const { x, width } = await card.boundingBox();
      assert.ok(width > 280 && x >= 0 && x + width <= 320, `${x} to ${x + width}`);
    }, { path: '/element.html' });
  }
});
