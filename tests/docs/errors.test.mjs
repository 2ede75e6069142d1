// docs/errors.md says of each code what the table says (src/error/code.rs, by way of codes.js), and the documentation names no code that does not exist.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CODES } from '../../pkg-template/codes.js';
import { root } from '../support/paths.mjs';
import { files, read } from './documents.mjs';

/** The page's sections by heading, each with its text. */
const sections = Object.fromEntries(
  read('docs/errors.md')
    .split(/^### /m)
    .slice(1)
    .map(section => [/^`?(\w+)`?\n/.exec(section)?.[1], section.split(/^## /m)[0]]),
);

describe('docs/errors.md', () => {
  test('has a section for each code, and for nothing else', () => assert.deepEqual(Object.keys(sections).sort(), Object.keys(CODES).sort()));

  for (const [code, { category, recoverable, hint }] of Object.entries(CODES)) {
    test(code, () => {
      const section = sections[code] ?? '';
      assert.ok(section.includes(`\n\`${category}\` · ${recoverable ? 'recoverable' : 'not recoverable'}\n`), `its category and whether it is recoverable: ${category}, ${recoverable}`);
      assert.ok(section.includes(`\n**Hint:** ${hint}\n`), `its hint: ${hint}`);
      assert.match(section, /^\*\*Cause:\*\* \S/m);
      assert.match(section, /^\*\*What to do:\*\* \S/m);
    });
  }

  test('has each code in the row of its category', () => {
    const rows = [...read('docs/errors.md').matchAll(/^\| `(\w+)` \| "?.* \| (.*) \|$/gm)];
    const listed = rows.flatMap(([, category, codes]) => codes.match(/(?<=\[`)\w+/g).map(code => [code, category]));
    assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(Object.entries(CODES).map(([code, { category }]) => [code, category])));
    assert.equal(listed.length, Object.keys(CODES).length);
  });
});

/** Names with an underscore in code style that are no error codes: reasons of `ended`, stages, fields, the emulator's scenarios. */
const OTHERS = new Set([
  'user_ended', 'page_closed', 'element_removed', 'agent_audio', 'caller_vanished', 'no_media', 'transfer_complete', 'no_agent_available', 'restart_ice',
  'access_token', 'node_modules', 'wasm_bindgen', 'voisnap_webrtc', 'spawn_local', 'hang_up', 'hub_client', 'error_table', 'fuzz_signalr', 'rust_face', 'use_auth_secret',
  'voisnap_bg', 'token_fn', 'is_final', 'new_peer',
]);
const scenarios = readFileSync(join(root, 'emulator/README.md'), 'utf8').match(/(?<=^\| `)\w+/gm);

test('no page of the documentation names a code that does not exist', () => {
  const names = files
    .filter(file => /^(README\.md|pkg-template\/|docs\/(guides\/|README|errors|reconnect)|examples\/)/.test(file))
    .flatMap(file => [...read(file).matchAll(/['`]([a-z]+(?:_[a-z0-9]+)+)['`]/g)].map(([, name]) => [name, file]))
    .filter(([name]) => !Object.hasOwn(CODES, name) && !OTHERS.has(name) && !scenarios.includes(name) && !/^agt_/.test(name));
  assert.deepEqual(names, []);
});
