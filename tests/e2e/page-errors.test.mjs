// The demo page when a call fails: what the person reads, what a developer finds, and what is left of the call before.
import { strict as assert } from 'node:assert';
import { assertAccessible, assertOnScreen, call, choose, open, says, showed, startDemo, state, talking, text, visitDemo } from '../support/page.mjs';
import { eachBrowser } from '../support/suite.mjs';

const failed = page => page.locator('#error').waitFor();

/** The second of two calls, once a first one has been through. */
async function afterACall(page) {
  await call(page);
  await state(page, 'connected');
  await talking(page);
  await call(page);
  await state(page, 'ended');
}

eachBrowser('the demo page when a call fails', ({ test }) => {
  test('heads an error by its kind, with what the person can do, and keeps the rest behind Details', async ({ page, server }) => {
    await visitDemo(page, server);
    const headlines = new Set();
    for (const [scenario, number, code, status] of [['status_429', 401, 'unauthorized', 401], ['status_429', 500, 'server_error', 500], ['no_agent', undefined, 'agent_ended']]) {
      await choose(page, scenario, number);
      await call(page);
      await page.locator(`#error[data-code="${code}"]`).waitFor();
      headlines.add(await text(page, '#status'));
      assert.match(await text(page, '#substatus'), /^Please .*\.$/, `${code}: what to do`);
      assert.equal(await page.locator('#error-hint').isVisible(), false, 'the hint is for developers');
      await page.locator('#error summary').click();
      assert.equal(await text(page, '[data-fact="Code"]'), code);
      if (status) assert.equal(await text(page, '[data-fact="Status"]'), String(status));
      assert.match(await text(page, '#error-message'), /\w{3,}/);
      assert.match(await text(page, '#error-hint'), /\w{3,}/);
      await assertAccessible(page, `with ${code}`);
    }
    assert.equal(headlines.size, 3, `each kind has its own headline: ${[...headlines]}`);
  }, open);

  test('counts down after a 429 before it tries again', async ({ page, server }) => {
    await visitDemo(page, server);
    await choose(page, 'retry_date_5', 3600);
    await call(page);
    await failed(page);
    assert.equal(await text(page, '#call-label'), 'Try again');
    assert.match(await text(page, '#call-wait'), /^in (60:00|59:\d\d)$/);
    await page.locator('#call-button').press('Enter');
    assert.equal(await page.locator('body').getAttribute('data-state'), 'ended', 'a press is refused while it counts');
    await assertAccessible(page, 'while it counts down');
    await choose(page, 'status_429', 429);
    assert.equal(await page.locator('#call-wait').isVisible(), false, 'another scenario need not wait');
    await call(page);
    await showed(page, 'call-wait', /in [12] s/);
    await page.locator('#call-wait').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('#call-button').getAttribute('aria-disabled'), null);
    await call(page);
    await showed(page, 'call-wait', /in [12] s/);            // refused again
  }, open);

  test('forgets the set-up of the call before', async ({ page, server }) => {
    await visitDemo(page, server);
    await afterACall(page);
    assert.match(await text(page, '#setup-total'), /through in \d+ ms/);
    await choose(page, 'status_429', 500);
    await call(page);
    await failed(page);
    assert.equal(await text(page, '#setup-total'), '');
    assert.equal(await page.locator('#stages li[data-status="failed"]').getAttribute('data-stage'), 'session');
    for (const stage of ['hub', 'offer', 'answer', 'media', 'agent_audio'])
      assert.equal(await text(page, `[data-stage="${stage}"] .stage-ms`), '–', stage);
    assert.equal(await text(page, '#detail-session'), '–', 'the session was the other call’s');
  }, open);

  test('shows the session as soon as there is one, and keeps it readable and ready to be copied', async ({ page, server }) => {
    await page.addInitScript(() => navigator.clipboard && Object.defineProperty(navigator.clipboard, 'writeText', { value: async copied => { globalThis.copied = copied; } }));
    await visitDemo(page, server);
    await choose(page, 'no_answer');
    await call(page);
    await says(page, '#detail-session', /^wrtc_/);
    assert.equal(await page.locator('body').getAttribute('data-state'), 'connecting', 'long before the call is up');
    await call(page);
    await state(page, 'ended');
    await choose(page, 'throw_offer');
    await call(page);
    await failed(page);
    const session = await text(page, '#detail-session');
    assert.match(session, /^wrtc_/);
    for (const [fact, wanted] of [['state', 'ended'], ['session', session]]) {
      assert.equal(await text(page, `#detail-${fact}`), wanted);
      const covered = await page.locator(`#detail-${fact}`).evaluate(element => {
        element.scrollIntoView({ block: 'center' });
        const { x, y, height } = element.getBoundingClientRect();
        return document.elementFromPoint(x + 2, y + height / 2) !== element;
      });
      assert.equal(covered, false, `${fact} can be read while the error shows`);
    }
    await page.locator('#support-button').click();
    await showed(page, 'support-button', /Copied/);
    const copied = await page.evaluate(() => globalThis.copied);
    for (const line of [`session: ${session}`, 'state: ended', `code: ${await page.locator('#error').getAttribute('data-code')}`]) assert.ok(copied.includes(line), line);
  }, open);

  test('brings what failed onto the smallest screen, and takes the focus along', async ({ page, server }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await visitDemo(page, server);
    await choose(page, 'status_429', 500);
    await call(page);
    await failed(page);
    await assertOnScreen(page, ['#status', '#substatus', '#call-button', '#error summary'], 'with an error');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'call-button');
    await page.locator('#error summary').click();
    await page.locator('#error-facts').waitFor();
    const sticking = await page.evaluate(() => {
      const card = document.getElementById('error').getBoundingClientRect();
      return [...document.querySelectorAll('#error *')].filter(part => part.getClientRects().length && (part.getBoundingClientRect().right > card.right || part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow === 'hidden')).map(part => part.id || part.tagName);
    });
    assert.deepEqual(sticking, [], 'everything in the card is inside it and whole');
    await assertAccessible(page, 'at 320 px with the details of an error');
  }, open);
}, { start: startDemo });

eachBrowser('the demo page without the microphone', ({ test }) => {
  test('heads a denied microphone as what it is', async ({ page, server }) => {
    await visitDemo(page, server);
    await call(page);
    await page.locator('#error[data-code="microphone_denied"]').waitFor();
    assert.match(await text(page, '#status'), /microphone is not allowed/);
    assert.match(await text(page, '#substatus'), /address bar/);
    assert.equal(await page.locator('#stages li[data-status="failed"]').getAttribute('data-stage'), 'microphone');
    await assertAccessible(page, 'with a denied microphone');
  }, open);
}, { start: startDemo, launch: { permission: 'denied' } });
