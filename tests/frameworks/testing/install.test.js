// install(): the application's own import is scripted, in Node and in jsdom, with fake timers too.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VoiceCall } from '@voisnap/webrtc';
import { scriptVoisnap } from '@voisnap/webrtc/testing';
import { placeCall } from './application.js';
import { OPTIONS, playCall, playHangUp } from './scenarios.js';

const voisnap = scriptVoisnap();
beforeEach(() => voisnap.install()); // Vitest calls what it returns after the test

test('a call of the application', () => playCall(voisnap, expect));

test('the calls of one test are not those of the next', () => {
  expect(voisnap.calls).toEqual([]);
});

describe('with fake timers', () => {
  const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'performance', 'Date'];
  afterEach(() => void vi.useRealTimers());

  test('nothing waits for time', async () => {
    vi.useFakeTimers({ toFake: TIMERS });
    await playHangUp(voisnap, expect);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('nor for microtasks that are faked, as Jest does', async () => {
    vi.useFakeTimers({ toFake: [...TIMERS, 'queueMicrotask'] });
    await playHangUp(voisnap, expect);
  });
});

test('what it replaced is back after each test', () => {
  const uninstall = () => voisnap.uninstall();
  uninstall();
  expect(VoiceCall.isSupported).toBe(false);
  expect(placeCall(OPTIONS).error).toBe('unsupported');
});
