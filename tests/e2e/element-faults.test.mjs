// <voisnap-call> where a page, a browser or a hurried hand does what an application's author does not think of.
import { strict as assert } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { eachBrowser, eventually, nothing } from '../support/suite.mjs';

const page = { path: '/element.html' };

eachBrowser('<voisnap-call> in trouble', ({ test, browser }) => {
  test('a language that is given, or a lang that changes, after the element is there is shown at once', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const { languages } = E.VoisnapCallElement;
      const label = () => E.part(element, 'start-button').textContent;
      const turn = () => new Promise(resolve => resources.real.setTimeout(resolve, 0));
      here.lang = 'pt';
      const element = E.script();
      const before = label();
      languages.pt = { start: 'Ligar' };
      const given = label();
      languages.nl = { start: 'Bellen' };
      here.lang = 'nl';
      await turn();
      const changed = label();
      delete languages.nl;
      const deleted = label();
      element.remove();
      await turn();
      languages.nl = { start: 'Opbellen' };
      return { before, given, changed, deleted, names: Object.keys(languages), removed: label() };
    });
    assert.deepEqual(seen, { before: 'Start call', given: 'Ligar', changed: 'Bellen', deleted: 'Start call', names: ['pt', 'nl'], removed: 'Start call' });
  }, page);

  test('texts that are undefined fall back, and an empty heading too', async ({ page }) => {
    const seen = await page.evaluate(() => {
      const element = E.script({ heading: '' }, { texts: { start: undefined, idle: 'Bereit' } });
      return ['start-button', 'status', 'heading'].map(part => E.part(element, part).textContent);
    });
    assert.deepEqual(seen, ['Start call', 'Bereit', 'Voice call']);
  }, page);

  test('a double click agrees to no consent text and starts no call behind the launcher', async ({ page }) => {
    for (const variant of ['button', 'floating']) {
      await page.evaluate(variant => {
        document.getElementById('here').replaceChildren();
        globalThis.element = E.script({ variant });
        const text = document.createElement('p');
        text.slot = 'consent';
        text.textContent = 'This call is recorded.';
        element.append(text);
      }, variant);
      const button = page.getByRole('button', { name: variant === 'button' ? 'Start call' : 'Voice call' });
      const { x, y, width, height } = await button.boundingBox();
      // Playwright's Firefox gives every click a count of 1.
      await page.mouse[browser === 'chromium' ? 'dblclick' : 'click'](x + width / 2, y + height / 2);
      assert.ok(await page.getByText('This call is recorded.').isVisible());
      // Wherever the second half lands: on what has just appeared it counts for nothing.
      const start = await page.getByRole('button', { name: 'Agree and start' }).elementHandle();
      await start.evaluate(node => node.dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true })));
      assert.deepEqual(await page.evaluate(() => [element.consented, element.voisnap.calls.length]), [false, 0], variant);
      await start.click();
      assert.deepEqual(await page.evaluate(() => [element.consented, element.voisnap.calls.length]), [true, 1], variant);
    }
  }, page);

  test('a key that is held down starts a call and does not cancel it', async ({ page }) => {
    await page.evaluate(() => { globalThis.element = E.script(); E.part(element, 'start-button').focus(); });
    await page.keyboard.down('Enter');
    await page.waitForFunction(() => element.state === 'connecting');
    const repeated = await page.evaluate(() => {
      const event = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true });
      element.shadowRoot.activeElement.dispatchEvent(event);
      return [element.shadowRoot.activeElement.part.value, event.defaultPrevented];
    });
    assert.deepEqual(repeated, ['hang-up-button', true], 'its press comes with the next keydown');
    await page.keyboard.up('Enter');
    assert.equal(await page.evaluate(() => element.state), 'connecting');
  }, page);

  test('Escape closes what is open from wherever the focus is, and is the page’s own where nothing is', async ({ page }) => {
    const escape = () => page.evaluate(() => {
      const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true });
      let arrived = false;
      addEventListener('keydown', () => { arrived = true; }, { once: true });
      (element.shadowRoot.activeElement ?? E.part(element, 'start-button')).dispatchEvent(event);
      return { arrived, prevented: event.defaultPrevented, open: element.open };
    });
    await page.evaluate(() => { globalThis.element = E.script(); E.part(element, 'start-button').focus(); });
    assert.deepEqual(await escape(), { arrived: true, prevented: false, open: false }, 'a card in a dialog of the page');
    await page.evaluate(async () => {
      element.remove();
      globalThis.element = E.script({ variant: 'button' });
      element.start();
      const call = await element.voisnap.nextCall();
      call.connect();
      call.transcript({ speaker: 'agent', text: 'Hello.' });
      element.show();
    });
    assert.equal(await page.evaluate(() => element.shadowRoot.activeElement.part.value), 'hang-up-button', 'in the bar, beside the panel');
    assert.deepEqual(await escape(), { arrived: false, prevented: true, open: false });
    assert.deepEqual(await escape(), { arrived: true, prevented: false, open: false });
  }, page);

  test('levels that cannot be measured cost the ring only, and nothing is held for them', async ({ page }) => {
    for (const broken of ['AudioContext = class { constructor() { throw new Error("hardware"); } }', 'AudioContext.prototype.createMediaStreamSource = () => { throw new Error("sample rates"); }']) {
      const seen = await page.evaluate(async broken => {
        const real = AudioContext;
        const { createMediaStreamSource } = real.prototype;
        (0, eval)(broken);
        const element = E.place();
        await element.start();
        const shown = E.part(element, 'status').textContent;
        await element.hangUp();
        globalThis.AudioContext = real;
        real.prototype.createMediaStreamSource = createMediaStreamSource;
        return shown;
      }, broken);
      assert.equal(seen, 'Connected', broken);
      await eventually(async () => isDeepStrictEqual(await page.evaluate(() => resources.live()), nothing), 'nothing is held');
    }
  }, page);

  test('a failure is announced as what it is, and not as being ready to call', async ({ page }) => {
    const heard = await page.evaluate(async () => {
      const element = E.script();
      const heard = [];
      const observer = new MutationObserver(records => heard.push(...records.flatMap(({ addedNodes }) => [...addedNodes].map(({ textContent }) => textContent))));
      observer.observe(element.shadowRoot.querySelector('[role=status]'), { childList: true });
      element.start().catch(() => {});
      (await element.voisnap.nextCall()).fail('network');
      await new Promise(resolve => resources.real.setTimeout(resolve, 0));
      return heard;
    });
    assert.deepEqual(heard, ['Connecting…', 'The connection failed. Please check your network and try again.']);
  }, page);

  test('createCall that throws, or gives no call, is a typed error that is shown', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const rows = [];
      for (const createCall of [() => { throw new TypeError('theirs'); }, () => {}, async () => {}]) {
        const element = E.place({}, { createCall });
        const error = await element.start().catch(error => error);
        const [{ reason }] = E.of(element, 'ended');
        rows.push([error instanceof E.VoisnapError, error.code, error.cause instanceof TypeError, reason, E.part(element, 'error').innerText.split('\n')[0], element.call]);
      }
      return rows;
    });
    assert.deepEqual(seen, Array(3).fill([true, 'invalid_options', true, 'invalid_options', 'The call is not set up correctly.', null]));
  }, page);

  test('an element that is in no document opens no microphone', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const element = E.place();
      element.remove();
      const removed = await element.start().catch(({ code }) => code);
      const made = await document.createElement('voisnap-call').start().catch(({ code }) => code);
      return { removed, made, call: element.call, live: resources.taken.tracks };
    });
    assert.deepEqual(seen, { removed: 'invalid_options', made: 'invalid_options', call: null, live: 0 });
  }, page);

  test('a microphone that is chosen after prepare() is the one that is opened', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const devices = [{ kind: 'audioinput', label: 'Headset', deviceId: 'headset' }];
      navigator.mediaDevices.enumerateDevices = async () => devices;
      const made = [];
      const element = E.script();
      const { createCall } = element;
      element.createCall = options => (made.push(options.audio ?? null), createCall(options));
      element.start();
      (await element.voisnap.nextCall()).connect();
      await element.hangUp();
      element.prepare().catch(() => {}); // with a script it stays pending
      const prepared = element.call;
      const [microphones] = element.shadowRoot.querySelectorAll('select');
      microphones.value = 'headset';
      microphones.dispatchEvent(new Event('change'));
      element.start().catch(() => {});
      return { made, prepared: prepared.state };
    });
    assert.deepEqual(seen, { made: [null, null, { deviceId: 'headset' }], prepared: 'ended' });
  }, page);

  test('with an output of the page’s own there is no choice of the speaker', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const kinds = ['audioinput', 'audiooutput'];
      navigator.mediaDevices.enumerateDevices = async () => kinds.map(kind => ({ kind, label: 'Headset', deviceId: 'headset' }));
      HTMLMediaElement.prototype.setSinkId ??= async () => {};
      const shown = [];
      for (const options of [undefined, { output: new Audio() }]) {
        const element = E.script({}, { options });
        element.start();
        (await element.voisnap.nextCall()).connect();
        await new Promise(resolve => resources.real.setTimeout(resolve, 0));
        E.part(element, 'devices-button').click();
        await new Promise(resolve => resources.real.setTimeout(resolve, 0));
        shown.push([...element.shadowRoot.querySelectorAll('select')].map(select => select.checkVisibility()));
      }
      return shown;
    });
    assert.deepEqual(seen, [[true, true], [true, false]]);
  }, page);

  test('a panel that is opened shows the latest line', async ({ page }) => {
    const rests = await page.evaluate(async () => {
      const rests = [];
      for (const variant of ['button', 'floating']) {
        const element = E.script({ variant });
        element.start();
        const call = await element.voisnap.nextCall();
        call.connect();
        for (let line = 0; line < 20; line++) call.transcript({ speaker: 'agent', text: `Line ${line} of a call that has gone on for a while.` });
        element.show();
        const { scrollHeight, scrollTop, clientHeight } = E.part(element, 'transcript');
        rests.push({ scrolls: scrollHeight > clientHeight, rest: Math.round(scrollHeight - scrollTop - clientHeight) });
        element.remove();
      }
      return rests;
    });
    assert.deepEqual(rests, [{ scrolls: true, rest: 0 }, { scrolls: true, rest: 0 }]);
  }, page);

  test('the page’s own style changes neither size nor letters of what is inside', async ({ page }) => {
    const seen = await page.evaluate(() => {
      const facts = () => {
        const element = E.script({ lang: 'en' });
        const { width, height } = E.part(element, 'panel').getBoundingClientRect();
        const { fontSize, letterSpacing, textTransform, whiteSpace, lineHeight } = getComputedStyle(E.part(element, 'start-button'));
        element.remove();
        return { width, height, fontSize, letterSpacing, textTransform, whiteSpace, lineHeight };
      };
      const plain = facts();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`html { font-size: 62.5% } * { font-size: 40px !important; letter-spacing: 9px; text-transform: uppercase; white-space: nowrap; line-height: 3; text-indent: 2em }
        button { padding: 3em !important } svg { width: 9em }`);
      document.adoptedStyleSheets = [sheet];
      const hostile = facts();
      sheet.replaceSync('voisnap-call { visibility: hidden }');
      const hidden = E.script();
      return { plain, hostile, visibility: getComputedStyle(E.part(hidden, 'start-button')).visibility };
    });
    assert.deepEqual(seen.hostile, seen.plain);
    assert.equal(seen.plain.fontSize, '16px');
    assert.equal(seen.visibility, 'hidden');
  }, page);

  test('a variant that is taken back is a card', async ({ page }) => {
    const seen = await page.evaluate(() => {
      const element = E.script({ variant: 'floating' });
      element.variant = undefined;
      return [element.variant, element.hasAttribute('variant')];
    });
    assert.deepEqual(seen, ['card', false]);
  }, page);
});
