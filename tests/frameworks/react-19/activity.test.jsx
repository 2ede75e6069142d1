// <Activity> keeps a hidden component's state and takes its effects away.
import { act, render } from '@testing-library/react';
import { Activity } from 'react';
import { expect, test } from 'vitest';
import { createCaller, scripted, voisnap } from '../react/support.jsx';

scripted();

test('a hidden Activity ends the call; shown again, it can place the next', async () => {
  const { handle, Caller } = createCaller();
  const page = mode => <Activity mode={mode}><Caller /></Activity>;
  const view = render(page('visible'));
  await act(async () => {
    handle.current.start();
    (await voisnap.current.nextCall()).connect();
  });
  await act(async () => view.rerender(page('hidden')));
  expect(voisnap.current.calls[0].hungUpWith).toBe('unmounted');
  await act(async () => view.rerender(page('visible')));
  expect(handle.current.state).toBe('ended');
  await act(async () => {
    handle.current.start();
    (await voisnap.current.nextCall()).connect();
  });
  expect(handle.current.state).toBe('connected');
});
