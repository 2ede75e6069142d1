// The errors of the package: what a code implies, and how they print.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CODES } from '../../pkg-template/codes.js';
import { VoisnapError, asVoisnapError } from '../../pkg-template/error.js';

const CATEGORIES = ['permission', 'device', 'network', 'auth', 'server', 'agent', 'configuration', 'cancelled', 'internal'];

describe('fault_50: a code alone makes the error that the SDK makes', () => {
  for (const [code, { hint, recoverable, category }] of Object.entries(CODES)) {
    test(code, () => {
      for (const error of [new VoisnapError({ code, message: 'What happened.' }), asVoisnapError({ code, message: 'What happened.' })]) {
        assert.ok(error instanceof VoisnapError && error instanceof Error);
        assert.equal(error.name, 'VoisnapError');
        assert.deepEqual([error.code, error.message, error.recoverable, error.category], [code, 'What happened.', recoverable, category]);
        assert.equal(error.hint, hint);
        assert.ok(CATEGORIES.includes(category));
      }
    });
  }

  test('what is given wins, and what is undefined is not given', () => {
    const error = new VoisnapError({ code: 'agent_error', message: '', recoverable: true, hint: undefined, status: 503, retryAfterMs: undefined });
    assert.deepEqual([error.recoverable, error.status, error.hint], [true, 503, CODES.agent_error.hint]);
    assert.ok(!('retryAfterMs' in error));
  });

  test('without a message it has an empty one', () => assert.equal(new VoisnapError({ code: 'network' }).message, ''));
});

describe('fault_51: the code stands in the text', () => {
  const error = new VoisnapError({ code: 'rate_limited', message: 'Too many requests.' });
  const text = 'VoisnapError [rate_limited]: Too many requests.';

  test('of the error', () => assert.equal(`${error}`, text));
  test('of its stack, which consoles print for an unhandled rejection', () => assert.equal(error.stack.split('\n')[0], text));
  test('while its name and message stay as they are', () => {
    assert.deepEqual([error.name, error.message], ['VoisnapError', 'Too many requests.']);
    assert.ok(!Object.keys(error).includes('name'));
  });
});

test('fault_52: every error has its category', () => {
  assert.equal(new VoisnapError({ code: 'microphone_denied' }).category, 'permission');
  assert.equal(asVoisnapError(new TypeError('x')).category, 'internal');
});

test('fault_53: no hint tells to start the same call again', () => {
  for (const { hint } of Object.values(CODES)) assert.doesNotMatch(hint, /start again/);
});

describe('fault_14: what was thrown is kept', () => {
  for (const cause of [new Error('x'), 'text', 0, null, undefined, { code: 5 }]) {
    test(`${cause}`, () => {
      const error = asVoisnapError({ code: 'session_failed', message: 'x', cause });
      assert.ok('cause' in error);
      assert.equal(error.cause, cause);
      assert.equal(asVoisnapError(error), error);
    });
  }

  test('what is no error of ours is the cause of internal_error', () => {
    for (const thrown of [new TypeError('x'), 'text', undefined, null, { code: 5, message: 'x' }, Object.assign(new Error('x'), { code: 'ENOENT' })]) {
      const error = asVoisnapError(thrown);
      assert.equal(error.code, 'internal_error');
      assert.equal(error.cause, thrown);
      assert.equal(error.recoverable, true);
    }
  });

  test('without a cause there is none', () => assert.ok(!('cause' in new VoisnapError({ code: 'network', message: 'x' }))));
});

test('network names the origin that CORS must allow', t => {
  globalThis.location = { origin: 'https://shop.example' };
  t.after(() => delete globalThis.location);
  assert.match(new VoisnapError({ code: 'network', message: 'x' }).hint, /https:\/\/shop\.example\.$/);
  assert.equal(new VoisnapError({ code: 'network', message: 'x', hint: 'Mine.' }).hint, 'Mine.');
});
