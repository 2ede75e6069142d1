// <voisnap-call> where Vue keeps, hides, moves and takes away elements; and VoiceCall in a component that is kept alive.
import { KeepAlive, Teleport, Transition, createApp, defineComponent, h, isProxy, nextTick, onUnmounted, ref } from 'vue';
import { afterEach, expect, test, vi } from 'vitest';
import { VoiceCall } from '@voisnap/webrtc';
import { VoisnapCallElement } from '@voisnap/webrtc/element';
import { container, voisnap } from './page.js';

let app;
afterEach(() => app.unmount());

const mount = render => {
  app = createApp({ render });
  app.config.compilerOptions.isCustomElement = tag => tag === 'voisnap-call';
  app.mount(container);
};
const element = (properties = {}) => h('voisnap-call', { 'agent-id': 'agt_1', '.accessToken': async () => 'a.b.c', ...properties });
const placed = () => container.querySelector('voisnap-call');

/** Connects the element's call; gives the scripted one. */
const connect = async (element = placed()) => {
  const started = element.start();
  const call = await voisnap.nextCall();
  await started;
  expect(element.state).toBe('connected');
  return call;
};

const endedAsRemoved = async call => {
  await vi.waitUntil(() => call.state === 'ended');
  expect(call.hungUpWith).toBe('element_removed');
};

test('a template ref is the element itself, with its methods and properties', async () => {
  const kept = ref(null);
  mount(() => element({ ref: kept }));
  expect(kept.value).toBe(placed());
  expect(kept.value).toBeInstanceOf(VoisnapCallElement);
  expect(isProxy(kept.value)).toBe(false);
  const call = await connect(kept.value);
  kept.value.mute();
  expect([call.muted, kept.value.muted]).toEqual([true, true]);
  await kept.value.hangUp('done');
  expect(call.hungUpWith).toBe('done');
});

test('v-if: its call ends with it, and the next element places another', async () => {
  const shown = ref(true);
  mount(() => (shown.value ? element() : null));
  const [before, first] = [placed(), await connect()];
  shown.value = false;
  await nextTick();
  await endedAsRemoved(first);
  shown.value = true;
  await nextTick();
  expect(placed()).not.toBe(before);
  expect((await connect()).state).toBe('connected');
});

test('<KeepAlive>: its call ends when its component is hidden; shown again, the same element places another', async () => {
  const shown = ref(true);
  const View = defineComponent(() => () => element());
  mount(() => h(KeepAlive, () => (shown.value ? h(View) : null)));
  const [before, first] = [placed(), await connect()];
  shown.value = false;
  await nextTick();
  expect(placed()).toBe(null);
  await endedAsRemoved(first);
  shown.value = true;
  await nextTick();
  expect(placed()).toBe(before);
  expect(before.state).toBe('idle');
  expect((await connect()).state).toBe('connected');
});

test('<Transition>: its call goes on until it has left', async () => {
  const shown = ref(true);
  let finish;
  mount(() => h(Transition, { css: false, onLeave: (_, done) => (finish = done) }, () => (shown.value ? element() : null)));
  const call = await connect();
  shown.value = false;
  await nextTick();
  expect(finish).toBeDefined();
  expect([placed().isConnected, call.state]).toEqual([true, 'connected']);
  finish();
  await endedAsRemoved(call);
  expect(placed()).toBe(null);
});

test('<Transition>: brought back while it leaves, another element takes its place', async () => {
  const shown = ref(true);
  mount(() => h(Transition, { css: false, onLeave: () => {} }, () => (shown.value ? element() : null)));
  const call = await connect();
  shown.value = false;
  await nextTick();
  shown.value = true;
  await nextTick();
  await endedAsRemoved(call);
  expect(container.querySelectorAll('voisnap-call').length).toBe(1);
});

test('in a list that is put in another order the calls go on', async () => {
  const order = ref(['a', 'b', 'c']);
  mount(() => order.value.map(key => element({ key, 'agent-id': `agt_${key}` })));
  const elements = [...container.querySelectorAll('voisnap-call')];
  const calls = [];
  for (const element of elements) calls.push(await connect(element));
  order.value = ['c', 'a', 'b'];
  await nextTick();
  expect([...container.querySelectorAll('voisnap-call')].map(({ agentId }) => agentId)).toEqual(['agt_c', 'agt_a', 'agt_b']);
  await new Promise(resolve => queueMicrotask(resolve)); // an element that is not back by now ends its call
  expect(calls.map(({ state }) => state)).toEqual(['connected', 'connected', 'connected']);
});

test('<Teleport>: its call goes on in the other place', async () => {
  const there = document.body.appendChild(document.createElement('aside'));
  const to = ref(container);
  mount(() => h(Teleport, { to: to.value }, element()));
  const call = await connect(document.querySelector('voisnap-call'));
  to.value = there;
  await nextTick();
  expect(there.querySelector('voisnap-call').state).toBe('connected');
  await new Promise(resolve => queueMicrotask(resolve));
  expect(call.state).toBe('connected');
  there.remove();
  await endedAsRemoved(call);
});

test('a VoiceCall in <KeepAlive> goes on while its component is hidden, and ends with it', async () => {
  const shown = ref(true);
  const View = defineComponent(() => {
    const call = ref(new VoiceCall({ agentId: 'agt_1', accessToken: 'a.b.c' }));
    call.value.start();
    onUnmounted(() => call.value.hangUp('unmounted'));
    return () => h('output', call.value.state);
  });
  mount(() => h(KeepAlive, () => (shown.value ? h(View) : null)));
  const call = await voisnap.nextCall();
  shown.value = false;
  await nextTick();
  expect(call.state).toBe('connected');
  app.unmount();
  expect(call.hungUpWith).toBe('unmounted');
});
