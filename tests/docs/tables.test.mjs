// The tables of the guides have what the types have: every event with its fields, every attribute and property of the element.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/paths.mjs';
import { read } from './documents.mjs';

const types = name => readFileSync(join(root, 'pkg-template', 'types', `${name}.d.ts`), 'utf8');

/** The rows of the table with this header, each as its cells. */
const table = (file, header) => {
  const [, rows] = read(file).split(`| ${header} |\n`);
  assert.ok(rows, `${file} has the table: ${header}`);
  const lines = rows.split('\n');
  return lines.slice(1, lines.findIndex(line => !line.startsWith('|'))).map(line => line.slice(1, -1).split('|').map(cell => cell.trim()));
};
const names = cell => [...cell.matchAll(/`([\w-]+)\??`/g)].map(([, name]) => name);

test('every event, with its fields', () => {
  const [, body] = /export interface VoiceCallEvents \{\n([^]*?)\n\}/.exec(types('index'));
  const typed = [...body.matchAll(/^ {2}(\w+): (?:\{ (.*) \}|.*);$/gm)].map(([, name, fields = '']) => [name, [...fields.matchAll(/(\w+)\??: /g)].map(([, field]) => field)]);
  const written = table('docs/guides/events.md', 'event | detail | when').map(([name, fields]) => [names(name)[0], names(fields).filter(field => field !== 'VoisnapError')]);
  assert.deepEqual(written, typed);
});

test('every attribute and property of the element', () => {
  const [, attributes] = /\*\*Attributes\*\*: ([^]*?)\.\n/.exec(types('element'));
  const written = table('docs/guides/element.md', 'attribute | what').flatMap(([name]) => names(name));
  assert.deepEqual(written.toSorted(), names(attributes).sort());
  const [, body] = /export interface VoisnapCallElement [^]*?\{\n([^]*?)\n\}/.exec(types('element'));
  const camel = name => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const properties = [...body.matchAll(/^ {2}(?:readonly )?(\w+): /gm)].map(([, name]) => name);
  const documented = [...written.map(camel), ...table('docs/guides/element.md', 'property only | what').flatMap(([name]) => names(name))];
  assert.deepEqual(properties.filter(name => !documented.includes(name)), [], 'every property is documented');
  assert.deepEqual(documented.filter(name => !properties.includes(name) && !['lang', 'dir', 'nonce'].includes(name)), [], 'and no other is');
});

test('every method of a scripted call that the guide names', () => {
  const [, listed] = /What a test can do: ([^]*?)With `/.exec(read('docs/guides/testing.md'));
  const declared = types('testing');
  for (const [, name] of listed.matchAll(/`(\w+)(?:\(\))?`/g)) assert.match(declared, new RegExp(`^  (readonly )?${name}[(:?<]`, 'm'), name);
});
