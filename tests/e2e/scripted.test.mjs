// A scripted call of ./testing beside a real one: the same application code, and the same events of the same shape in the same order.
import { strict as assert } from 'node:assert';
import { eachBrowser } from '../support/suite.mjs';

/** What the page does in each scenario, and what the test scripts for it. */
const SCENARIOS = {
  'a whole call': {
    application: async call => {
      call.mute();
      await call.start();
      await T.until(call, 'started');
      await T.until(call, 'transcript', ({ speaker, final }) => speaker === 'agent' && final);
      await T.until(call, 'progress', ({ stage }) => stage === 'agent_audio');
      call.unmute();
      await call.sendDtmf('1');
      await call.hangUp('done');
    },
    script: call => call.transcript({ speaker: 'agent', text: 'Hello.' }),
  },
  'a prepared call': {
    application: async call => {
      await call.prepare();
      await call.start();
      await T.until(call, 'started');
      await call.hangUp();
    },
  },
  'an agent that hangs up': {
    agentId: 'agt_test_agent_hangup_2000',
    application: async call => {
      await call.start();
      await T.until(call, 'ended');
    },
    script: call => call.end(),
  },
  'an agent that does not exist': {
    agentId: 'agt_test_status_404',
    application: async call => {
      await T.outcome(call.start());
      await T.outcome(call.start());
    },
    manual: true,
    script: call => call.fail({ code: 'agent_not_found', status: 404 }),
  },
  'a call that is cancelled': {
    agentId: 'agt_test_no_answer',
    application: async call => {
      const outcome = T.outcome(call.start());
      await T.until(call, 'progress', ({ stage }) => stage === 'offer');
      await call.hangUp();
      await outcome;
    },
    manual: true,
    script: call => call.progress('offer'),
  },
};

const connecting = {
  agentId: 'agt_test_no_answer',
  lead: async call => {
    T.outcome(call.start());
    await T.until(call, 'progress', ({ stage }) => stage === 'offer');
  },
  script: call => call.progress('offer'),
};
const connected = {
  lead: async call => {
    await call.start();
    await T.until(call, 'started');
  },
  script: call => call.connect(),
};

/** How the application leads its call to each state, and what the test scripts for it. `hangUp`: and then hangs up, and does not wait. */
const STATES = {
  'made': { lead: async () => {} },
  'prepared': { lead: call => call.prepare(), script: call => call.progress('hub') },
  'connecting': connecting,
  'connected': connected,
  'hanging up while it was only prepared': { lead: call => call.prepare(), script: call => call.progress('hub'), hangUp: true },
  'hanging up while it connects': { ...connecting, hangUp: true },
  'hanging up': { ...connected, hangUp: true },
  'ended': {
    lead: async call => {
      await call.start();
      await call.hangUp();
    },
    script: call => call.connect(),
  },
};

/** What a call shows, and what each of its methods comes to where that needs nothing of the other side. Runs in the page. */
const examine = async (call, isHangingUp) => {
  const { state, signaling, muted, localStream, remoteStream } = call;
  const shown = { state, signaling, muted, localStream: !!localStream, remoteStream: !!remoteStream };
  const asked = { sendDtmf: call.sendDtmf('1'), wrongDigits: call.sendDtmf('x'), noDigits: call.sendDtmf(''), getStats: call.getStats() };
  if (state !== 'idle') asked.prepare = call.prepare();
  // While it hangs up, it resolves or is too late, as the hub's confirmation comes.
  if (!isHangingUp) asked.resumeAudio = call.resumeAudio();
  const settled = Object.entries(asked).map(async ([name, promise]) => [name, await promise.then(() => 'resolved', ({ code }) => code)]);
  call.mute();
  shown.isMutable = call.muted;
  shown.isEnabled = call.localStream?.getAudioTracks().every(({ enabled }) => enabled);
  return { shown, outcomes: Object.fromEntries(await Promise.all(settled)) };
};

/** The events whose order no network decides. */
const isOrdered = ({ event, detail }) =>
  ['statechange', 'mutechange', 'ended', 'signalingchange', 'track'].includes(event) || ['session', 'offer', 'answer', 'media'].includes(detail.stage);

