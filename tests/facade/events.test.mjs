import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Listeners } from '../../pkg-template/events.js';

let listeners;
let heard;
let reported;

beforeEach(() => {
  listeners = new Listeners();
  heard = [];
  reported = [];
  globalThis.reportError = error => reported.push(error);
});
afterEach(() => delete globalThis.reportError);

const hear = name => detail => heard.push([name, detail]);

test('every handler hears each event, in order, until it stops', () => {
  const stop = listeners.add('x', hear('a'), false);
  listeners.add('x', hear('b'), false);
  listeners.tell('x', 1);
  stop();
  listeners.tell('x', 2);
  assert.deepEqual(heard, [['a', 1], ['b', 1], ['b', 2]]);
});

test('events without handlers are nothing', () => {
  listeners.tell('x', 1);
  listeners.remove('x', () => {});
});

test('once hears one event, even when it is told again from inside', () => {
  listeners.add('x', detail => { heard.push(detail); listeners.tell('x', 2); }, true);
  listeners.tell('x', 1);
  assert.deepEqual(heard, [1]);
});

test('once can be taken back by its handler', () => {
  const handler = hear('a');
  listeners.add('x', handler, true);
  listeners.remove('x', handler);
  listeners.tell('x', 1);
  assert.deepEqual(heard, []);
});

test('a handler added twice is called once', () => {
  const handler = hear('a');
  listeners.add('x', handler, false);
  listeners.add('x', handler, false);
  listeners.tell('x', 1);
  assert.equal(heard.length, 1);
});

test('a handler that throws is reported, and the others are called', () => {
  const thrown = new Error('application bug');
  listeners.add('x', () => { throw thrown; }, false);
  listeners.add('x', hear('b'), false);
  listeners.tell('x', 1);
  assert.deepEqual(heard, [['b', 1]]);
  assert.deepEqual(reported, [thrown]);
});

test('a handler added during an event hears the next one', () => {
  listeners.add('x', () => listeners.add('x', hear('late'), false), true);
  listeners.tell('x', 1);
  assert.deepEqual(heard, []);
  listeners.tell('x', 2);
  assert.deepEqual(heard, [['late', 2]]);
});

test('a handler removed during an event does not hear it any more', () => {
  const late = hear('late');
  listeners.add('x', () => listeners.remove('x', late), false);
  listeners.add('x', late, false);
  listeners.tell('x', 1);
  assert.deepEqual(heard, []);
});

test('a handler that is no function is refused at once', () => {
  assert.throws(() => listeners.add('ended', undefined, false), TypeError);
});

test('where reportError is missing the exception is thrown from a microtask', async () => {
  delete globalThis.reportError;
  const thrown = new Error('application bug');
  // The runner listens too, and would count the exception against this test.
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const caught = new Promise(resolve => process.once('uncaughtException', resolve));
  listeners.add('x', () => { throw thrown; }, false);
  listeners.tell('x', 1);
  assert.equal(await caught, thrown);
  others.forEach(listener => process.on('uncaughtException', listener));
});
