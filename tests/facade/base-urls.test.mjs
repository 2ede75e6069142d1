// Both faces take the same base URLs: tests/rust_face.rs reads this table, too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { VoiceCall } from '../../pkg-template/index.js';

const { taken, refused } = JSON.parse(readFileSync(new URL('../cases/base-urls.json', import.meta.url), 'utf8'));
const call = baseUrl => new VoiceCall({ agentId: 'agt_1', accessToken: 'jwt', baseUrl });

test('fault_19 a base URL is an address to append to', () => {
  for (const url of taken) assert.doesNotThrow(() => call(url), JSON.stringify(url));
  for (const url of refused) assert.throws(() => call(url), { code: 'invalid_options' }, JSON.stringify(url));
});
