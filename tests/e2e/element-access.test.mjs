// <voisnap-call> for everybody: axe-core in each state and variant, the keyboard alone, what a screen reader is given, small screens, right to left.
import { strict as assert } from 'node:assert';
import { assertAccessible, assertFits, open } from '../support/page.mjs';
import { eachBrowser } from '../support/suite.mjs';

const page = { ...open, path: '/element.html' };

/** How a scripted call comes into each state, as source of the page; `element` and its `call` are there. */
const STATES = {
  idle: '',
  consent: 'const text = document.createElement("p"); text.slot = "consent"; text.textContent = "This call is recorded."; element.append(text);',
  connecting: 'element.start().catch(() => {});',
  connected: 'const call = await start(); say(call);',
  muted: 'element.muted = true; const call = await start(); say(call);',
  keypad: 'const call = await start(); say(call); element.open = true; E.part(element, "keypad-button").click();',
  reconnecting: 'const call = await start(); say(call); call.loseMedia();',
  'the hub lost': 'const call = await start(); say(call); call.loseHub();',
  'the sound blocked': 'const call = await start(); call.blockAudio();',
  trouble: 'const call = await start(); say(call); call.trouble({ code: "agent_error" });',
  failed: 'element.start().catch(() => {}); (await element.voisnap.nextCall()).fail({ code: "rate_limited", retryAfterMs: 60000 }); E.part(element, "details").open = true;',
  ended: 'const call = await start(); say(call); call.elapse(65000); call.end();',
};

/** Places a scripted element in `state`. */
const bring = (page, state, attributes = {}) =>
  page.evaluate(
    async ({ source, attributes }) => {
      document.getElementById('here').replaceChildren();
      const element = (globalThis.element = E.script(attributes));
      const start = async () => {
        element.start();
        const call = (globalThis.call = await element.voisnap.nextCall());
        call.connect();
        return call;
      };
      const say = call => {
        call.transcript({ speaker: 'agent', text: 'Hello. How can I help?' });
        call.transcript({ speaker: 'user', text: 'I would like to move my appointment to Tuesday.' });
      };
      await new Function('element', 'start', 'say', `return (async () => { ${source} })()`)(element, start, say);
    },
    { source: STATES[state], attributes },
  );

const focused = page => page.evaluate(() => element.shadowRoot.activeElement?.getAttribute('part')?.split(' ')[0]);

/** Presses `key` until the focus is at `part`. */
const reach = async (page, part, key) => {
  for (let press = 0; press < 8; press++) {
    await page.keyboard.press(key);
    if ((await focused(page)) === part) return;
  }
  assert.fail(`${key} does not lead to ${part}`);
};

/** Those that show what is different there. */
const IN_A_PANEL = ['consent', 'connected', 'keypad', 'reconnecting', 'failed', 'ended'];

