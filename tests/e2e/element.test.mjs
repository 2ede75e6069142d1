// <voisnap-call> as a page uses it: its token route, its buttons, its events, its keyboard.
import { strict as assert } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { eachBrowser, eventually, nothing } from '../support/suite.mjs';
import { startTokenRoute } from '../support/token-route.mjs';

/** What the call held is given back. An AudioContext closes in its own time. */
const holdsNothing = page => eventually(async () => isDeepStrictEqual(await page.evaluate(() => resources.live()), nothing), 'nothing is held');

const page = { path: '/element.html' };

eachBrowser('<voisnap-call>', ({ test, at }) => {
  /** A token route for one test. */
  const withRoute = body => async given => {
    const route = await startTokenRoute(() => at.server.token());
    try {
      await body({ ...given, route });
    } finally {
      await route.stop();
    }
  };

  test('places a call with a token route that responds with text, shows it, and hangs up', withRoute(async ({ page, route, server }) => {
    await page.evaluate(url => { globalThis.element = E.place({ 'token-url': url }); }, `${route.origin}/text`);
    await page.getByRole('button', { name: 'Start call' }).click();
    await page.locator('voisnap-call [part=transcript] li').first().waitFor();
    assert.equal(await page.locator('voisnap-call [part=status]').textContent(), 'Connected');
    assert.match(await page.locator('voisnap-call [part=duration]').textContent(), /^0:\d\d$/);
    const seen = await page.evaluate(async () => {
      const { state, call } = element;
      await E.until(element, 'transcript', ({ final, speaker }) => final && speaker === 'agent');
      E.part(element, 'hang-up-button').click();
      await E.until(element, 'ended');
      return {
        state, sessionId: call.sessionId, names: element.seen.map(({ name }) => name), bubbles: element.seen.some(({ bubbles }) => bubbles),
        states: E.of(element, 'statechange'), ended: E.of(element, 'ended'), shown: E.part(element, 'status').textContent,
      };
    });
    assert.equal(seen.state, 'connected');
    assert.deepEqual(seen.states, [
      { state: 'connecting', previous: 'idle' }, { state: 'connected', previous: 'connecting' }, { state: 'ended', previous: 'connected' },
    ]);
    const [{ reason, by, durationMs, error }] = seen.ended;
    assert.deepEqual({ reason, by, error }, { reason: 'user_ended', by: 'user', error: undefined });
    assert.ok(durationMs > 0);
    assert.equal(seen.names.at(-1), 'ended', 'nothing follows');
    assert.equal(seen.bubbles, false, 'an error that bubbled would look like one of a script');
    assert.equal(seen.shown, 'Call ended');
    await holdsNothing(page);
    assert.ok(route.requests.length > 0 && route.requests.every(({ method, url }) => method === 'GET' && url === '/text'));
    const session = await server.session(seen.sessionId);
    assert.equal(session.log.find(({ what }) => what === 'EndSessionAsync').detail, 'user_ended');
  }), page);
});
