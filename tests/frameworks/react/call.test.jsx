// A call in a component: what it shows, what it can do, and how long its parts stay the same.
import { act } from '@testing-library/react';
import { version } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { VoiceCall, VoisnapError } from '@voisnap/webrtc';
import { OPTIONS, connect, mountCaller, scripted, voisnap } from './support.jsx';

scripted();

test('runs on the React that it is meant for', () => {
  expect(version.split('.')[0]).toBe(process.env.REACT ?? '19');
});

describe('a call', () => {
  test('is shown from its start to its end', async () => {
    const caller = mountCaller();
    const { handle } = caller;
    expect(handle.current).toMatchObject({ state: 'idle', signaling: 'idle', transcript: [], muted: false, microphone: { state: 'idle' }, audioBlocked: false });
    expect(handle.current).toMatchObject({ error: undefined, ended: undefined, sessionId: undefined, call: undefined });
    const { call, started } = await caller.start();
    expect(handle.current).toMatchObject({ state: 'connecting', microphone: { state: 'requesting' } });
    await act(async () => call.progress('microphone'));
    expect(handle.current.microphone).toEqual({ state: 'live' });
    await act(async () => call.connect());
    expect(handle.current).toMatchObject({ state: 'connected', signaling: 'connected', sessionId: 'wrtc_scripted_1', conversationId: 'conv_scripted_1' });
    expect(await started).toEqual({ sessionId: 'wrtc_scripted_1', conversationId: 'conv_scripted_1' });
    expect(handle.current.call).toBeInstanceOf(VoiceCall);
    expect(handle.current.call.remoteStream).toBeDefined();

    await act(async () => call.loseMedia());
    expect(caller.container.querySelector('output').textContent).toBe('reconnecting');
    await act(async () => call.restoreMedia());
    await act(async () => call.end('completed'));
    expect(handle.current).toMatchObject({
      state: 'ended', signaling: 'closed', error: undefined, microphone: { state: 'stopped' }, ended: { reason: 'completed', by: 'agent', durationMs: 0 },
    });
  });

  test('shows the transcript, one entry for each line, and keeps what did not change', async () => {
    const caller = mountCaller();
    const { call } = await connect(caller);
    await act(async () => call.transcript({ speaker: 'agent', text: 'Hello.' }));
    const [first] = caller.handle.current.transcript;
    await act(async () => call.transcript({ speaker: 'user', text: 'Go', final: false }));
    await act(async () => call.transcript({ speaker: 'user', text: 'Good day.' }));
    expect(caller.handle.current.transcript.map(({ text }) => text)).toEqual(['Hello.', 'Good day.']);
    expect(caller.handle.current.transcript[0]).toBe(first);
    const { transcript } = caller.handle.current;
    await act(async () => call.loseHub());
    expect(caller.handle.current.transcript).toBe(transcript);
    expect([...caller.container.querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual(['Hello.', 'Good day.']);
  });

  test('that fails: start() resolves with undefined, and error says why', async () => {
    const caller = mountCaller();
    const { call, started } = await caller.start();
    await act(async () => call.fail('microphone_denied'));
    expect(await started).toBeUndefined();
    expect(caller.getByRole('alert').textContent).toBe('microphone_denied');
    expect(caller.handle.current.error).toBeInstanceOf(VoisnapError);
    expect(caller.handle.current.error).toBe(caller.handle.current.ended.error);
  });

  test('whose options are refused, and the next with better ones', async () => {
    const caller = mountCaller({ accessToken: 'vsnp_live_1' });
    await act(async () => expect(await caller.handle.current.start()).toBeUndefined());
    expect(caller.handle.current).toMatchObject({ state: 'idle', error: { code: 'api_key_in_browser' } });
    caller.update({ accessToken: 'a.b.c' });
    await connect(caller);
    expect(caller.handle.current.error).toBeUndefined();
  });

  test('with trouble that it survives', async () => {
    const onError = vi.fn();
    const caller = mountCaller({ onError });
    const { call } = await connect(caller);
    await act(async () => call.trouble('agent_error'));
    expect(caller.handle.current).toMatchObject({ state: 'connected', error: { code: 'agent_error' } });
    expect(onError).toHaveBeenCalledWith(caller.handle.current.error);
    await act(async () => call.end());
    expect(caller.handle.current.error).toBeUndefined();
  });

  test('that the user cancels is no error', async () => {
    const caller = mountCaller();
    const { started } = await caller.start();
    await act(async () => caller.handle.current.hangUp());
    expect(await started).toBeUndefined();
    expect(caller.handle.current).toMatchObject({ state: 'ended', error: undefined, ended: { by: 'user', reason: 'user_ended' } });
  });

  test('whose audio is blocked until a gesture', async () => {
    const caller = mountCaller();
    const { call } = await connect(caller);
    await act(async () => call.blockAudio());
    expect(caller.handle.current.audioBlocked).toBe(true);
    call.rejectNext('resumeAudio', 'unsupported');
    await act(async () => caller.handle.current.resumeAudio());
    expect(caller.handle.current.audioBlocked).toBe(true);
    await act(async () => caller.handle.current.resumeAudio());
    expect(caller.handle.current.audioBlocked).toBe(false);
  });

  test('takes digits, and rejects what it cannot send', async () => {
    const caller = mountCaller();
    await expect(caller.handle.current.sendDtmf('1')).rejects.toMatchObject({ name: 'VoisnapError', code: 'invalid_options', message: /needs a call/ });
    const { call } = await connect(caller);
    await act(async () => caller.handle.current.sendDtmf('1#'));
    expect(call.digits).toBe('1#');
    await expect(caller.handle.current.sendDtmf('x')).rejects.toMatchObject({ code: 'invalid_options' });
  });
});

describe('start() and hangUp()', () => {
  test('start() of a call that runs is the same promise, and takes an event as onClick does', async () => {
    const caller = mountCaller();
    const { call, started } = await caller.start();
    expect(caller.handle.current.start({ type: 'click' })).toBe(started);
    await act(async () => call.connect());
    expect(caller.handle.current.start()).toBe(started);
    expect(voisnap.current.calls.length).toBe(1);
    await act(async () => caller.handle.current.hangUp({ type: 'click' }));
    expect(call.hungUpWith).toBe('user_ended');
  });

  test('start() in the moment after hangUp() is a new call, which the end of the old one does not disturb', async () => {
    const onEnded = vi.fn();
    const caller = mountCaller({ onEnded });
    const { call: first } = await connect(caller);
    await act(async () => {
      caller.handle.current.hangUp();
      expect(first.state).toBe('connected'); // the hub has not confirmed it
      caller.handle.current.start();
      await voisnap.current.nextCall();
    });
    expect(first.state).toBe('ended');
    expect(onEnded).toHaveBeenCalledTimes(1);
    expect(caller.handle.current).toMatchObject({ state: 'connecting', ended: undefined });
    expect(voisnap.current.calls.length).toBe(2);
  });

  test('a second call begins with nothing of the first', async () => {
    const caller = mountCaller();
    const { call } = await connect(caller);
    await act(async () => call.transcript({ speaker: 'agent', text: 'Hello.' }));
    await act(async () => call.fail('media_failed'));
    expect(caller.handle.current).toMatchObject({ transcript: [{ text: 'Hello.' }], error: { code: 'media_failed' } });
    await caller.start();
    expect(caller.handle.current).toMatchObject({ state: 'connecting', transcript: [], error: undefined, ended: undefined, sessionId: undefined });
  });

  test('start() in the handler of the first event is the same call', async () => {
    let inner;
    const caller = mountCaller({ onStateChange: ({ state }) => state === 'connecting' && (inner = caller.handle.current.start()) });
    const { call, started } = await caller.start();
    expect(inner).toBe(started);
    await act(async () => call.connect());
    expect(voisnap.current.calls.length).toBe(1);
    await act(async () => caller.handle.current.hangUp());
    expect(caller.handle.current.state).toBe('ended');
  });

  test('hangUp() in the handler of the first event leaves nothing behind', async () => {
    const caller = mountCaller({ onStateChange: ({ state }) => state === 'connecting' && caller.handle.current.hangUp() });
    await act(async () => expect(await caller.handle.current.start()).toBeUndefined());
    expect(caller.handle.current.state).toBe('ended');
    caller.update({});
    await connect(caller);
    expect(caller.handle.current.state).toBe('connected');
  });
});

describe('prepare()', () => {
  test('is used by start(), and leaves what is shown as it is', async () => {
    const caller = mountCaller();
    const { call: first } = await connect(caller);
    await act(async () => first.transcript({ speaker: 'agent', text: 'Hello.' }));
    await act(async () => first.end('completed'));
    const shown = caller.handle.current;
    await act(async () => {
      const prepared = caller.handle.current.prepare();
      (await voisnap.current.nextCall()).progress('hub');
      await prepared;
    });
    expect(caller.handle.current).toBe(shown);
    const [, second] = voisnap.current.calls;
    await act(async () => void caller.handle.current.start());
    await act(async () => second.connect());
    expect(caller.handle.current).toMatchObject({ state: 'connected', sessionId: 'wrtc_scripted_2' });
    expect(voisnap.current.calls.length).toBe(2);
  });

  test('for another agent is not used', async () => {
    const caller = mountCaller({ agentId: 'agt_a' });
    await act(async () => {
      caller.handle.current.prepare();
      await voisnap.current.nextCall();
    });
    caller.update({ agentId: 'agt_b' });
    const { call } = await caller.start();
    expect(call.options.agentId).toBe('agt_b');
    expect(voisnap.current.calls[0].state).toBe('ended');
  });

  test('for another session is not used', async () => {
    const session = sessionId => ({ sessionId, sessionToken: 'secret', iceServers: [] });
    const caller = mountCaller({ agentId: undefined, session: session('wrtc_a') });
    await act(async () => {
      caller.handle.current.prepare();
      await voisnap.current.nextCall();
    });
    caller.update({ agentId: undefined, session: session('wrtc_b') });
    const { call } = await caller.start();
    expect(call.options.session.sessionId).toBe('wrtc_b');
    expect(voisnap.current.calls[0].state).toBe('ended');
  });

  test('that fails says nothing, and start() tries again', async () => {
    const caller = mountCaller();
    await act(async () => {
      const prepared = caller.handle.current.prepare();
      (await voisnap.current.nextCall()).fail('session_timeout');
      await prepared;
    });
    expect(caller.handle.current.error).toBeUndefined();
    await act(async () => void caller.handle.current.start());
    const [call] = voisnap.current.calls;
    await act(async () => call.connect());
    expect(caller.handle.current.state).toBe('connected');
  });
});

describe('what stays the same', () => {
  test('every function, for the life of the component', async () => {
    const caller = mountCaller();
    const names = Object.entries(caller.handle.current).filter(([, value]) => typeof value === 'function').map(([name]) => name);
    expect(names.sort()).toEqual(['hangUp', 'mute', 'preload', 'prepare', 'resumeAudio', 'sendDtmf', 'start', 'toggleMute', 'unmute']);
    const { call } = await connect(caller);
    caller.update({ agentId: 'agt_2', onTranscript: () => {} });
    await act(async () => call.end());
    for (const name of names) for (const earlier of caller.handle.all) expect(earlier[name], name).toBe(caller.handle.current[name]);
  });

  test('the whole handle, until something changes', () => {
    const caller = mountCaller();
    const { current } = caller.handle;
    caller.update({ agentId: 'agt_2' });
    expect(caller.handle.all.length).toBeGreaterThan(1);
    expect(caller.handle.current).toBe(current);
  });

  test('the handler of the latest render is called', async () => {
    const [first, second] = [vi.fn(), vi.fn()];
    const caller = mountCaller({ onTranscript: first });
    const { call } = await connect(caller);
    caller.update({ onTranscript: second });
    await act(async () => call.transcript({ speaker: 'agent', text: 'Hello.' }));
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledWith(expect.objectContaining({ text: 'Hello.' }));
  });

  test('every event has its handler', async () => {
    const names = ['onStateChange', 'onProgress', 'onStarted', 'onTranscript', 'onEnded', 'onError', 'onSignalingChange', 'onTrack', 'onAudioBlocked', 'onHubEvent', 'onMutedChange'];
    const handlers = Object.fromEntries(names.map(name => [name, vi.fn()]));
    const caller = mountCaller(handlers);
    const { call } = await connect(caller);
    await act(async () => {
      call.transcript({ speaker: 'agent', text: 'Hello.' });
      call.trouble('agent_error');
      call.blockAudio();
      call.hubEvent('Mood', 'good');
      caller.handle.current.mute();
      call.end();
    });
    for (const [name, handler] of Object.entries(handlers)) expect(handler, name).toHaveBeenCalled();
  });
});

describe('muted', () => {
  test('is kept by the hook over several calls', async () => {
    const onMutedChange = vi.fn();
    const caller = mountCaller({ onMutedChange });
    await act(async () => caller.handle.current.mute());
    expect(caller.handle.current.muted).toBe(true);
    const { call: first } = await connect(caller);
    expect(first.muted).toBe(true);
    await act(async () => first.end());
    const { call: second } = await connect(caller);
    expect(second.muted).toBe(true);
    await act(async () => caller.handle.current.toggleMute());
    expect([second.muted, caller.handle.current.muted]).toEqual([false, false]);
    await act(async () => caller.handle.current.call.mute()); // beside the hook
    expect(caller.handle.current.muted).toBe(true);
    expect(onMutedChange.mock.calls).toEqual([[true], [false], [true]]);
  });

  test('is the property where it is controlled, over several calls', async () => {
    const onMutedChange = vi.fn();
    const caller = mountCaller({ muted: true, onMutedChange });
    expect(caller.handle.current.muted).toBe(true);
    const { call: first } = await connect(caller);
    expect(first.muted).toBe(true);
    await act(async () => caller.handle.current.unmute());
    expect(onMutedChange.mock.calls).toEqual([[false]]);
    expect([first.muted, caller.handle.current.muted]).toEqual([true, true]); // requested, and not given
    caller.update({ muted: false, onMutedChange });
    expect([first.muted, caller.handle.current.muted]).toEqual([false, false]);
    await act(async () => first.end());
    caller.update({ muted: true, onMutedChange });
    const { call: second } = await connect(caller);
    expect(second.muted).toBe(true);
    expect(onMutedChange).toHaveBeenCalledTimes(1);
  });
});

test('two components on a page have their own calls', async () => {
  const [left, right] = [mountCaller({ agentId: 'agt_left' }), mountCaller({ agentId: 'agt_right' })];
  const { call } = await connect(left);
  const { call: other } = await connect(right);
  await act(async () => call.transcript({ speaker: 'agent', text: 'Left.' }));
  await act(async () => other.end());
  expect([left.handle.current.state, right.handle.current.state]).toEqual(['connected', 'ended']);
  expect([left.handle.current.transcript.length, right.handle.current.transcript.length]).toEqual([1, 0]);
  expect([call.options.agentId, other.options.agentId]).toEqual(['agt_left', 'agt_right']);
});

test('an event that changes nothing that is shown renders nothing', async () => {
  const caller = mountCaller();
  const { call } = await connect(caller);
  const renders = caller.handle.all.length;
  await act(async () => call.hubEvent('Mood', 'good'));
  expect(caller.handle.all.length).toBe(renders);
});
