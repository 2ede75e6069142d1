// <voisnap-call> in the hands of the page: moved, cloned, adopted and removed in each state; upgraded late; prepared.
import { strict as assert } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { eachBrowser, eventually, nothing } from '../support/suite.mjs';

const page = { path: '/element.html' };

const holdsNothing = page => eventually(async () => isDeepStrictEqual(await page.evaluate(() => resources.live()), nothing), 'nothing is held');

/** How an element comes into each state, as source of the page, and what its call is then. */
const STATES = {
  idle: { state: 'idle', bring: 'E.place()' },
  connecting: { state: 'connecting', bring: '((element) => (element.start().catch(() => {}), element))(E.place({ "agent-id": "agt_test_hang" }))' },
  'the prompt open': {
    state: 'connecting',
    bring: `(() => {
      const { getUserMedia } = resources;
      resources.getUserMedia = constraints => new Promise(resolve => { globalThis.answerPrompt = () => resolve(getUserMedia(constraints)); });
      const element = E.place();
      element.start().catch(() => {});
      return element;
    })()`,
  },
  connected: { state: 'connected', bring: '(async element => (await element.start(), element))(E.place())' },
  ended: { state: 'ended', bring: '(async element => (await element.start(), await element.hangUp(), element))(E.place())' },
};

eachBrowser('<voisnap-call> in the document', ({ test }) => {
  for (const [name, { state, bring }] of Object.entries(STATES)) {
    test(`${name}: moving keeps the call, a clone has none, removing ends it`, async ({ page }) => {
      const seen = await page.evaluate(async bring => {
        const element = globalThis.element = await (0, eval)(bring);
        const [here, there] = ['here', 'there'].map(id => document.getElementById(id));
        const { call, state } = element;
        const turn = () => new Promise(resolve => resources.real.setTimeout(resolve, 0));
        const moves = {
          appendChild: () => there.appendChild(element),
          insertBefore: () => here.insertBefore(element, here.firstChild),
          replaceChildren: () => there.replaceChildren(element),
          ...('moveBefore' in here && { moveBefore: () => here.moveBefore(element, null) }),
        };
        const kept = [];
        const note = how => kept.push([how, element.call === call && element.state === state && E.of(element, 'ended').length === (state === 'ended' ? 1 : 0)]);
        for (const [how, move] of Object.entries(moves)) {
          move();
          await turn();
          note(how);
        }
        const frame = document.createElement('iframe');
        document.body.append(frame);
        frame.contentDocument.body.append(element);
        await turn();
        note('adopted');
        const styled = frame.contentWindow.getComputedStyle(E.part(element, 'panel')).display;
        here.append(element);
        await turn();
        note('adopted back');
        frame.remove();

        const clone = element.cloneNode(true);
        there.append(clone);
        const cloned = { call: clone.call, state: clone.state, agentId: clone.agentId, label: E.part(clone, 'start-button').textContent };
        clone.remove();

        element.remove();
        globalThis.answerPrompt?.();
        if (call && state !== 'ended') await E.until(element, 'ended');
        await turn();
        return { state, kept, styled, cloned, after: { call: element.call, state: element.state }, reasons: E.of(element, 'ended').map(({ reason }) => reason) };
      }, bring);
      assert.equal(seen.state, state);
      assert.deepEqual(seen.kept.filter(([, ok]) => !ok), []);
      assert.equal(seen.styled, 'flex', 'the sheet belongs to the new document');
      assert.deepEqual({ ...seen.cloned, agentId: /^agt_/.test(seen.cloned.agentId) }, { call: null, state: 'idle', agentId: true, label: 'Start call' });
      assert.deepEqual(seen.after, { call: null, state: 'idle' });
      assert.deepEqual(seen.reasons, { idle: [], ended: ['user_ended'] }[state] ?? ['element_removed']);
      await holdsNothing(page);
    }, page);
  }

  test('placed again after it was removed, it calls again', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const element = E.place();
      await element.start();
      element.remove();
      await E.until(element, 'ended');
      document.getElementById('there').append(element);
      const shown = E.part(element, 'status').textContent;
      await element.start();
      const { state } = element;
      await element.hangUp();
      return { shown, state, lines: element.shadowRoot.querySelectorAll('li').length };
    });
    assert.deepEqual({ shown: seen.shown, state: seen.state }, { shown: 'Ready to call', state: 'connected' });
    await holdsNothing(page);
  }, page);

  test('prepare() is used by start(), and dropped with what it was made for', async ({ page, server }) => {
    const seen = await page.evaluate(async () => {
      const element = E.place();
      await element.prepare();
      const first = element.call;
      element.metadata = { plan: 'gold' };
      const dropped = element.call;
      await element.prepare();
      const second = element.call;
      const info = await element.start();
      const same = element.call === second;
      await element.hangUp();
      return { first: first.state, dropped, same, sessionId: info.sessionId, ended: E.of(element, 'ended').length };
    });
    assert.deepEqual({ ...seen, sessionId: '' }, { first: 'ended', dropped: null, same: true, sessionId: '', ended: 1 });
    assert.ok(await server.session(seen.sessionId));
    await holdsNothing(page);
  }, page);

  test('what was set before the upgrade counts', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const element = document.getElementById('early');
      const before = element.matches(':defined');
      const { VoisnapCallElement } = await import('/pkg/element.js');
      E.record(element);
      await element.start();
      const { state } = element;
      const own = Object.keys(element).filter(name => name !== 'seen');
      await element.hangUp();
      return { before, is: element instanceof VoisnapCallElement, state, own, heading: E.part(element, 'heading').textContent, attribute: element.getAttribute('heading') };
    });
    assert.deepEqual(seen, { before: true, is: true, state: 'connected', own: [], heading: 'Early', attribute: 'Early' });
  }, {
    path: '/element.html',
    // Module scripts run after the document is parsed: by then the element stands there, undefined, with its properties.
    init: {
      content: `new MutationObserver((_, observer) => {
        const here = document.getElementById('there');
        if (!here) return;
        observer.disconnect();
        const early = document.createElement('voisnap-call');
        Object.assign(early, { agentId: 'agt_e2e', baseUrl: config.base, accessToken: config.token, heading: 'Early' });
        early.id = 'early';
        here.append(early);
      }).observe(document, { childList: true, subtree: true });`,
    },
  });

  test('preloads when it is about to be seen, hovered or focused, and not before', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const calls = [];
      const { preload } = E.VoiceCall;
      E.VoiceCall.preload = async () => void calls.push('preload');
      const far = document.createElement('div');
      far.style.marginTop = '4000px';
      document.body.append(far);
      const frames = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resources.real.setTimeout(resolve, 50))));
      const hidden = E.place({}, {}, far);
      await frames();
      const unseen = calls.length;
      hidden.dispatchEvent(new PointerEvent('pointerenter'));
      hidden.dispatchEvent(new PointerEvent('pointerenter'));
      const hovered = calls.length;
      const focused = E.place({}, {}, far);
      E.part(focused, 'start-button').focus({ preventScroll: true });
      const afterFocus = calls.length;
      E.place();
      await frames();
      const visible = calls.length;
      E.place({}, { createCall: options => new E.VoiceCall(options) });
      await frames();
      E.VoiceCall.preload = preload;
      return { unseen, hovered, afterFocus, visible, own: calls.length };
    });
    assert.deepEqual(seen, { unseen: 0, hovered: 1, afterFocus: 2, visible: 3, own: 3 });
  }, page);
});
