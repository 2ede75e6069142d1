// <voisnap-call> in a Vue template: attributes, properties, events, and gone with its component.
import { createApp, nextTick } from 'vue';
import { expect, test, vi } from 'vitest';
import '@voisnap/webrtc/element';
import ElementView from './ElementView.vue';
import { container, voisnap } from './page.js';

test('takes a function and an object as properties, and its events reach the template', async () => {
  const accessToken = vi.fn(async () => 'a.b.c');
  const app = createApp(ElementView, { accessToken });
  const view = app.mount(container);
  const element = container.querySelector('voisnap-call');
  const started = element.start();
  const call = await voisnap.nextCall();
  await started;
  expect(accessToken).toHaveBeenCalled();
  expect(call.options).toMatchObject({ agentId: 'agt_1', metadata: { plan: 'gold' } });
  call.transcript({ speaker: 'agent', text: 'Hello.' });
  await nextTick();
  expect(view.states).toEqual(['connecting', 'connected']);
  expect(view.lines).toEqual(['Hello.']);

  view.shown = false;
  await nextTick(); // the element has left the page
  await vi.waitUntil(() => call.state === 'ended');
  expect(call.hungUpWith).toBe('element_removed');
  app.unmount();
});
