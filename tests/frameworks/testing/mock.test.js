// mockModule(): for those who mock modules, as the types document it.
import { expect, test, vi } from 'vitest';
import { placeCall } from './application.js';

const voisnap = await vi.hoisted(async () => (await import('@voisnap/webrtc/testing')).scriptVoisnap());
vi.mock('@voisnap/webrtc', async () => (await import('@voisnap/webrtc/testing')).mockModule(voisnap));

test('a call of the application', async () => {
  const shown = placeCall({ agentId: 'agt_1', accessToken: 'a.b.c' });
  const call = await voisnap.nextCall();
  expect(shown.state).toBe('connected');
  call.fail('microphone_denied');
  expect(shown).toMatchObject({ state: 'ended', error: 'permission' });
});
