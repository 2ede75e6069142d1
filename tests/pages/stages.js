// Where a call can be when it ends, and how it is brought there. The tests read the names; the page does the rest.
/* global T, resources */

const progressed = (call, wanted) => T.until(call, 'progress', ({ stage }) => stage === wanted);

/** `agentId`: the scenario that stays there; `prompt`: the permission prompt stays open; `up`: the call stands. */
export const stages = [
  { name: 'before start()', start: false, reached() {} },
  { name: 'after prepare()', start: false, prepare: true, reached() {} },
  { name: 'in the same turn as start()', reached() {} },
  { name: 'while the permission prompt is open', prompt: true,
    reached: () => T.eventually(() => resources.live().asking === 1, 'the prompt is open') },
  { name: 'while the session request is out', agentId: 'agt_test_hang', reached: call => progressed(call, 'microphone') },
  { name: 'while the hub’s socket opens', agentId: 'agt_test_hub_hang',
    async reached(call) {
      await progressed(call, 'microphone');
      await T.eventually(() => resources.live().sockets === 1, 'a socket is opening');
    } },
  { name: 'while the hub’s handshake is out', agentId: 'agt_test_hub_silent',
    async reached(call) {
      await progressed(call, 'microphone');
      await T.eventually(() => resources.sockets()[0]?.readyState === WebSocket.OPEN, 'the socket is open');
    } },
  { name: 'while the answer is awaited', agentId: 'agt_test_no_answer', reached: call => progressed(call, 'offer') },
  { name: 'while media connects', agentId: 'agt_test_udp_blocked', reached: call => progressed(call, 'answer') },
  { name: 'in the call', up: true, reached: call => T.until(call, 'statechange', ({ state }) => state === 'connected') },
];

/** A call at this stage. `call.starting` is what start() came to. */
export async function bring({ agentId = 'agt_e2e', prompt, start = true, prepare, reached }, signal) {
  const call = T.call({ agentId });
  if (prompt) {
    const real = resources.getUserMedia;
    resources.getUserMedia = constraints => new Promise(done => { call.answerPrompt = () => done(real(constraints)); });
  }
  if (prepare) await call.prepare();
  if (start) call.starting = T.outcome(call.start({ signal }));
  await reached(call);
  return call;
}

/** What is to be known of a call that has ended, once everything that comes late has come. */
export async function finish(call) {
  await T.until(call, 'ended');
  call.answerPrompt?.();                          // the user says yes, to a call that is over
  await T.eventually(() => resources.live().asking === 0, 'every prompt is answered');
  await T.wait(100);                              // nothing may be held for it, and nothing told
  return { seen: call.seen, atEnd: call.atEnd, later: resources.live(), state: call.state, start: await call.starting };
}
