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

  test('on a low screen the card keeps its order, and the floating panel its buttons in view', async ({ page }) => {
    await page.setViewportSize({ width: 740, height: 330 });
    const places = await page.evaluate(async () => {
      const measure = async (variant, attributes) => {
        const element = E.script({ variant, ...attributes });
        element.start();
        const call = await element.voisnap.nextCall();
        call.connect();
        for (let line = 0; line < 9; line++) call.transcript({ speaker: 'agent', text: 'A line of the transcript.' });
        const box = part => E.part(element, part).getBoundingClientRect();
        const found = { transcriptEnds: box('transcript').bottom, buttonBegins: box('hang-up-button').top, buttonEnds: box('hang-up-button').bottom, screen: innerHeight };
        element.remove();
        return found;
      };
      return { card: await measure('card', {}), floating: await measure('floating', { open: '' }) };
    });
    assert.ok(places.card.buttonBegins >= places.card.transcriptEnds, JSON.stringify(places.card));
    assert.ok(places.floating.buttonEnds <= places.floating.screen, JSON.stringify(places.floating));
  }, { path: '/element.html' });
});
