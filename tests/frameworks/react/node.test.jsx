// @vitest-environment node
// The import and the first render on a server, where no global of a browser is there.
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { createCaller } from './support.jsx';

test('renders without a browser', () => {
  expect(typeof window).toBe('undefined');
  const { handle, Caller } = createCaller();
  expect(renderToString(<Caller agentId="agt_1" />)).toContain('idle');
  expect(handle.current).toMatchObject({ state: 'idle', call: undefined });
});