eachBrowser('<voisnap-call> for everybody', ({ test }) => {
  for (const variant of ['card', 'button', 'floating']) {
    test(`${variant}: axe-core finds nothing in its states, in light and in dark, and nothing leaves a screen of 320 px`, async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      for (const [index, state] of (variant === 'card' ? Object.keys(STATES) : IN_A_PANEL).entries()) {
        await page.evaluate(scheme => { document.documentElement.style.colorScheme = scheme; }, index % 2 ? 'dark' : 'light');
        await page.evaluate(rtl => { document.documentElement.dir = rtl ? 'rtl' : 'ltr'; }, index % 3 === 2);
        await bring(page, state, { variant, ...(variant !== 'card' && { open: '' }) });
        await assertAccessible(page, `${variant}, ${state}`);
        await assertFits(page, `${variant}, ${state}`);
      }
    }, page);
  }

  test('card: the keyboard alone starts, mutes, sends digits and hangs up', async ({ page }) => {
    await bring(page, 'idle');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'start-button');
    await page.keyboard.press('Enter');
    await page.evaluate(async () => { (globalThis.call = await element.voisnap.nextCall()).connect(); call.transcript({ speaker: 'agent', text: 'Hello.' }); });
    assert.equal(await focused(page), 'hang-up-button', 'the focus goes to what took its place');
    await reach(page, 'keypad-button', 'Shift+Tab');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'keypad-key');
    for (const key of ['5', 'ArrowRight', 'Enter', 'ArrowDown', ' ', '#', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => call.digits), '569##');
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'keypad-button');
    assert.equal(await page.evaluate(() => call.state), 'connected', 'Escape ends nothing');
    await reach(page, 'mute-button', 'Shift+Tab');
    await page.keyboard.press(' ');
    assert.ok(await page.evaluate(() => call.muted));
    await reach(page, 'transcript', 'Shift+Tab'); // to scroll it
    await reach(page, 'hang-up-button', 'Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => element.state === 'ended');
    assert.equal(await focused(page), 'start-button');
  }, page);

  test('floating: opening moves the focus in, Escape closes and moves it back, and the call goes on', async ({ page }) => {
    await bring(page, 'connected', { variant: 'floating', heading: 'Northwind' });
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'launcher');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'hang-up-button');
    assert.ok(await page.getByRole('dialog', { name: 'Northwind' }).isVisible());
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'launcher');
    assert.deepEqual(await page.evaluate(() => [element.open, element.state]), [false, 'connected']);
    await page.evaluate(() => call.fail('connection_lost'));
    assert.equal(await page.evaluate(() => element.open), true, 'what ended the call is shown');
  }, page);

  test('a consent text is agreed to before the first call, by the button only', async ({ page }) => {
    for (const variant of ['card', 'button', 'floating']) {
      await bring(page, 'consent', { variant });
      const refused = await page.evaluate(() => element.start().catch(({ code }) => code));
      assert.equal(refused, 'invalid_options');
      await page.evaluate(() => element.close());
      if (variant === 'button') await page.getByRole('button', { name: 'Start call' }).click();
      if (variant === 'floating') await page.getByRole('button', { name: 'Voice call' }).click();
      assert.ok(await page.getByText('This call is recorded.').isVisible());
      assert.equal(await page.evaluate(() => element.voisnap.calls.length), 0);
      await page.getByRole('button', { name: 'Agree and start' }).click();
      await page.evaluate(async () => (await element.voisnap.nextCall()).connect());
      const after = await page.evaluate(() => [element.consented, E.of(element, 'consent').length, element.state]);
      assert.deepEqual(after, [true, 1, 'connected'], variant);
    }
  }, page);

  test('a screen reader is given each state and each line of the agent once', async ({ page }) => {
    await bring(page, 'idle');
    const heard = await page.evaluate(async () => {
      const heard = [];
      const live = [...element.shadowRoot.querySelectorAll('[role=status], [role=log]')];
      const quiet = live.map(({ textContent }) => textContent);
      const observer = new MutationObserver(records => heard.push(...records.flatMap(({ addedNodes }) => [...addedNodes].map(({ textContent }) => textContent))));
      for (const region of live) observer.observe(region, { childList: true, characterData: true, subtree: true });
      const turn = () => new Promise(resolve => resources.real.setTimeout(resolve, 0));
      element.start();
      const call = await element.voisnap.nextCall();
      call.connect();
      for (const step of [
        () => call.transcript({ speaker: 'agent', text: 'Hel', final: false }),
        () => call.transcript({ speaker: 'agent', text: 'Hello.', final: true, id: 'line-1' }),
        () => call.transcript({ speaker: 'agent', text: 'Hello.', final: true, id: 'line-1' }),
        () => call.transcript({ speaker: 'user', text: 'Good morning.' }),
        () => element.mute(), () => element.unmute(), () => call.loseMedia(), () => call.restoreMedia(), () => call.elapse(5000), () => call.end(),
      ]) {
        step();
        await turn();
      }
      return { quiet, heard };
    });
    assert.deepEqual(heard.quiet, ['', ''], 'nothing has happened');
    assert.deepEqual(heard.heard, [
      'Connecting…', 'Connected', 'Agent: Hello.', 'You are muted', 'Connected', 'The connection was lost and is being restored.', 'Connected', 'Call ended',
    ]);
  }, page);

  test('texts come from the page, its language and the nearest lang', async ({ page }) => {
    const seen = await page.evaluate(() => {
      const { VoisnapCallElement } = E;
      VoisnapCallElement.languages.de = { start: 'Anrufen', heading: 'Sprachanruf' };
      const label = element => E.part(element, 'start-button').textContent;
      const here = document.getElementById('here');
      here.lang = 'de-AT';
      const inherited = label(E.script());
      const own = E.script({ lang: 'en' });
      const english = label(own);
      own.lang = 'de';
      const changed = label(own);
      own.texts = { start: 'Los' };
      return { inherited, english, changed, given: label(own), heading: E.part(own, 'heading').textContent };
    });
    assert.deepEqual(seen, { inherited: 'Anrufen', english: 'Start call', changed: 'Anrufen', given: 'Los', heading: 'Sprachanruf' });
  }, page);
});
