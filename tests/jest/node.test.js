/** @jest-environment node */
// Scripted calls where there is no document at all.
import { scriptVoisnap } from '@voisnap/webrtc/testing';
import { placeCall } from '../frameworks/testing/application.js';

const voisnap = scriptVoisnap();
beforeEach(() => void voisnap.install());
afterEach(() => voisnap.uninstall());

test('a call of the application', async () => {
  expect(typeof document).toBe('undefined');
  const shown = placeCall({ agentId: 'agt_1', accessToken: 'a.b.c' });
  (await voisnap.nextCall()).end('completed');
  expect(shown).toMatchObject({ state: 'ended', error: undefined });
});
