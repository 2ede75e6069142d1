// What the tests of the hook share: scripted calls in the place of real ones, a component that shows everything, and a console that stays silent.
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { useVoiceCall } from '@voisnap/webrtc/react';
import { scriptVoisnap } from '@voisnap/webrtc/testing';

export const OPTIONS = { agentId: 'agt_1', accessToken: 'a.b.c' };

/** The scripted Voisnap of the running test: `voisnap.current`. Its calls wait for the test. */
export const voisnap = {};

/** React reports through the console: updates outside of act(), differences of hydration, duplicate keys. */
export const scripted = ({ autoConnect = false } = {}) => {
  beforeEach(() => {
    voisnap.current = scriptVoisnap({ autoConnect });
    voisnap.current.install();
    for (const method of ['error', 'warn']) vi.spyOn(console, method);
  });
  afterEach(async () => {
    await act(async () => cleanup());
    for (const method of ['error', 'warn']) expect(console[method].mock.calls).toEqual([]);
    voisnap.current.uninstall();
  });
};

/** A component that hands out what its hook returned: `handle.current`, and every earlier one in `handle.all`. */
export const createCaller = () => {
  const handle = { all: [], get current() { return this.all.at(-1); } };
  const Caller = options => {
    const call = useVoiceCall({ ...OPTIONS, ...options });
    handle.all.push(call);
    return (
      <section aria-label={options.agentId}>
        <output>{call.state}</output>
        <ol>{call.transcript.map(({ id, text }) => <li key={id}>{text}</li>)}</ol>
        {call.error && <p role="alert">{call.error.code}</p>}
      </section>
    );
  };
  return { handle, Caller };
};

/** A mounted component, and what a test does with it. */
export const mountCaller = (options, renderOptions) => {
  const { handle, Caller } = createCaller();
  const view = render(<Caller {...options} />, renderOptions);
  return {
    ...view,
    handle,
    Caller,
    update: changed => view.rerender(<Caller {...changed} />),
    /** Presses the button: the call begins, and waits for the test. */
    start: async () => {
      let started;
      await act(async () => {
        started = handle.current.start();
        await voisnap.current.nextCall().then(call => (handle.call = call));
      });
      return { call: handle.call, started };
    },
  };
};

export const connect = async caller => {
  const { call, started } = await caller.start();
  await act(async () => call.connect());
  return { call, started };
};
