// The network fails under a call: a lost hub does not end a call whose audio flows, a lost agent does, within its limit.
import { strict as assert } from 'node:assert';
import { proxy } from '../support/proxy.mjs';
import { hasReferenceHub } from '../support/paths.mjs';
import { eachBrowser, endedSession, nothing } from '../support/suite.mjs';
import { startReferenceHub } from '../support/voisnap.mjs';

const page = { path: '/endings.html' };

/** Places a call through a proxy that the test can cut. */
async function throughProxy({ page, server }, body) {
  const line = await proxy(server.base);
  try {
    await page.evaluate(async baseUrl => {
      globalThis.call = T.call({ baseUrl });
      globalThis.info = await call.start();
      await T.until(call, 'progress', ({ stage }) => stage === 'agent_audio');
    }, line.base);
    await body(line);
  } finally {
    await line.stop();
  }
}

const flows = page => page.evaluate(async () => {
  const before = await T.audio(call);
  await T.eventually(async () => { const now = await T.audio(call); return now.received > before.received + 50 && now.sent > before.sent + 50; }, 'a second of audio in each direction');
});

function lostHub({ test }) {
  test('a hub that is lost and found again', async ({ page, server }) => {
    await throughProxy({ page, server }, async line => {
      const { sessionId } = await page.evaluate(() => info);
      line.cut();
      await page.evaluate(() => T.until(call, 'signalingchange', ({ previous }) => previous === 'connected'));
      await flows(page);
      await page.evaluate(() => T.eventually(() => call.signaling === 'connected', 'the hub is found again'));
      const during = await page.evaluate(() => ({ state: call.state, states: call.seen.filter(({ event }) => event === 'statechange').map(({ detail }) => detail.state) }));
      assert.equal(during.state, 'connected');
      assert.deepEqual(during.states, ['connecting', 'connected'], 'the call itself never left connected');
      await page.evaluate(() => call.hangUp());
      const took = await page.evaluate(() => T.finish(call));
      assert.deepEqual([took.atEnd, took.later], [nothing, nothing]);
      const { connections, log } = await endedSession(server, sessionId);
      assert.ok(connections >= 2, 'the same session, found again');
      assert.equal(log.filter(({ what }) => what === 'EndSessionAsync').length, 1);
    });
  }, page);

  test('a hub that stays away while audio flows', async ({ page, server }) => {
    await throughProxy({ page, server }, async line => {
      line.refuse(true);
      line.cut();
      await page.evaluate(() => T.until(call, 'signalingchange', ({ previous }) => previous === 'connected'));
      await flows(page);
      const { state, signaling } = await page.evaluate(() => ({ state: call.state, signaling: call.signaling }));
      assert.equal(state, 'connected');
      assert.ok(['reconnecting', 'lost'].includes(signaling), signaling);
      // Hanging up needs no hub.
      const first = await page.evaluate(() => Promise.race([call.hangUp().then(() => 'hangUp'), T.wait(3_500).then(() => 'the limit')]));
      assert.equal(first, 'hangUp', 'its limit is 2 000 ms');
      const took = await page.evaluate(() => T.finish(call));
      assert.deepEqual([took.atEnd, took.later], [nothing, nothing]);
      assert.equal(took.seen.at(-1).detail.by, 'user');
    });
  }, page);
}

eachBrowser('a hub that is lost under a call with the emulator', lostHub);
eachBrowser('a hub that is lost under a call with the reference hub', lostHub, { start: startReferenceHub, skip: !hasReferenceHub && '../shared is absent' });

eachBrowser('an agent that is gone', ({ test, at }) => {
  test('connection_lost: hub and media both lost past the limit', async ({ page, server }) => {
    await page.evaluate(async () => {
      globalThis.call = T.call({ reconnect: { forMs: 2_000 } });
      await call.start();
    });
    await server.kill();
    const took = await page.evaluate(async () => { await T.until(call, 'ended'); return T.finish(call); });
    at.server = undefined;                                   // there is nothing left to stop
    const ended = took.seen.at(-1).detail;
    assert.equal(ended.by, 'error');
    assert.equal(ended.error.code, 'connection_lost');
    assert.deepEqual([took.atEnd, took.later], [nothing, nothing]);
    assert.ok(took.seen.some(({ event, detail }) => event === 'statechange' && detail.state === 'reconnecting'), 'the application could see it coming');
  }, page);
});
