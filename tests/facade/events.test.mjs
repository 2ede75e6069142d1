import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Listeners } from '../../pkg-template/events.js';

let listeners;
let received;
let reported;

beforeEach(() => {
  listeners = new Listeners();
  received = [];
  reported = [];
  globalThis.reportError = error => reported.push(error);
});
afterEach(() => delete globalThis.reportError);

const into = name => detail => received.push([name, detail]);

test('every handler receives each event, in order, until it stops', () => {
  const stop = listeners.add('track', into('a'), false);
  listeners.add('track', into('b'), false);
  listeners.emit('track', 1);
  stop();
  listeners.emit('track', 2);
  assert.deepEqual(received, [['a', 1], ['b', 1], ['b', 2]]);
});

test('events without handlers are nothing', () => {
  listeners.emit('track', 1);
  listeners.remove('track', () => {});
});

test('once receives one event, even when it is emitted again from inside', () => {
  listeners.add('track', detail => { received.push(detail); listeners.emit('track', 2); }, true);
  listeners.emit('track', 1);
  assert.deepEqual(received, [1]);
});

test('once can be taken back by its handler', () => {
  const handler = into('a');
  listeners.add('track', handler, true);
  listeners.remove('track', handler);
  listeners.emit('track', 1);
  assert.deepEqual(received, []);
});

test('a handler added twice is called once', () => {
  const handler = into('a');
  listeners.add('track', handler, false);
  listeners.add('track', handler, false);
  listeners.emit('track', 1);
  assert.equal(received.length, 1);
});

for (const [first, second] of [[false, true], [true, false]]) {
  test(`a handler of on() and of once() stays, added ${first ? 'with once() first' : 'with on() first'}`, () => {
    const handler = into('a');
    listeners.add('track', handler, first);
    listeners.add('track', handler, second);
    for (const detail of [1, 2]) listeners.emit('track', detail);
    assert.deepEqual(received, [['a', 1], ['a', 2]]);
  });
}

test('a function that stops listening stops what it came with only, however often it is called', () => {
  const handler = into('a');
  const stop = listeners.add('track', handler, false);
  stop();
  listeners.add('track', handler, false);
  stop();
  listeners.emit('track', 1);
  assert.deepEqual(received, [['a', 1]]);
});

test('a handler that throws is reported, and the others are called', () => {
  const thrown = new Error('application bug');
  listeners.add('track', () => { throw thrown; }, false);
  listeners.add('track', into('b'), false);
  listeners.emit('track', 1);
  assert.deepEqual(received, [['b', 1]]);
  assert.deepEqual(reported, [thrown]);
});

test('a handler added during an event receives the next one', () => {
  listeners.add('track', () => listeners.add('track', into('late'), false), true);
  listeners.emit('track', 1);
  assert.deepEqual(received, []);
  listeners.emit('track', 2);
  assert.deepEqual(received, [['late', 2]]);
});

test('a handler removed during an event does not receive it any more', () => {
  const late = into('late');
  listeners.add('track', () => listeners.remove('track', late), false);
  listeners.add('track', late, false);
  listeners.emit('track', 1);
  assert.deepEqual(received, []);
});

test('where reportError is missing the exception is thrown from a microtask', async () => {
  delete globalThis.reportError;
  const thrown = new Error('application bug');
  // The runner listens too, and would count the exception against this test.
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const caught = new Promise(resolve => process.once('uncaughtException', resolve));
  listeners.add('track', () => { throw thrown; }, false);
  listeners.emit('track', 1);
  assert.equal(await caught, thrown);
  others.forEach(listener => process.on('uncaughtException', listener));
});
