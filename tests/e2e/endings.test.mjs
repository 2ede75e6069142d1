// However and whenever a call ends: everything is given back, `ended` is told once and last, and no promise hangs.
import { strict as assert } from 'node:assert';
import { stages } from '../pages/stages.js';
import { eachBrowser, endedSession, nothing } from '../support/suite.mjs';

const page = { path: '/endings.html' };

/** Asserts what holds for every end, whatever its cause, and gives the detail of `ended`. `took`: from `T.finish`. */
function assertGivenBack({ seen, atEnd, later, state }, { prompt } = {}) {
  const ended = seen.filter(({ event }) => event === 'ended');
  assert.equal(ended.length, 1, 'ended exactly once');
  assert.equal(seen.at(-1).event, 'ended', 'ended is the last event');
  assert.equal(state, 'ended');
  // A prompt that is open can be closed by the user only.
  assert.deepEqual(atEnd, { ...nothing, asking: prompt ? 1 : 0 }, 'held when ended was told');
  assert.deepEqual(later, nothing, 'held a moment later');
  return ended[0].detail;
}

eachBrowser('endings', ({ test, browser }) => {
  for (const [index, stage] of stages.entries()) {
    test(`hangUp() ${stage.name}`, async ({ page, server }) => {
      const took = await page.evaluate(async index => {
        const call = await T.bring(T.stages[index]);
        const { sessionId } = call;
        await Promise.all([call.hangUp(), call.hangUp()]);
        const released = resources.live();
        await call.hangUp();                                    // valid after the end as well
        return { ...await T.finish(call), released, sessionId, again: await T.outcome(call.start()) };
      }, index);
      const ended = assertGivenBack(took, stage);
      assert.deepEqual(took.released, took.atEnd, 'hangUp() resolves when everything is released');
      assert.deepEqual([ended.by, ended.reason], ['user', 'user_ended']);
      assert.equal(took.again.error.code, 'call_ended');
      if (stage.up) {
        assert.equal(took.start.value.sessionId, took.sessionId);
        const { log } = await endedSession(server, took.sessionId);
        assert.equal(log.filter(({ what }) => what === 'EndSessionAsync').length, 1, 'the hub is told once');
      } else if (took.start) {
        assert.equal(took.start.error.code, 'cancelled');
        assert.ok(took.start.error.isVoisnapError && took.start.error.message && took.start.error.hint);
      }
    }, page);

    test(`the page goes away ${stage.name}`, async ({ page }) => {
      if (stage.start === false && !stage.prepare) return;      // a call that never did anything has nothing to end
      const took = await page.evaluate(async index => {
        const call = await T.bring(T.stages[index]);
        // What the browser tells a page that goes, told to one that stays and can be asked.
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
        return { atOnce: resources.live(), ...await T.finish(call) };
      }, index);
      assertGivenBack(took, stage);
      assert.deepEqual(took.atOnce, took.atEnd, 'there is no later for a page that goes');
    }, page);
  }

  for (const [index, stage] of stages.entries()) if (stage.start !== false) {
    test(`an AbortSignal ${stage.name}`, async ({ page }) => {
      const took = await page.evaluate(async index => {
        const abort = new AbortController();
        const call = await T.bring(T.stages[index], abort.signal);
        if (call.state === 'connected') await call.starting;
        abort.abort();
        // The signal is start()'s: once that has resolved it has nothing more to say.
        const { state } = call;
        if (T.stages[index].up) await call.hangUp();
        return { state, ...await T.finish(call) };
      }, index);
      assertGivenBack(took, stage);
      if (stage.up) assert.equal(took.start.value.sessionId.startsWith('wrtc_'), true);
      else assert.equal(took.start.error.code, 'cancelled');
    }, page);
  }

  test('an AbortSignal that was aborted before', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const call = T.call();
      call.starting = T.outcome(call.start({ signal: AbortSignal.abort() }));
      return { ...await T.finish(call), taken: resources.taken };
    });
    assertGivenBack(took);
    assert.equal(took.start.error.code, 'cancelled');
    assert.deepEqual([took.taken.tracks, took.taken.sockets], [0, 0], 'nothing was asked for');
  }, page);

  for (const [scenario, by, code, prompt] of [
    // Late enough for every browser to know that it is connected: the agent counts from when itself is.
    ['agent_hangup_2000', 'agent'],
    ['error_fatal', 'error', 'agent_error'],
    ['abort_on_offer', 'error', 'hub_closed'],
    ['throw_offer', 'error', 'offer_rejected'],
    // The refusal races the microphone, which the others come after: an open prompt decides it.
    ['status_401', 'error', 'unauthorized', true],
  ]) test(`the other side ends it: ${scenario}`, async ({ page }) => {
    const took = await page.evaluate(async stage => T.finish(await T.bring({ ...stage, reached() {} })), { agentId: `agt_test_${scenario}`, prompt });
    const ended = assertGivenBack(took, { prompt });
    assert.equal(ended.by, by);
    assert.equal(ended.error?.code, code);
    assert.equal(took.start.error?.code, code, 'start() rejects with the same error');
  }, page);

  test('hangUp() does not wait longer than its limit for a hub that never confirms', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const call = T.call({ timeouts: { hangUp: 500 } });
      await call.start();
      for (const socket of resources.sockets()) socket.send = () => {};      // from here on the hub hears nothing
      // Both limits run in the page: where it is busy, both are late, and the shorter one is still the first.
      const first = await Promise.race([call.hangUp().then(() => 'hangUp'), T.wait(1_500).then(() => 'the limit')]);
      return { first, ...await T.finish(call) };
    });
    assertGivenBack(took);
    assert.equal(took.first, 'hangUp', 'its limit is 500 ms');
  }, page);

  test('hangUp(reason) tells the application', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const call = T.call();
      await call.start();
      await call.hangUp('transfer_complete');
      return T.finish(call);
    });
    assert.equal(assertGivenBack(took).reason, 'transfer_complete');
  }, page);

  test('start() twice is one call', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const call = T.call();
      const first = call.start(), second = call.start();
      await first;
      const same = first === second && second === call.start();
      const { sockets, peers, tracks } = resources.taken;
      await call.hangUp();
      return { ...await T.finish(call), same, sockets, peers, tracks };
    });
    assertGivenBack(took);
    assert.ok(took.same, 'the same promise each time');
    assert.deepEqual([took.sockets, took.peers, took.tracks], [1, 1, 1]);
  }, page);

  test('two calls in one page do not touch each other', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const one = T.call({ agentId: 'agt_one' }), two = T.call({ agentId: 'agt_two' });
      const [first, second] = await Promise.all([one.start(), two.start()]);
      await one.hangUp();
      const { tracks, sockets, peers } = resources.live();
      const before = await T.audio(two);
      await T.eventually(async () => (await T.audio(two)).received > before.received + 20, 'the other call goes on');
      const { state } = two;
      await two.hangUp();
      return { different: first.sessionId !== second.sessionId, left: [tracks, sockets, peers], between: state, one: one.seen, ...await T.finish(two) };
    });
    assertGivenBack(took);
    assert.equal(took.one.filter(({ event }) => event === 'ended').length, 1);
    assert.ok(took.different);
    assert.equal(took.between, 'connected');
    assert.deepEqual(took.left, [1, 1, 1]);
  }, page);

  test('a handler may hang up, mute, throw, and take itself out', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const call = T.call(), heard = [];
      const report = event => { heard.push(event.message); event.preventDefault(); event.stopImmediatePropagation(); };
      addEventListener('error', report);
      const stop = call.on('statechange', () => { stop(); heard.push('once'); call.mute(); call.unmute(); });
      call.once('progress', () => { throw new Error('the application’s own mistake'); });
      call.on('progress', ({ stage }) => { if (stage === 'answer') call.hangUp(); });
      call.on('ended', () => removeEventListener('error', report));
      call.starting = T.outcome(call.start());
      return { ...await T.finish(call), heard };
    });
    assert.equal(took.seen.filter(({ event }) => event === 'ended').length, 1);
    assert.deepEqual(took.later, nothing);
    assert.equal(took.start.error.code, 'cancelled');
    assert.deepEqual(took.heard.filter(word => word === 'once'), ['once']);
    assert.ok(took.heard.some(message => message.includes('the application’s own mistake')), 'what a handler throws is reported');
  }, page);

  test('closing the tab in a call ends the session at the server', async ({ page, server }) => {
    const sessionId = await page.evaluate(async () => (await T.call().start()).sessionId);
    await page.close();
    await endedSession(server, sessionId);
  }, page);

  test('leaving the page in a call ends it at the server, and says goodbye where the browser lets it', async ({ page, server }) => {
    const sessionId = await page.evaluate(async () => (await T.call().start()).sessionId);
    await page.goto('about:blank');
    const { log } = await endedSession(server, sessionId);
    // Firefox cuts the sockets of a page that goes before they are flushed: there the end of the media tells.
    if (browser !== 'firefox') assert.ok(log.some(({ what }) => what === 'EndSessionAsync'), `no goodbye: ${JSON.stringify(log)}`);
  }, page);

  test('ten calls in a row leave nothing that grows', async ({ page }) => {
    const after = await page.evaluate(async () => {
      const after = [];
      for (let round = 0; round < 10; round++) {
        const call = T.call();
        await call.start();
        await T.until(call, 'progress', ({ stage }) => stage === 'agent_audio');
        await call.hangUp();
        after.push({ live: resources.live(), ...T.wasm() });
      }
      return after;
    });
    for (const { live } of after) assert.deepEqual(live, nothing);
    // The first calls may reach the memory's high-water mark; from then on a call gives back what it took.
    assert.deepEqual(after.slice(3).map(({ memory }) => memory), Array(7).fill(after[2].memory), 'the module’s memory');
    assert.deepEqual(after.map(({ references }) => references), Array(10).fill(after[0].references), 'references from wasm to JavaScript');
  }, page);
});
