// How long a call lives: as its component does, whatever React does with that in between.
import { act, render, screen } from '@testing-library/react';
import { Component, StrictMode, Suspense, useEffect, useState } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { connect, createCaller, mountCaller, scripted, voisnap } from './support.jsx';

scripted();

/** Brings a component's call into each state; gives the scripted call, where there is one. */
const STATES = {
  idle: async () => undefined,
  'connecting, while the browser asks for the microphone': async caller => (await caller.start()).call,
  'connecting, with the microphone open': async caller => {
    const { call } = await caller.start();
    await act(async () => call.progress('hub'));
    return call;
  },
  connected: async caller => (await connect(caller)).call,
  reconnecting: async caller => {
    const { call } = await connect(caller);
    await act(async () => call.loseMedia());
    return call;
  },
  ended: async caller => {
    const { call } = await connect(caller);
    await act(async () => call.end('completed'));
    return call;
  },
};

for (const [wrapperName, wrapper] of Object.entries({ 'a plain tree': undefined, StrictMode })) {
  describe(`unmounting, in ${wrapperName}`, () => {
    for (const [state, reach] of Object.entries(STATES)) {
      test(`${state}`, async () => {
        const onEnded = vi.fn();
        const caller = mountCaller({ onEnded }, { wrapper });
        const call = await reach(caller);
        const before = caller.handle.current;
        const renders = caller.handle.all.length;
        await act(async () => caller.unmount());
        expect(voisnap.current.calls.length).toBe(call ? 1 : 0);
        expect(caller.handle.all.length).toBe(renders);
        if (!call) return;
        expect(call.state).toBe('ended');
        const wasOver = before.state === 'ended';
        expect(call.hungUpWith).toBe(wasOver ? undefined : 'unmounted');
        expect(onEnded).toHaveBeenCalledTimes(1);
        expect(onEnded.mock.lastCall[0].reason).toBe(wasOver ? 'completed' : 'unmounted');
      });
    }
  });
}

test('StrictMode: a call that an effect starts is one call', async () => {
  const { handle, Caller } = createCaller();
  const Auto = () => {
    useEffect(() => void handle.current.start(), []);
    return <Caller />;
  };
  render(<StrictMode><Auto /></StrictMode>);
  await act(async () => void (await voisnap.current.nextCall()));
  expect(voisnap.current.calls.length).toBe(1);
  expect(handle.current.state).toBe('connecting');
  await act(async () => voisnap.current.calls[0].connect());
  expect(handle.current.state).toBe('connected');
});

test('StrictMode: the component may be mounted, unmounted and mounted again by its parent', async () => {
  const { handle, Caller } = createCaller();
  const page = shown => <StrictMode>{shown && <Caller />}</StrictMode>;
  const view = render(page(true));
  await act(async () => {
    handle.current.start();
    (await voisnap.current.nextCall()).connect();
  });
  await act(async () => view.rerender(page(false)));
  expect(voisnap.current.calls[0].hungUpWith).toBe('unmounted');
  await act(async () => view.rerender(page(true)));
  expect(handle.current.state).toBe('idle');
  await act(async () => {
    handle.current.start();
    (await voisnap.current.nextCall()).connect();
  });
  expect(handle.current.state).toBe('connected');
});

test('another key is another component: its call ends', async () => {
  const { handle, Caller } = createCaller();
  const view = render(<Caller key="a" />);
  await act(async () => {
    handle.current.start();
    (await voisnap.current.nextCall()).connect();
  });
  await act(async () => view.rerender(<Caller key="b" />));
  expect(voisnap.current.calls[0].hungUpWith).toBe('unmounted');
  expect(handle.current.state).toBe('idle');
});

test('a start() that comes after the component is gone opens no microphone', async () => {
  const caller = mountCaller();
  const { start, prepare } = caller.handle.current;
  await act(async () => caller.unmount());
  expect(await start()).toBeUndefined();
  await prepare();
  expect(voisnap.current.calls).toEqual([]);
});

test('a prepared call that is not used ends with its component', async () => {
  const onEnded = vi.fn();
  const caller = mountCaller({ onEnded });
  await act(async () => {
    caller.handle.current.prepare();
    (await voisnap.current.nextCall()).progress('hub');
  });
  await act(async () => caller.unmount());
  expect(voisnap.current.calls[0].hungUpWith).toBe('user_ended');
  expect(onEnded).not.toHaveBeenCalled(); // it was never started
});

test('an error boundary that takes the component away ends its call', async () => {
  class Boundary extends Component {
    state = {};
    static getDerivedStateFromError = error => ({ error });
    render() {
      return this.state.error ? <p>sorry</p> : this.props.children;
    }
  }
  const { handle, Caller } = createCaller();
  let fail;
  const Failing = () => {
    const [isBroken, setBroken] = useState(false);
    fail = () => setBroken(true);
    if (isBroken) throw new Error('broken');
    return <Caller />;
  };
  render(<Boundary><Failing /></Boundary>);
  await act(async () => {
    handle.current.start();
    (await voisnap.current.nextCall()).connect();
  });
  const prevented = event => event.preventDefault();
  window.addEventListener('error', prevented); // React 18 reports it there too
  console.error.mockImplementation(() => {}); // React reports the exception itself
  await act(async () => fail());
  console.error.mockClear();
  console.warn.mockClear();
  window.removeEventListener('error', prevented);
  expect(screen.getByText('sorry')).toBeDefined();
  expect(voisnap.current.calls[0].hungUpWith).toBe('unmounted');
});

test('a component that suspends keeps its call', async () => {
  const { handle, Caller } = createCaller();
  let suspend, resolve;
  const pending = new Promise(done => (resolve = done));
  let isReady = false;
  const Lazy = () => {
    if (!isReady) throw pending;
    return <p>ready</p>;
  };
  const Page = () => {
    const [shown, setShown] = useState(false);
    suspend = () => setShown(true);
    return <><Caller />{shown && <Lazy />}</>;
  };
  render(<Suspense fallback="…"><Page /></Suspense>);
  await act(async () => {
    handle.current.start();
    (await voisnap.current.nextCall()).connect();
  });
  await act(async () => suspend());
  expect(voisnap.current.calls[0].state).toBe('connected');
  isReady = true;
  await act(async () => resolve());
  expect(screen.getByText('ready')).toBeDefined();
  expect(handle.current.state).toBe('connected');
});
