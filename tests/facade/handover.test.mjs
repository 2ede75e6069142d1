// What the wasm half is given for each option: one JSON text, and the objects that no text can hold.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { VoisnapError } from '../../pkg-template/error.js';
import { handOver } from '../../pkg-template/handover.js';
import { OPTIONS } from './fake-wasm.mjs';

// The one browser class that is asked for by name.
class Track {}
globalThis.MediaStreamTrack = Track;
after(() => { delete globalThis.MediaStreamTrack; });

/** The parts by name, in the order in which src/js/options.rs takes them. */
const handed = options => {
  const parts = handOver({ ...OPTIONS, ...options });
  assert.equal(parts.length, 7);
  const [text, token, session, audio, isTrack, element, ownElement] = parts;
  return { plain: JSON.parse(text), token, session, audio, isTrack, element, ownElement };
};
const plain = options => handed(options).plain;

const LEAST = { agentId: 'agt_1', relay: false, negotiate: false, statefulReconnect: false };

test('the least options leave everything else to the wasm half', () => {
  const { plain, token, ...rest } = handed({});
  assert.deepEqual(plain, LEAST);
  assert.deepEqual(rest, { session: undefined, audio: undefined, isTrack: false, element: undefined, ownElement: true });
});

test('a token that is a text becomes a function, and is not in the JSON', () => {
  const [text, token] = handOver({ ...OPTIONS, accessToken: 'secret.jwt.x' });
  assert.equal(token(), 'secret.jwt.x');
  assert.ok(!text.includes('secret.jwt.x'));
});

test('a token function is handed over as it is, and not called', () => {
  const accessToken = () => assert.fail('called');
  assert.equal(handed({ accessToken }).token, accessToken);
});

test('a session, or a function for one, is handed over beside the JSON', () => {
  const made = { sessionId: 'wrtc_1', sessionToken: 'secret-token', iceServers: [] };
  for (const session of [made, async () => made]) {
    const parts = handOver({ accessToken: 'a.b.c', session });
    assert.equal(parts[2], session);
    assert.deepEqual(JSON.parse(parts[0]), { relay: false, negotiate: false, statefulReconnect: false });
  }
});

test('audio: constraints and the application’s own track are told apart', () => {
  const constraints = { echoCancellation: false };
  const track = new Track();
  for (const [audio, isTrack] of [[constraints, false], [track, true]]) {
    const given = handed({ audio });
    assert.equal(given.audio, audio);
    assert.equal(given.isTrack, isTrack);
  }
});

test('output: an element of its own, the application’s, or none', () => {
  const player = { srcObject: null };
  for (const [output, element, ownElement] of [[undefined, undefined, true], [player, player, false], ['none', undefined, false]]) {
    const given = handed({ output });
    assert.equal(given.element, element);
    assert.equal(given.ownElement, ownElement);
  }
});

test('each time-out stands under its own name, and an unset one not at all', () => {
  const timeouts = { session: 1, hub: 2, answer: 3, media: 4, hangUp: 5 };
  assert.deepEqual(plain({ timeouts }), { ...LEAST, ...timeouts });
  assert.deepEqual(plain({ timeouts: { hub: undefined, media: 7 } }), { ...LEAST, media: 7 });
});

for (const [given, taken, why] of [
  [0.2, 1, 'a part of a millisecond is not none'],
  [1500.5, 1501, 'rounded up, to whole milliseconds'],
  [2 ** 31 - 1, 2 ** 31 - 1, 'the longest that a browser’s timer can wait'],
  [2 ** 31, 2 ** 31 - 1, 'a timer would take it for no time at all'],
  [Number.MAX_VALUE, 2 ** 31 - 1, 'as long as can be'],
]) {
  test(`a limit of ${given} ms is one of ${taken}: ${why}`, () => {
    assert.equal(plain({ timeouts: { hub: given } }).hub, taken);
    assert.equal(plain({ reconnect: { forMs: given } }).forMs, taken);
  });
}

test('reconnect: never, for so long, or as long as is usual', () => {
  assert.equal(plain({ reconnect: false }).forMs, 0);
  assert.equal(plain({ reconnect: { forMs: 30_000 } }).forMs, 30_000);
  for (const reconnect of [undefined, {}, { forMs: undefined }]) assert.ok(!('forMs' in plain({ reconnect })), 'the wasm half knows the usual');
});

test('hub: each flag is true or false, whatever stood for it', () => {
  const flags = hub => (({ negotiate, statefulReconnect }) => [negotiate, statefulReconnect])(plain({ hub }));
  assert.deepEqual(flags(undefined), [false, false]);
  assert.deepEqual(flags({}), [false, false]);
  assert.deepEqual(flags({ negotiate: true }), [true, false]);
  assert.deepEqual(flags({ statefulReconnect: true }), [false, true]);
  assert.deepEqual(flags({ negotiate: 1, statefulReconnect: null }), [true, false]);
});

test('iceTransportPolicy: relay only when it says so', () => {
  assert.deepEqual(['relay', 'all', undefined].map(iceTransportPolicy => plain({ iceTransportPolicy }).relay), [true, false, false]);
});

test('agent, base URL and metadata are as they were given', () => {
  const given = { agentId: 'agt_"ü"', baseUrl: 'wss://example.com/x', metadata: { text: 'ü"\\', number: 1e21, list: [null, true], nested: { a: 1 } } };
  assert.deepEqual(plain(given), { ...LEAST, ...given });
});

test('a logger stays with the facade', () => {
  assert.deepEqual(plain({ logger() {} }), LEAST);
});

const circle = {};
circle.self = circle;
for (const [name, metadata] of [
  ['a circle', circle],
  ['a BigInt', { big: 1n }],
  ['a toJSON that throws', { toJSON() { throw new Error('no'); } }],
]) {
  test(`metadata that JSON cannot hold is the application’s mistake: ${name}`, () => {
    assert.throws(() => handOver({ ...OPTIONS, metadata }), error => {
      assert.ok(error instanceof VoisnapError);
      assert.equal(error.code, 'invalid_options');
      assert.match(error.message, /metadata/);
      assert.notEqual(error.hint, '');
      assert.ok(error.cause instanceof Error, 'and it says what JSON.stringify said');
      return true;
    });
  });
}
