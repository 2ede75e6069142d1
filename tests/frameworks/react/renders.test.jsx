// What React does with renders: it gives some up, keeps some waiting, and runs effects of children before it subscribes.
import { act, render } from '@testing-library/react';
import { StrictMode, Suspense, startTransition, useLayoutEffect, useState } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { useVoiceCall } from '@voisnap/webrtc/react';
import { OPTIONS, connect, createCaller, mountCaller, scripted, voisnap } from './support.jsx';

scripted();

const WRAPPERS = [['a plain tree', ({ children }) => children], ['StrictMode', StrictMode]];

describe.each(WRAPPERS)('in %s', (_, wrapper) => {
  /** A page that begins to show another agent in a transition, and waits for something that it needs for it. */
  const pageInTransition = async () => {
    const { handle, Caller } = createCaller();
    const pending = new Promise(() => {});
    const rendered = [];
    let showAgent;
    const Waiting = () => {
      throw pending;
    };
    const Page = () => {
      const [agentId, setAgentId] = useState('agt_a');
      showAgent = setAgentId;
      rendered.push(agentId);
      return <Suspense fallback="…"><Caller agentId={agentId} />{agentId === 'agt_b' && <Waiting />}</Suspense>;
    };
    const view = render(<Page />, { wrapper });
    await act(async () => startTransition(() => showAgent('agt_b')));
    expect(rendered).toContain('agt_b');
    expect(view.container.querySelector('section').getAttribute('aria-label')).toBe('agt_a');
    return { handle, view };
  };

  test('start() uses the options of what is shown, and not of a render that is given up', async () => {
    const { handle } = await pageInTransition();
    await act(async () => {
      handle.current.start();
      (await voisnap.current.nextCall()).connect();
    });
    expect(voisnap.current.calls.map(({ options }) => options.agentId)).toEqual(['agt_a']);
  });

  test('what happens in the call is shown while a transition waits', async () => {
    const { handle, view } = await pageInTransition();
    await act(async () => {
      handle.current.start();
      (await voisnap.current.nextCall()).connect();
    });
    const [call] = voisnap.current.calls;
    await act(async () => call.transcript({ speaker: 'agent', text: 'Hello.' }));
    expect(view.container.querySelector('output').textContent).toBe('connected');
    expect(view.container.querySelector('li').textContent).toBe('Hello.');
  });

  test('a call that begins before React has subscribed is shown', async () => {
    const { handle, Caller } = createCaller();
    const Early = () => {
      useLayoutEffect(() => void handle.current.start(), []);
      return null;
    };
    let call;
    const view = render(<><Caller /><Early /></>, { wrapper });
    await act(async () => (call = await voisnap.current.nextCall()));
    expect(view.container.querySelector('output').textContent).toBe('connecting');
    await act(async () => call.connect());
    expect(view.container.querySelector('output').textContent).toBe('connected');
    expect(voisnap.current.calls.length).toBe(1);
  });

  test('what a render was given never changes afterwards', async () => {
    const seen = [];
    const Caller = () => {
      const call = useVoiceCall(OPTIONS);
      seen.push([call, { ...call, transcript: [...call.transcript], microphone: { ...call.microphone } }]);
      return null;
    };
    render(<Caller />, { wrapper });
    const [{ start, mute }] = seen.at(-1); // of the render that is shown: React 18 has two under StrictMode
    await act(async () => {
      start();
      (await voisnap.current.nextCall()).connect();
    });
    const [call] = voisnap.current.calls;
    await act(async () => call.transcript({ id: 'line', speaker: 'agent', text: 'Hel', final: false }));
    await act(async () => call.transcript({ id: 'line', speaker: 'agent', text: 'Hello.' }));
    await act(async () => mute());
    await act(async () => call.end());
    expect(new Set(seen.map(([call]) => call)).size).toBeGreaterThan(5);
    for (const [call, copy] of seen) expect(call).toEqual(copy);
  });

  test('another agent, token and metadata with each render: the call that runs goes on, and the next has them', async () => {
    const tokens = [];
    const optionsOf = agentId => ({ agentId, metadata: { agentId }, accessToken: () => (tokens.push(agentId), 'a.b.c') });
    const caller = mountCaller(optionsOf('agt_a'), { wrapper });
    const { call: first } = await connect(caller);
    caller.update(optionsOf('agt_b'));
    expect([first.state, caller.handle.current.state]).toEqual(['connected', 'connected']);
    await act(async () => first.end());
    const { call: second } = await connect(caller);
    expect([first, second].map(({ options }) => [options.agentId, options.metadata.agentId])).toEqual([['agt_a', 'agt_a'], ['agt_b', 'agt_b']]);
    expect(tokens).toEqual(['agt_a', 'agt_b']);
  });

  test('muted in the state of the parent: from the button, beside the hook, and over two calls', async () => {
    const { handle, Caller } = createCaller();
    const onMutedChange = vi.fn();
    let set;
    const Parent = () => {
      const [muted, setMuted] = useState(false);
      set = setMuted;
      return <Caller muted={muted} onMutedChange={next => { onMutedChange(next); setMuted(next); }} />;
    };
    render(<Parent />, { wrapper });
    const start = () =>
      act(async () => {
        handle.current.start();
        (await voisnap.current.nextCall()).connect();
      });
    await start();
    const [first] = voisnap.current.calls;
    const both = call => [call.muted, handle.current.muted];
    await act(async () => handle.current.toggleMute());
    expect(both(first)).toEqual([true, true]);
    await act(async () => handle.current.call.unmute());
    expect(both(first)).toEqual([false, false]);
    await act(async () => set(true));
    expect(both(first)).toEqual([true, true]);
    await act(async () => first.end());
    await start();
    expect(both(voisnap.current.calls[1])).toEqual([true, true]);
    expect(onMutedChange.mock.calls).toEqual([[true], [false]]); // the parent's own wish is not reported back
  });

  test('two of one agent on a page: each has its call, and takes only its own with it', async () => {
    const [left, right] = [createCaller(), createCaller()];
    const page = both => <><left.Caller />{both && <right.Caller />}</>;
    const view = render(page(true), { wrapper });
    for (const { handle } of [left, right])
      await act(async () => {
        handle.current.start();
        (await voisnap.current.nextCall()).connect();
      });
    await act(async () => view.rerender(page(false)));
    expect(voisnap.current.calls.map(({ state, hungUpWith }) => [state, hungUpWith])).toEqual([['connected', undefined], ['ended', 'unmounted']]);
    expect(left.handle.current.state).toBe('connected');
  });
});

test('muted may become controlled, and the hook’s own again', async () => {
  const caller = mountCaller();
  await act(async () => caller.handle.current.mute());
  caller.update({ muted: false });
  const { call } = await connect(caller);
  expect([call.muted, caller.handle.current.muted]).toEqual([false, false]);
  caller.update({ muted: true });
  expect([call.muted, caller.handle.current.muted]).toEqual([true, true]);
  caller.update({});
  expect([call.muted, caller.handle.current.muted]).toEqual([true, true]);
  await act(async () => caller.handle.current.unmute());
  expect([call.muted, caller.handle.current.muted]).toEqual([false, false]);
});
