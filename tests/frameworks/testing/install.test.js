// install(): the application's own import is scripted, in Node and in jsdom, with fake timers too.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VoiceCall } from '@voisnap/webrtc';
import { scriptVoisnap } from '@voisnap/webrtc/testing';
import { placeCall } from './application.js';

const OPTIONS = { agentId: 'agt_1', accessToken: 'a.b.c' };
const voisnap = scriptVoisnap();
beforeEach(() => voisnap.install()); // Vitest calls what it returns after the test

test('a call of the application', async () => {
  const shown = placeCall(OPTIONS);
  const call = await voisnap.nextCall();
  call.transcript({ speaker: 'agent', text: 'Hello.' });
  expect(shown).toMatchObject({ state: 'connected', lines: ['Hello.'] });
  call.fail('media_failed');
  expect(shown).toMatchObject({ state: 'ended', error: 'network' });
});

test('the calls of one test are not those of the next', () => {
  expect(voisnap.calls).toEqual([]);
});

describe('with fake timers', () => {
  const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'performance', 'Date'];
  afterEach(() => void vi.useRealTimers());

  const placeAndHangUp = async () => {
    const shown = placeCall(OPTIONS);
    const call = await voisnap.nextCall();
    call.elapse(1500);
    await shown.call.hangUp();
    expect(shown.state).toBe('ended');
  };

  test('nothing waits for time', async () => {
    vi.useFakeTimers({ toFake: TIMERS });
    await placeAndHangUp();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('nor for microtasks that are faked, as Jest does', async () => {
    vi.useFakeTimers({ toFake: [...TIMERS, 'queueMicrotask'] });
    await placeAndHangUp();
  });
});

test('what it replaced is back after each test', () => {
  const uninstall = () => voisnap.uninstall();
  uninstall();
  expect(VoiceCall.isSupported).toBe(false);
  expect(placeCall(OPTIONS).error).toBe('unsupported');
});
