// What the tests of the demo's pages have in common.
import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pkg, root } from './paths.mjs';
import { startEmulator } from './voisnap.mjs';

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Runs in the page before its own code: notes when something was last pressed, and every text that an element with an id has shown since. */
function watch() {
  globalThis.shownSincePress = {};
  addEventListener('click', ({ timeStamp }) => Object.assign(globalThis, { pressedAt: timeStamp, shownSincePress: {} }), true);
  const note = ({ target }) => {
    const element = (target instanceof Element ? target : target.parentElement)?.closest('[id]');
    if (element) (shownSincePress[element.id] ??= []).push(element.textContent);
  };
  new MutationObserver(records => records.forEach(note)).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Options of a test that opens a page of its own. */
export const open = { path: '', init: { content: `${axe}\n(${watch})();` } };

/** The emulator with the pages, as `npm start` starts it. */
export const startDemo = () => startEmulator({
  args: ['--www', join(root, 'www'), '--mount', `/pkg=${pkg}`, '--mount', `/signalr=${join(dirname(require.resolve('@microsoft/signalr/package.json')), 'dist', 'browser')}`],
});

/** Opens the demo, ready to be used: its code and the scenarios load beside the page, so `load` alone does not say so. */
export async function visitDemo(page, server) {
  await page.goto(server.base);
  await page.locator('#call-button:enabled').waitFor();
  await page.locator('#scenario-field[data-absent="false"]').waitFor();
}

/**
 * Puts every animation and transition of the page, its frames and its shadow trees at its end, and lets no other begin: what is half
 * faded in has no contrast to measure, and what still moves no place.
 */
export async function settle(page) {
  for (const frame of page.frames()) await frame.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, *::before, *::after { animation: none !important; transition: none !important }');
    const shadows = [...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    for (const tree of [document, ...shadows]) tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
  });
}

/** Nothing on the page keeps anybody out: the rules of WCAG 2.2 AA, and axe's own best practices. `exclude`: selectors of what is not ours. */
export async function assertAccessible(page, when, { exclude = [] } = {}) {
  await settle(page);
  const violations = await page.evaluate(async exclude => (await axe.run({ exclude }, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })).violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ target, failureSummary }) => [target.join(' '), failureSummary]) })), exclude);
  assert.deepEqual(violations, [], `accessible ${when}`);
}

/** Nothing stands out over the page's edge. */
export async function assertFits(page, when) {
  const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= width, `${when}: ${content} px of content in ${width} px`);
}

/** These elements are wholly on the screen, as it is scrolled now. */
export async function assertOnScreen(page, selectors, when) {
  await settle(page);
  const { width, height } = page.viewportSize();
  for (const selector of selectors) {
    const box = await page.locator(selector).boundingBox();
    assert.ok(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height,
      `${selector} is on the screen ${when}: ${JSON.stringify(box)} in ${width} × ${height}`);
  }
}

/** A second or more into the call. */
export const talking = page => page.locator('#clock', { hasText: /[1-9]/ }).waitFor();

export const state = (page, wanted) => page.locator(`body[data-state="${wanted}"]`).waitFor({ state: 'attached' });

/** Chooses a scenario by the agent's name, and the number it takes. */
export async function choose(page, scenario, number) {
  await page.locator('#scenario').selectOption(`agt_test_${scenario}`);
  if (number !== undefined) await setNumber(page, number);
}

/** Types the scenario's number over the one that stands there; Playwright's `fill` adds to it in Firefox. */
export async function setNumber(page, number) {
  const field = page.locator('#scenario-number');
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(String(number));
}

/** Presses the call button as soon as that counts: presses that follow one another faster are one to the page. */
export async function call(page) {
  const button = page.locator('#call-button:not([disabled])');
  await button.waitFor();
  await page.waitForFunction(() => !(performance.now() - globalThis.pressedAt < 450));
  await button.click();
}

/** What a line of the page says. */
export const text = async (page, selector) => (await page.locator(selector).textContent()).trim();

/** Waits until an element says this. */
export const says = (page, selector, wanted) => page.locator(selector, { hasText: wanted }).waitFor({ state: 'attached' });

/** Waits until the element with this id has shown a text since the last press: for texts that go again by themselves. */
export const showed = (page, id, wanted) =>
  page.waitForFunction(([id, source]) => shownSincePress[id]?.some(text => new RegExp(source).test(text)), [id, wanted.source]);
