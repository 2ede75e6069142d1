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
    agentId: 'agt_test_agent_hangup_500',
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
