// The documented sample, the drop-in and one's own buttons, side by side: each places a real call, and each shows the code that it is.
import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertAccessible, assertFits, open, startDemo } from '../support/page.mjs';
import { root } from '../support/paths.mjs';
import { eachBrowser, eventually } from '../support/suite.mjs';

/** The sample is the document's: what it lacks for some of its users is not ours to add. */
const exclude = ['#sample'];
const visit = async (page, server) => {
  await page.goto(`${server.base}/before-after/`);
  return id => page.frameLocator(`#${id}`);
};

/** What the frame's call holds of the browser. */
const held = frame => frame.locator('body').evaluate(() => {
  const { tracks, sockets, peers } = resources.live();
  return { tracks, sockets, peers };
});
const released = { tracks: 0, sockets: 0, peers: 0 };

/** The last session with the agent, as the server saw it. */
async function lastSession(server, agent) {
  const sessions = (await server.sessions()).filter(({ agentId }) => agentId === agent);
  assert.ok(sessions.length > 0, `no session with ${agent}`);
  return sessions.at(-1);
}

eachBrowser('before and after', ({ test }) => {
  test('the documented sample places a call', async ({ page, server }) => {
    const frame = (await visit(page, server))('sample');
    await frame.locator('#callBtn').click();
    await frame.locator('#status', { hasText: /^ICE: (connected|completed)|^Connected/ }).waitFor();
    await frame.locator('#hangupBtn:not([disabled])').click();
    await frame.locator('#callBtn:not([disabled])').waitFor();
    await eventually(async () => (await held(frame)).tracks === 0, 'the microphone is off');
    const { log } = await lastSession(server, 'agt_01HXK8Z3MNPQRS');
    assert.ok(JSON.stringify(log).includes('user_ended'), 'the end has arrived');
  }, open);

  test('the drop-in places a call', async ({ page, server }) => {
    const frame = (await visit(page, server))('drop-in');
    await frame.locator('[part~="start-button"]').click();
    await frame.locator('[part~="agent-line"]', { hasText: 'Hello' }).waitFor();
    assert.equal(await frame.locator('voisnap-call').evaluate(element => element.state), 'connected');
    await assertAccessible(page, 'with the drop-in in a call', { exclude });
    await frame.locator('[part~="hang-up-button"]').click();
    await frame.locator('[part~="start-button"]').waitFor();
    assert.deepEqual(await held(frame), released);
  }, open);

  test('one’s own buttons place a call', async ({ page, server }) => {
    const frame = (await visit(page, server))('own-buttons');
    await frame.locator('#callBtn').click();
    await frame.locator('#transcript p', { hasText: 'agent: Hello' }).waitFor();
    assert.equal(await frame.locator('#status').textContent(), 'connected');
    assert.equal(await frame.locator('#callBtn').isDisabled(), true);
    await frame.locator('#hangupBtn').click();
    await frame.locator('#status', { hasText: 'Call ended: user_ended' }).waitFor();
    assert.deepEqual(await held(frame), released);
    assert.deepEqual([await frame.locator('#callBtn').isDisabled(), await frame.locator('#hangupBtn').isDisabled()], [false, true]);
  }, open);

  test('what happens can be chosen for all three, and ours say what to do', async ({ page, server }) => {
    const frame = await visit(page, server);
    await page.locator('#scenario').selectOption('agt_test_status_429');
    for (const id of ['sample', 'drop-in', 'own-buttons']) await page.locator(`#${id}:not([inert])`).waitFor();
    await frame('drop-in').locator('[part~="start-button"]').click();
    await frame('drop-in').locator('[part~="error"]').waitFor();
    await frame('own-buttons').locator('#callBtn').click();
    await frame('own-buttons').locator('#status', { hasText: 'make a new call' }).waitFor();
    // The countdown is over: the button changes no more.
    await frame('drop-in').locator('[part~="start-button"]:not([disabled]):not([aria-disabled="true"])').waitFor();
    await assertAccessible(page, 'with errors', { exclude });
  }, open);

  test('each column shows the code that runs, and counts it', async ({ page, server }) => {
    await visit(page, server);
    for (const name of ['sample', 'drop-in', 'own-buttons']) {
      const file = await readFile(join(root, 'www', 'before-after', `${name}.html`), 'utf8');
      const column = page.locator(`[data-page="${name}.html"]`);
      await column.locator('pre .code-line, pre mark').first().waitFor();
      assert.equal((await column.locator('pre').textContent()).trimEnd(), file.trimEnd());
      assert.equal(Number(await column.locator('.count b').textContent()), file.split('\n').filter(line => line.trim()).length);
    }
    assert.ok(await page.locator('[data-page="sample.html"] pre mark').count() >= 5, 'what is changed is marked');
    assert.equal(await page.locator('[data-page="drop-in.html"] pre mark').count(), 0);
  }, open);

  test('holds the theme that was chosen, in the frames too, from the first paint on', async ({ page, server }) => {
    // The theme of each page when there is something to paint, and of each frame when it is let be seen.
    await page.addInitScript(() => {
      if (frameElement) return;
      globalThis.shown = [];
      const scheme = element => getComputedStyle(element).colorScheme;
      new MutationObserver((changes, observer) => {
        if (!document.body) return;
        observer.disconnect();
        shown.push(['page', document.documentElement.dataset.theme]);
      }).observe(document, { childList: true, subtree: true });
      // From the parser on: the page's code may be done with a frame before DOMContentLoaded.
      new MutationObserver(changes => {
        for (const { type, target, addedNodes } of changes) {
          if (type === 'attributes') target.inert || shown.push([target.id, scheme(target.contentDocument.documentElement)]);
          for (const frame of [...addedNodes].filter(node => node.localName === 'iframe')) frame.inert || shown.push([frame.id, 'seen too early']);
        }
      }).observe(document, { childList: true, subtree: true, attributeFilter: ['inert'] });
    });
    const shown = () => page.evaluate(() => globalThis.shown.toSorted());
    await page.goto(server.base);
    await page.locator('#theme-button:enabled').click();
    await page.locator('html[data-theme="dark"]').waitFor({ state: 'attached' });
    const frame = await visit(page, server);
    await page.locator('#theme-button:enabled').waitFor();
    for (const id of ['sample', 'drop-in', 'own-buttons']) await page.locator(`#${id}:not([inert])`).waitFor();
    assert.deepEqual(await shown(), [['drop-in', 'dark'], ['own-buttons', 'dark'], ['page', 'dark'], ['sample', 'normal']], 'the document’s sample is as it is');
    await assertAccessible(page, 'dark', { exclude });
    await page.locator('#theme-button').click();
    for (const id of ['drop-in', 'own-buttons']) await frame(id).locator('html[style*="light"]').waitFor({ state: 'attached' });
    await page.locator('#scenario').selectOption('agt_test_status_429');
    for (const id of ['drop-in', 'own-buttons']) await frame(id).locator('html[style*="light"]').waitFor({ state: 'attached' });
    await page.locator('.top-link').click();
    await page.locator('#call-button:enabled').waitFor();
    assert.deepEqual(await shown(), [['page', 'light']]);
  }, open);

  test('fits every width and theme, and leads to the demo and back', async ({ page, server }) => {
    await visit(page, server);
    for (const width of [1280, 360, 320]) {
      await page.setViewportSize({ width, height: 740 });
      await assertFits(page, `at ${width} px`);
      await assertAccessible(page, `at ${width} px`, { exclude });
    }
    await page.locator('#theme-button').click();
    await assertAccessible(page, 'in the other theme', { exclude });
    await page.locator('.foot a').click();
    await page.locator('#call-button:not([disabled])').waitFor();
    await page.locator('.foot a').click();
    await page.locator('#own-buttons').waitFor();
  }, open);
}, { start: startDemo });
