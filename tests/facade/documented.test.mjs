// The types say what the code knows: every code with its category, every event, every option.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CODES } from '../../pkg-template/codes.js';
import { createVoiceCallClass } from '../../pkg-template/voice-call.js';
import { OPTIONS } from './fake-wasm.mjs';

const types = readFileSync(new URL('../../pkg-template/types/index.d.ts', import.meta.url), 'utf8');
const VoiceCall = createVoiceCallClass(() => assert.fail('loaded'));

/** The body of an interface. */
const body = name => new RegExp(`export interface ${name} \\{\\n([^]*?)\\n\\}`).exec(types)[1];
/** The members of an interface, without their comments. */
const members = name => [...body(name).matchAll(/^ {2}(\w+)\??:/gm)].map(([, member]) => member);
/** Every name in a hint that lists them. */
const listed = run => {
  try {
    run();
  } catch ({ hint }) {
    return hint.replace(/^The \w+ are /, '').replace('.', '').split(', ').sort();
  }
};

test('fault_52: every code stands in the union, in the list and in the row of its category', () => {
  const union = [...types.slice(types.indexOf('export type VoisnapErrorCode =')).matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);
  assert.deepEqual(union.toSorted(), Object.keys(CODES).sort());
  const rows = Object.fromEntries([...types.matchAll(/^ \* \| `(\w+)` \| .* \| (.*) \|$/gm)].map(([, category, codes]) => [category, codes.match(/\w+/g)]));
  for (const [code, { category }] of Object.entries(CODES)) assert.ok(rows[category]?.includes(code), `${code} in ${category}`);
  assert.equal(Object.values(rows).flat().length, union.length, 'and nowhere else');
  const list = types.slice(types.indexOf('Why something failed'), types.indexOf('export type VoisnapErrorCode ='));
  for (const code of union) assert.match(list, new RegExp(`\`${code}\``));
});

test('fault_49: every event is typed', () => assert.deepEqual(listed(() => new VoiceCall(OPTIONS).on('x', () => {})), members('VoiceCallEvents').sort()));

test('every option is typed', () => {
  const typed = new Set(['CommonOptions', 'AgentOptions', 'SessionOptions'].flatMap(members));
  assert.deepEqual(listed(() => new VoiceCall({ ...OPTIONS, x: 1 })), [...typed].sort());
});

test('every member of the call is typed, and every typed one is there', () => {
  const [, declared] = /export class VoiceCall \{\n([^]*?)\n\}/.exec(types);
  const typed = new Set([...declared.matchAll(/^ {2}(?:readonly )?(\w+)[?:(<]/gm)].map(([, name]) => name));
  const real = Object.getOwnPropertyNames(VoiceCall.prototype).filter(name => !name.startsWith('_'));
  assert.deepEqual([...typed].sort(), real.sort());
});

test('what is public has a comment', () => {
  const bare = types.split('\n').filter((line, at, lines) => /^ {2}(readonly )?\w+[?:(<]/.test(line) && !/\*\/|^ {2}\|/.test(lines[at - 1]));
  const known = /^ {2}(session\?: undefined|agentId\?: undefined|metadata\?: undefined|level: |code: VoisnapErrorCode;|(status|retryAfterMs|closeCode)\?: number\b|traceId\?: string\b|(data|cause)\?: unknown;|readonly name: )/;
  assert.deepEqual(bare.filter(line => !known.test(line)), []);
});
