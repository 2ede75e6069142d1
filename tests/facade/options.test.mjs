import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VoisnapError } from '../../pkg-template/error.js';
import { createVoiceCallClass } from '../../pkg-template/voice-call.js';
import { OPTIONS, fakeLoader } from './fake-wasm.mjs';

const loader = fakeLoader();
const VoiceCall = createVoiceCallClass(loader.load);
const SESSION = { sessionId: 'wrtc_1', sessionToken: 'secret-token', iceServers: [] };

const refused = (options, code, words) =>
  assert.throws(
    () => new VoiceCall(options),
    error => {
      assert.ok(error instanceof VoisnapError);
      assert.equal(error.code, code);
      assert.match(error.message, words);
      assert.notEqual(error.hint, '');
      assert.equal(error.recoverable, false);
      return true;
    },
  );

const accepted = {
  'the least': OPTIONS,
  'a token function': { ...OPTIONS, accessToken: () => 'a.b.c' },
  'a session': { accessToken: 'a.b.c', session: SESSION },
  'a session function': { accessToken: 'a.b.c', session: async () => SESSION },
  'undefined options': { ...OPTIONS, session: undefined, audio: undefined, timeouts: { hub: undefined } },
  everything: {
    ...OPTIONS,
    metadata: { userId: 'u' },
    baseUrl: 'ws://localhost:5170/some/path',
    audio: { echoCancellation: false },
    output: 'none',
    iceTransportPolicy: 'relay',
    timeouts: { session: 1, hub: 2, answer: 3, media: 4, hangUp: 5 },
    reconnect: { forMs: 1000 },
    hub: { negotiate: true },
    logger: () => {},
  },
  'no reconnecting': { ...OPTIONS, reconnect: false },
};

for (const [name, options] of Object.entries(accepted)) {
  test(`accepts ${name}`, () => assert.equal(new VoiceCall(options).state, 'idle'));
}

const invalid = [
  ['no options', undefined, /object of options/],
  ['null', null, /object of options/],
  ['an array', [], /object of options/],
  ['a misspelt option', { ...OPTIONS, agentID: 'x' }, /There is no option 'agentID'/],
  ['an option named like an Object method', { ...OPTIONS, toString: 'x' }, /There is no option 'toString'/],
  ['no token', { agentId: 'agt_1' }, /'accessToken' is missing/],
  ['an empty token', { ...OPTIONS, accessToken: '' }, /'accessToken' must be/],
  ['a token promise', { ...OPTIONS, accessToken: Promise.resolve('a.b.c') }, /'accessToken' must be/],
  ['neither agent nor session', { accessToken: 'a.b.c' }, /Exactly one/],
  ['both agent and session', { ...OPTIONS, session: SESSION }, /Exactly one/],
  ['an empty agent', { ...OPTIONS, agentId: '' }, /'agentId' must be/],
  ['a session string', { accessToken: 'a.b.c', session: 'wrtc_1' }, /'session' must be/],
  ['metadata that is no object', { ...OPTIONS, metadata: 'x' }, /'metadata' must be/],
  ['a relative base URL', { ...OPTIONS, baseUrl: '/api' }, /'baseUrl' must be/],
  ['a base URL of another kind', { ...OPTIONS, baseUrl: 'ftp://x' }, /'baseUrl' must be/],
  ['a base URL without a scheme', { ...OPTIONS, baseUrl: 'localhost:5170' }, /'baseUrl' must be/],
  ['audio: true', { ...OPTIONS, audio: true }, /'audio' must be/],
  ['output by selector', { ...OPTIONS, output: '#player' }, /'output' must be/],
  ['an ICE policy that is none', { ...OPTIONS, iceTransportPolicy: 'turn' }, /'iceTransportPolicy' must be/],
  ['an unknown time-out', { ...OPTIONS, timeouts: { ice: 1 } }, /'timeouts' must be .*session, hub, answer, media, hangUp/],
  ...[0, -1, NaN, Infinity, '1000', null].map(value => [`a time-out of ${value}`, { ...OPTIONS, timeouts: { hub: value } }, /'timeouts' must be/]),
  ['reconnect: true', { ...OPTIONS, reconnect: true }, /'reconnect' must be/],
  ['reconnecting for ever', { ...OPTIONS, reconnect: { forMs: Infinity } }, /'reconnect' must be/],
  ['a logger object', { ...OPTIONS, logger: console }, /'logger' must be/],
];

for (const [name, options, words] of invalid) {
  test(`refuses ${name}`, () => refused(options, 'invalid_options', words));
}

test('the hint of an unknown option lists the known ones', () => {
  assert.throws(() => new VoiceCall({ ...OPTIONS, acessToken: 'x' }), ({ hint }) => /accessToken, agentId, .*logger/.test(hint));
});

test('refuses API keys without repeating them', () => {
  for (const key of ['vsnp_live_s3cr3t', 'vsnp_sb_s3cr3t']) {
    refused({ ...OPTIONS, accessToken: key }, 'api_key_in_browser', /API key/);
    assert.throws(() => new VoiceCall({ ...OPTIONS, accessToken: key }), error => !`${error.message}${error.hint}`.includes('s3cr3t'));
  }
});

test('no value is quoted in an error', () => {
  const secret = 's3cr3t';
  for (const options of [{ ...OPTIONS, baseUrl: secret }, { accessToken: secret }, { accessToken: 'x', agentId: '', session: secret }, { ...OPTIONS, output: secret }]) {
    assert.throws(() => new VoiceCall(options), error => !`${error.message}${error.hint}`.includes(secret));
  }
});

test('a constructor loads nothing', () => {
  new VoiceCall(OPTIONS);
  assert.equal(loader.loads, 0);
});
