// Rendered on a server, and taken over by the browser without a difference.
import { act } from '@testing-library/react';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { describe, expect, test, vi } from 'vitest';
import { connect, createCaller, mountCaller, scripted, voisnap } from './support.jsx';

scripted();

const hydrate = async page => {
  const container = document.createElement('main');
  container.innerHTML = renderToString(page);
  document.body.append(container);
  const onRecoverableError = vi.fn();
  let root;
  await act(async () => (root = hydrateRoot(container, page, { onRecoverableError })));
  return { container, root, onRecoverableError };
};

describe.each([['a plain tree', page => page], ['StrictMode', page => <StrictMode>{page}</StrictMode>]])('in %s', (_, wrap) => {
  test.each([undefined, true, false])('muted: %s', async muted => {
    const { handle, Caller } = createCaller();
    const { container, root, onRecoverableError } = await hydrate(wrap(<Caller muted={muted} />));
    expect(container.querySelector('output').textContent).toBe('idle');
    expect(handle.all.map(each => each.muted)).toEqual(handle.all.map(() => muted ?? false));
    expect(onRecoverableError).not.toHaveBeenCalled();
    await act(async () => {
      handle.current.start();
      (await voisnap.current.nextCall()).connect();
    });
    expect(container.querySelector('output').textContent).toBe('connected');
    await act(async () => root.unmount());
    expect(voisnap.current.calls[0].hungUpWith).toBe('unmounted');
    container.remove();
  });
});

test('a component that hydrates beside a call that runs', async () => {
  const running = mountCaller();
  await connect(running);
  const { Caller } = createCaller();
  const { root, onRecoverableError } = await hydrate(<Caller />);
  expect(onRecoverableError).not.toHaveBeenCalled();
  expect(running.handle.current.state).toBe('connected');
  await act(async () => root.unmount());
});
