// Calls of the application as a test plays them, for any runner: `expect` is the runner's own.
import { placeCall } from './application.js';

export const OPTIONS = { agentId: 'agt_1', accessToken: 'a.b.c' };

/** A call that connects, says something and fails. */
export const playCall = async (voisnap, expect) => {
  const shown = placeCall(OPTIONS);
  const call = await voisnap.nextCall();
  call.transcript({ speaker: 'agent', text: 'Hello.' });
  expect(shown).toMatchObject({ state: 'connected', lines: ['Hello.'] });
  call.fail('media_failed');
  expect(shown).toMatchObject({ state: 'ended', error: 'network' });
};

/** A call that lasts for a while and is hung up. */
export const playHangUp = async (voisnap, expect) => {
  const shown = placeCall(OPTIONS);
  const call = await voisnap.nextCall();
  call.elapse(1500);
  await shown.call.hangUp();
  expect(shown.state).toBe('ended');
};
