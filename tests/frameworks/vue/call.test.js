// VoiceCall in Vue itself: in each kind of reactive state, in a rendered template, and gone with its component. (Every member through every
// kind of proxy: tests/facade/faults-reactive.test.mjs.)
import { createApp, defineComponent, h, isProxy, nextTick, onUnmounted, reactive, ref, shallowReactive, shallowRef } from 'vue';
import { describe, expect, test } from 'vitest';
import { VoiceCall } from '@voisnap/webrtc';
import CallView from './CallView.vue';
import { container, voisnap } from './page.js';

const OPTIONS = { agentId: 'agt_1', accessToken: 'a.b.c' };

/** Each keeps a call in the state of a component, and gives what reads it. */
const KINDS = {
  ref: call => { const kept = ref(call); return () => kept.value; },
  shallowRef: call => { const kept = shallowRef(call); return () => kept.value; },
  reactive: call => { const kept = reactive({ call }); return () => kept.call; },
  shallowReactive: call => { const kept = shallowReactive({ call }); return () => kept.call; },
  'a ref of a list': call => { const kept = ref([call]); return () => kept.value[0]; },
};

describe.each(Object.entries(KINDS))('in %s', (_, keep) => {
  test('a whole call, shown by a component and ended with it', async () => {
    let read;
    const Component = defineComponent(() => {
      read = keep(new VoiceCall(OPTIONS));
      const state = ref('idle');
      const lines = ref([]);
      read().on('statechange', change => { state.value = change.state; });
      read().on('transcript', line => { lines.value.push(line); });
      onUnmounted(() => read().hangUp('unmounted'));
      return () => h('section', [h('output', state.value), lines.value.map(({ id, text }) => h('p', { key: id }, text))]);
    });
    const app = createApp(Component);
    app.mount(container);
    expect(isProxy(read())).toBe(false);
    const started = read().start();
    const call = await voisnap.nextCall();
    expect((await started).sessionId).toBe('wrtc_scripted_1');
    call.transcript({ speaker: 'agent', text: 'Hello.' });
    await nextTick();
    expect(container.querySelector('output').textContent).toBe('connected');
    expect(container.querySelector('p').textContent).toBe('Hello.');
    app.unmount();
    await read().hangUp(); // the same end
    expect(call).toMatchObject({ state: 'ended', hungUpWith: 'unmounted' });
  });
});

describe('a template', () => {
  test('binds to the methods of a call in a ref, and reads its properties', async () => {
    const app = createApp(CallView, { options: OPTIONS });
    app.mount(container);
    container.querySelector('[data-do=start]').click();
    const call = await voisnap.nextCall();
    await nextTick();
    expect(container.querySelector('output').textContent).toBe('connected wrtc_scripted_1');
    container.querySelector('[data-do=mute]').click();
    expect(call.muted).toBe(true);
    container.querySelector('[data-do=digit]').click();
    expect(call.digits).toBe('5');
    container.querySelector('[data-do=hang-up]').click();
    expect(call.hungUpWith).toBe('user_ended'); // the click's event is no reason
    await nextTick();
    app.unmount();
  });
});
