// fault_09: a call inside a reactive store works: every member, through whatever the page wraps around it.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { isProxy, reactive, readonly, ref, shallowReactive, toRaw } from '@vue/reactivity';
import { createVoiceCallClass } from '../../pkg-template/voice-call.js';
import { FakeCall, OPTIONS, fakeLoader, record, settle } from './fake-wasm.mjs';

let loader;
let VoiceCall;
beforeEach(() => {
  loader = fakeLoader();
  loader.ready();
  VoiceCall = createVoiceCallClass(loader.load);
  FakeCall.last = undefined;
});

/** A proxy that wraps every object and function that it hands out, as deep stores do, and knows no exception. */
const deep = target =>
  new Proxy(target, {
    get: (object, name, receiver) => {
      const value = Reflect.get(object, name, receiver);
      return (typeof value === 'object' && value !== null) || typeof value === 'function' ? deep(value) : value;
    },
  });

/** A store that copies what it is given into an object of its own (as Valtio does). */
const copied = call => Object.create(Object.getPrototypeOf(call), Object.getOwnPropertyDescriptors(call));

const WRAPPERS = {
  'Vue ref': call => ref(call).value,
  'Vue reactive state': call => reactive({ call }).call,
  'Vue reactive list': call => reactive([call])[0],
  'Vue reactive map': call => reactive(new Map([['call', call]])).get('call'),
  'Vue reactive': call => reactive(call),
  'Vue readonly': call => readonly({ call }).call,
  'Vue shallowReactive': call => shallowReactive({ call }).call,
  'a bare Proxy': call => new Proxy(call, {}),
  'a Proxy that uses Reflect with its receiver': call => new Proxy(call, { get: (...args) => Reflect.get(...args), set: (...args) => Reflect.set(...args) }),
  'a Proxy of a Proxy': call => new Proxy(new Proxy(call, {}), {}),
  'a deep Proxy': deep,
  'an object that inherits from it': call => Object.create(call),
  'a copy of its properties': copied,
};

for (const [name, wrap] of Object.entries(WRAPPERS)) {
  test(`fault_09: ${name}: a whole call`, async () => {
    const call = wrap(new VoiceCall(OPTIONS));
    assert.ok(call instanceof VoiceCall);
    const events = record(call);
    assert.deepEqual([call.state, call.signaling, call.muted, call.sessionId, call.conversationId], ['idle', 'idle', false, undefined, undefined]);
    call.mute();
    assert.equal(call.muted, true);
    call.unmute();

    const prepared = call.prepare();
    const started = call.start({ signal: new AbortController().signal });
    await settle();
    const wasm = FakeCall.last;
    assert.deepEqual(wasm.log, [['prepare'], ['start']]);
    wasm.emit('statechange', { state: 'connected', previous: 'connecting' });
    Object.assign(wasm, { sessionId: 'wrtc_1', localStream: 'mine', remoteStream: 'theirs' });
    wasm.answers.prepare.resolve();
    wasm.answers.start.resolve({ sessionId: 'wrtc_1' });
    await prepared;
    assert.equal((await started).sessionId, 'wrtc_1');
    assert.deepEqual([call.state, call.sessionId, call.localStream, call.remoteStream], ['connected', 'wrtc_1', 'mine', 'theirs']);

    for (const [method, ...args] of [['sendDtmf', '1'], ['getStats'], ['resumeAudio']]) {
      const asked = call[method](...args);
      wasm.answers[method].resolve();
      await asked;
    }
    await assert.rejects(call.setMicrophone('x'), { code: 'unsupported' });
    await assert.rejects(call.setSpeaker('x'), { code: 'unsupported' });

    let count = 0;
    const handler = () => count++;
    call.on('hubevent', handler);
    call.once('hubevent', handler);
    call.off('hubevent', handler);
    wasm.emit('hubevent', { name: 'X', args: [] });
    assert.equal(count, 0);

    const hungUp = call.hangUp();
    wasm.emit('statechange', { state: 'ended', previous: 'connected' });
    wasm.emit('ended', { reason: 'user_ended', by: 'user', durationMs: 1 });
    wasm.answers.hangUp.resolve();
    await hungUp;
    assert.equal(call.state, 'ended');
    assert.equal(events.at(-1)[0], 'ended');
  });
}

describe('fault_09: Vue leaves a call as it is', () => {
  test('in a ref and in reactive state', () => {
    const call = new VoiceCall(OPTIONS);
    assert.equal(ref(call).value, call);
    assert.equal(reactive({ call }).call, call);
    assert.equal(isProxy(reactive(call)), false);
    assert.equal(toRaw(call), call);
  });
});

test('fault_09: options from a reactive store are taken', async () => {
  const options = reactive({ ...OPTIONS, metadata: { plan: { name: 'gold' } }, timeouts: { hub: 5000 }, reconnect: { forMs: 1000 }, audio: { deviceId: 'x' } });
  new VoiceCall(options).prepare();
  await settle();
  const { metadata, hubTimeout, reconnectFor } = FakeCall.last.options;
  assert.deepEqual([metadata, hubTimeout, reconnectFor], ['{"plan":{"name":"gold"}}', 5000, 1000]);
});

test('fault_09: a call shows nothing of its inside to a page that lists its properties', () => {
  const call = new VoiceCall(OPTIONS);
  assert.deepEqual(Object.keys(call), []);
  assert.ok(!JSON.stringify(call).includes('a.b.c'));
});
