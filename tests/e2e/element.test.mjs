// <voisnap-call> with real calls: its token route, its events, its errors, mute.
import { strict as assert } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { eachBrowser, endedSession, eventually, nothing } from '../support/suite.mjs';
import { startTokenRoute } from '../support/token-route.mjs';

const page = { path: '/element.html' };
const status = 'voisnap-call [part=status]';

/** What the call held is given back. An AudioContext closes in its own time. */
const holdsNothing = page => eventually(async () => isDeepStrictEqual(await page.evaluate(() => resources.live()), nothing), 'nothing is held');

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
    assert.equal(await page.locator(status).textContent(), 'Connected');
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
    for (const name of ['progress', 'started', 'transcript', 'track', 'signalingchange']) assert.ok(seen.names.includes(name), name);
    const [{ reason, by, durationMs, error }] = seen.ended;
    assert.deepEqual({ reason, by, error }, { reason: 'user_ended', by: 'user', error: undefined });
    assert.ok(durationMs > 0);
    assert.equal(seen.names.at(-1), 'ended', 'nothing follows');
    assert.equal(seen.bubbles, false, 'an error that bubbled would look like one of a script');
    assert.equal(seen.shown, 'Call ended');
    await holdsNothing(page);
    assert.ok(route.requests.length > 0 && route.requests.every(({ method, url }) => method === 'GET' && url === '/text'));
    const session = await endedSession(server, seen.sessionId);
    assert.equal(session.log.find(({ what }) => what === 'EndSessionAsync').detail, 'user_ended');
  }), page);

  test('takes the token from JSON, sends the page’s cookies, and calls again with mute kept', withRoute(async ({ page, route }) => {
    await page.context().addCookies([{ name: 'session', value: 'of-the-page', url: route.origin, sameSite: 'Lax' }]);
    const seen = await page.evaluate(async origin => {
      const element = E.place({ 'token-url': `${origin}/json/accessToken`, muted: '' });
      const track = () => element.call.localStream.getAudioTracks()[0].enabled;
      await element.start();
      const first = track();
      await element.hangUp();
      element.tokenUrl = `${origin}/json/token`;
      await element.start();
      const second = { enabled: track(), shown: E.part(element, 'status').textContent, calls: E.of(element, 'ended').length };
      E.part(element, 'mute-button').click();
      const open = { enabled: track(), muted: element.muted, changes: E.of(element, 'mutechange') };
      await element.hangUp();
      element.mute();
      return { first, second, open, after: { muted: element.hasAttribute('muted'), changes: E.of(element, 'mutechange') } };
    }, route.origin);
    assert.deepEqual(seen, {
      first: false,
      second: { enabled: false, shown: 'You are muted', calls: 1 },
      open: { enabled: true, muted: false, changes: [{ muted: false }] },
      after: { muted: true, changes: [{ muted: false }, { muted: true }] },
    });
    assert.ok(route.requests.every(({ cookie }) => cookie === 'session=of-the-page'));
  }), page);

  test('shows a refused token route as token_failed, with its status as the cause', withRoute(async ({ page, route }) => {
    const seen = await page.evaluate(async origin => {
      const rows = [];
      let details;
      const element = E.place({ 'token-url': 'x' });
      for (const path of ['/status/401', '/html', '/json/other']) {
        element.tokenUrl = origin + path;
        const thrown = await element.start().catch(error => error);
        rows.push([path, thrown.code, thrown.cause?.status, /eyJ|Sign in/.test(`${thrown.cause}`), E.part(element, 'error').innerText]);
        if (path === '/status/401') details = [...E.part(element, 'details').children].map(({ textContent }) => textContent).slice(1).join(' ');
      }
      return { rows, details, label: E.part(element, 'start-button').textContent, ended: E.of(element, 'ended').map(({ reason, by }) => [reason, by]) };
    }, route.origin);
    assert.deepEqual(seen.rows.map(row => row.slice(0, 4)), [
      ['/status/401', 'token_failed', 401, false], ['/html', 'token_failed', 200, false], ['/json/other', 'token_failed', 200, false],
    ]);
    for (const [, , , , text] of seen.rows) assert.match(text, /^You could not be signed in/);
    assert.match(seen.details, /^token_failed.*status 401/s, 'which status is behind Details');
    assert.equal(seen.label, 'Try again');
    assert.deepEqual(seen.ended, Array(3).fill(['token_failed', 'error']));
  }), page);

  test('counts down before another attempt, and shows code and hint behind Details', async ({ page }) => {
    await page.evaluate(() => { globalThis.element = E.place({ 'agent-id': 'agt_test_retry_date_3600' }); });
    await page.getByRole('button', { name: 'Start call' }).click();
    const waiting = page.getByRole('button', { name: /^Try again in (60:00|59:\d\d)$/ });
    await waiting.waitFor();
    assert.equal(await waiting.getAttribute('aria-disabled'), 'true');
    const pressed = await page.evaluate(() => { E.part(element, 'start-button').click(); return [element.state, E.of(element, 'ended').length]; });
    assert.deepEqual(pressed, ['ended', 1], 'a press while it counts does nothing');
    assert.equal(await page.getByText('rate_limited').isVisible(), false, 'the user reads a sentence first');
    await page.getByText('Details').click();
    assert.ok(await page.getByText('rate_limited').isVisible());
    assert.ok(await page.getByText('Wait as long as the error says').isVisible());
    await page.evaluate(() => { element.remove(); globalThis.element = E.place({ 'agent-id': 'agt_test_status_429' }); });
    await page.getByRole('button', { name: 'Start call' }).click();
    await page.waitForFunction(() => E.of(element, 'ended').length === 1);
    await page.getByRole('button', { name: 'Try again', exact: true }).click(); // two seconds later
    await page.waitForFunction(() => E.of(element, 'ended').length === 2);
  }, page);

  test('shows unsupported_browser where there is no WebRTC, and is no dead button', async ({ page }) => {
    await page.getByRole('button', { name: 'Start call' }).click();
    await page.locator('voisnap-call [part=error]', { hasText: 'This browser cannot place calls' }).waitFor();
    assert.equal(await page.evaluate(() => E.of(element, 'ended')[0].error.code), 'unsupported_browser');
    assert.ok(await page.getByRole('button', { name: 'Call again' }).isVisible());
  }, { path: '/element.html', init: { content: 'delete globalThis.RTCPeerConnection; addEventListener("load", () => { globalThis.element = E.place(); });' } });

  test('shows what makes no call possible: options that are wrong', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const element = E.place({}, { accessToken: undefined });
      const thrown = await element.start().catch(error => error);
      const [{ reason, by, error }] = E.of(element, 'ended');
      element.accessToken = 'jwt';
      element.agentId = null;
      const second = await element.start().catch(error => error);
      return { code: thrown.code, same: thrown === error, reason, by, call: element.call, state: element.state, hints: [thrown.hint, second.hint], shown: E.part(element, 'error').innerText };
    });
    const { hints, shown, ...rest } = seen;
    assert.deepEqual(rest, { code: 'invalid_options', same: true, reason: 'invalid_options', by: 'error', call: null, state: 'idle' });
    assert.match(hints[0], /token-url/);
    assert.match(hints[1], /agent-id/);
    assert.match(shown, /^The call is not set up correctly/);
  }, page);

  test('two on a page hold a call each, and a double click starts one', async ({ page, server }) => {
    await page.evaluate(() => { globalThis.two = [E.place(), E.place({}, {}, document.getElementById('there'))]; });
    const seen = await page.evaluate(async () => {
      // A double click: its second half is on the button that takes the first one's place.
      E.part(two[0], 'start-button').click();
      E.part(two[0], 'hang-up-button').click();
      await two[1].start();
      await E.until(two[0], 'statechange', ({ state }) => state === 'connected');
      const ids = two.map(({ call }) => call.sessionId);
      two[0].remove();
      await E.until(two[0], 'ended');
      const states = two.map(({ state }) => state);
      await two[1].hangUp();
      return { ids, states, ended: two.map(element => E.of(element, 'ended')[0].reason) };
    });
    assert.equal(new Set(seen.ids).size, 2);
    assert.deepEqual(seen.states, ['idle', 'connected']);
    assert.deepEqual(seen.ended, ['element_removed', 'user_ended']);
    assert.equal((await server.sessions()).filter(({ id }) => seen.ids.includes(id)).length, 2);
    await holdsNothing(page);
  }, page);

  test('offers microphone and speaker once they have names, and uses the choice in the next call', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const element = E.place();
      const before = E.shows(element, 'devices-button');
      await element.start();
      await new Promise(resolve => { const look = () => E.shows(element, 'devices-button') ? resolve() : requestAnimationFrame(look); look(); });
      E.part(element, 'devices-button').click();
      const [microphones] = element.shadowRoot.querySelectorAll('select');
      microphones.selectedIndex = 1;
      microphones.dispatchEvent(new Event('change'));
      const note = element.shadowRoot.querySelector('.note');
      await new Promise(resolve => { const look = () => note.checkVisibility() ? resolve() : requestAnimationFrame(look); look(); });
      await element.hangUp();
      const asked = [];
      const { getUserMedia } = resources;
      resources.getUserMedia = constraints => { asked.push(constraints.audio.deviceId); return getUserMedia(constraints); };
      await element.start();
      await element.hangUp();
      return { before, names: microphones.length, chosen: microphones.value, asked };
    });
    assert.equal(seen.before, false);
    assert.ok(seen.names > 1);
    assert.deepEqual(seen.asked, [seen.chosen]);
  }, page);
});
