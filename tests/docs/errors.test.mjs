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

/** The rows of the table of categories: category, a text for end users, codes. `lead` is what each line begins with. */
const rows = (text, lead) => [...text.matchAll(new RegExp(`^${lead}\\| \`(\\w+)\` \\| (.*) \\| (.*\`\\w+\`.*) \\|$`, 'gm'))];

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
    const listed = rows(read('docs/errors.md'), '').flatMap(([, category, , codes]) => codes.match(/(?<=\[`)\w+/g).map(code => [code, category]));
    assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(Object.entries(CODES).map(([code, { category }]) => [code, category])));
    assert.equal(listed.length, Object.keys(CODES).length);
  });
});

test('the texts for end users are those of the types', () => {
  const texts = (text, lead) => rows(text, lead).map(([, category, said]) => [category, said]);
  const said = texts(read('docs/errors.md'), '');
  assert.equal(said.length, 9);
  assert.deepEqual(said, texts(readFileSync(join(root, 'pkg-template/types/index.d.ts'), 'utf8'), ' \\* '));
});

/** Names with an underscore in code style that are no error codes: reasons of `ended`, and a stage. Scenarios of the emulator are others. */
const OTHERS = new Set(['user_ended', 'page_closed', 'element_removed', 'caller_vanished', 'no_media', 'transfer_complete', 'no_agent_available', 'agent_audio']);
const scenarios = readFileSync(join(root, 'emulator/README.md'), 'utf8').match(/(?<=^\| `)\w+/gm);

test('no page of the documentation names a code that does not exist', () => {
  const names = files
    .filter(file => /^(README\.md|pkg-template\/|docs\/(guides\/|README|errors|reconnect)|examples\/)/.test(file))
    .flatMap(file => [...read(file).matchAll(/['`]([a-z]+(?:_[a-z0-9]+)+)['`]/g)].map(([, name]) => [name, file]))
    .filter(([name]) => !Object.hasOwn(CODES, name) && !OTHERS.has(name) && !scenarios.includes(name) && !/^agt_/.test(name));
  assert.deepEqual(names, []);
});
