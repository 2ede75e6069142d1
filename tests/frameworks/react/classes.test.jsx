// Whose calls the hook places, and what it loads ahead: the class of the default entry, one that is given, or what a function makes.
import { act } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { VoiceCall } from '@voisnap/webrtc';
import { OPTIONS, connect, mountCaller, scripted, voisnap } from './support.jsx';

scripted();

/** Another entry's class, as `./slim` has one; `preload` is watched in both. */
const classes = () => {
  const Other = voisnap.current.VoiceCall;
  return { Other, preloads: vi.spyOn(Other, 'preload'), defaultPreloads: vi.spyOn(VoiceCall, 'preload') };
};

const preload = caller => act(async () => expect(await caller.handle.current.preload()).toBeUndefined());

test('the class of the default entry is preloaded, and a failure is left to start()', async () => {
  const { defaultPreloads } = classes();
  const caller = mountCaller();
  await preload(caller);
  defaultPreloads.mockRejectedValueOnce(new Error('offline'));
  await preload(caller);
  expect(defaultPreloads).toHaveBeenCalledTimes(2);
  expect(caller.handle.current.error).toBeUndefined();
});

test('a class that is given places the calls, and is what is preloaded', async () => {
  const { Other, preloads, defaultPreloads } = classes();
  const caller = mountCaller({ VoiceCall: Other });
  await preload(caller);
  preloads.mockRejectedValueOnce(new Error('offline'));
  await preload(caller);
  const { call } = await connect(caller);
  expect(caller.handle.current.call).toBeInstanceOf(Other);
  expect(call.options).toEqual(OPTIONS);
  expect(preloads).toHaveBeenCalledTimes(2);
  expect(defaultPreloads).not.toHaveBeenCalled();
});

test('the class is that of the latest render', async () => {
  const { Other, preloads, defaultPreloads } = classes();
  const caller = mountCaller();
  caller.update({ VoiceCall: Other });
  await preload(caller);
  await connect(caller);
  expect(caller.handle.current.call).toBeInstanceOf(Other);
  expect(preloads).toHaveBeenCalledTimes(1);
  expect(defaultPreloads).not.toHaveBeenCalled();
});

test('createCall makes the calls, and nothing is preloaded, since their class is unknown', async () => {
  const { preloads, defaultPreloads } = classes();
  const createCall = vi.fn(options => new VoiceCall(options));
  const onEnded = () => {};
  const caller = mountCaller({ createCall, onEnded, muted: false });
  await preload(caller);
  expect(createCall).not.toHaveBeenCalled();
  await connect(caller);
  expect(createCall.mock.calls).toEqual([[OPTIONS]]);
  for (const spy of [preloads, defaultPreloads]) expect(spy).not.toHaveBeenCalled();
});

test('beside createCall the class that is given is preloaded', async () => {
  const { Other, preloads, defaultPreloads } = classes();
  const createCall = vi.fn(options => new Other(options));
  const caller = mountCaller({ createCall, VoiceCall: Other });
  await preload(caller);
  await connect(caller);
  expect(createCall.mock.calls).toEqual([[OPTIONS]]);
  expect(preloads).toHaveBeenCalledTimes(1);
  expect(defaultPreloads).not.toHaveBeenCalled();
});