const inWords = ({ event, detail: { state, signaling, muted, stage, reason, by, error } }) =>
  [event, state ?? signaling ?? stage ?? muted, reason, by, error?.code].filter(part => part !== undefined).join(' ');

/** The fields of each event, with their types. Whether the hub names the conversation in time, and what it sends along, is its own. */
const shapes = seen => {
  const byEvent = {};
  for (const { event, detail } of seen) {
    const fields = Object.entries(detail).filter(([name, value]) => value !== undefined && name !== 'conversationId').map(([name, value]) => `${name}: ${typeof value}`);
    (byEvent[event] ??= new Set()).add(fields.sort().join(', '));
  }
  return Object.fromEntries(Object.entries(byEvent).sort().map(([event, set]) => [event, [...set].sort()]));
};

eachBrowser('a scripted call', ({ test }) => {
  for (const [name, { application, script, agentId, manual = false }] of Object.entries(SCENARIOS)) {
    test(`${name}: as a real one`, async ({ page }) => {
      const [real, scripted] = await page.evaluate(async ({ application, script, agentId, manual }) => {
        const use = async () => {
          const call = T.call(agentId ? { agentId } : {});
          await (0, eval)(`(${application})`)(call);
          return call.seen;
        };
        const real = await use();
        const { scriptVoisnap } = await import('/pkg/testing.js');
        const voisnap = scriptVoisnap({ autoConnect: !manual });
        voisnap.install();
        const played = use();
        const other = await voisnap.nextCall();
        if (script) (0, eval)(`(${script})`)(other);
        const scripted = await played;
        voisnap.uninstall();
        return [real, scripted];
      }, { application: `${application}`, script: script && `${script}`, agentId, manual });
      assert.deepEqual(scripted.filter(isOrdered).map(inWords), real.filter(isOrdered).map(inWords));
      const known = shapes(real);
      const played = shapes(scripted);
      // What arrives before another side's end is a matter of time; in a whole call everything arrives.
      const events = Object.keys(known).filter(event => name === 'a whole call' || played[event]);
      for (const event of events) assert.deepEqual(played[event], known[event], event);
    });
  }

  for (const [name, { lead, script, agentId, hangUp = false }] of Object.entries(STATES)) {
    test(`${name}: every method does what that of a real one does`, async ({ page }) => {
      const [real, scripted] = await page.evaluate(async ({ lead, script, examine, agentId, hangUp }) => {
        const inPage = source => (0, eval)(`(${source})`);
        const use = async () => {
          const call = T.call(agentId ? { agentId } : {});
          await inPage(lead)(call);
          const hungUp = hangUp ? call.hangUp() : undefined;
          const result = await inPage(examine)(call, hangUp);
          await (hungUp ?? call.hangUp());
          result.ended = call.seen.filter(({ event }) => event === 'ended').map(({ detail: { reason, by, error } }) => [reason, by, error?.code]);
          return result;
        };
        const real = await use();
        const { scriptVoisnap } = await import('/pkg/testing.js');
        const voisnap = scriptVoisnap({ autoConnect: false });
        voisnap.install();
        const played = use();
        if (script) inPage(script)(await voisnap.nextCall());
        const scripted = await played;
        voisnap.uninstall();
        return [real, scripted];
      }, { lead: `${lead}`, script: script && `${script}`, examine: `${examine}`, agentId, hangUp });
      assert.deepEqual(scripted, real);
    });
  }

  test('has streams that the page can play and listen to', async ({ page }) => {
    const heard = await page.evaluate(async () => {
      const { scriptVoisnap } = await import('/pkg/testing.js');
      const { VoiceCall } = scriptVoisnap();
      const call = new VoiceCall({ agentId: 'agt_1', accessToken: 'a.b.c' });
      await call.start();
      const { localStream, remoteStream } = call;
      new Audio().srcObject = remoteStream;
      const ears = T.listen(remoteStream);
      const { rms } = ears.sample();
      await ears.close();
      const states = () => [localStream, remoteStream].flatMap(stream => stream.getAudioTracks().map(({ readyState }) => readyState));
      const before = states();
      await call.hangUp();
      return { rms, before, after: states() };
    });
    assert.deepEqual(heard, { rms: 0, before: ['live', 'live'], after: ['ended', 'ended'] });
  });
});
