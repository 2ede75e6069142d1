// The parts of <voisnap-call> that need no document.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ENGLISH, languageOf, textsFor } from '../../pkg-template/element/texts.js';
import { tokenFrom } from '../../pkg-template/element/token.js';

const source = name => readFile(new URL(`../../pkg-template/${name}`, import.meta.url), 'utf8');

test('texts fall back from the region to the language to English, and the page’s own win', () => {
  const languages = { de: { start: 'Anrufen', mute: 'Stumm' }, 'de-AT': { start: 'Anläuten' }, fr: { start: 'Appeler' } };
  assert.equal(textsFor(languages, 'de-AT', undefined).start, 'Anläuten');
  assert.equal(textsFor(languages, 'DE-at-1996', undefined).mute, 'Stumm');
  assert.equal(textsFor(languages, 'de-CH', undefined).start, 'Anrufen');
  assert.equal(textsFor(languages, 'es', undefined).start, ENGLISH.start);
  assert.equal(textsFor(languages, '', undefined).start, ENGLISH.start);
  assert.equal(textsFor(languages, 'de', { start: 'Los' }).start, 'Los');
  assert.equal(textsFor({}, 'constructor', undefined).start, ENGLISH.start);
  assert.equal(textsFor(languages, 'de', { start: undefined }).start, 'Anrufen', 'what an application has no text for');
});

test('the language is the nearest, through shadow roots', () => {
  const node = (lang, parentNode, host) => ({ getAttribute: () => lang, parentNode, host });
  const page = node('pt-BR', null);
  assert.equal(languageOf(node(null, page)), 'pt-BR');
  assert.equal(languageOf(node('de', page)), 'de');
  assert.equal(languageOf(node(null, { parentNode: null, host: node(null, page) })), 'pt-BR', 'a shadow root has no attributes');
  assert.equal(languageOf(node(null, null)), '');
});

test('every text that the element uses is described in the types, and no other', async () => {
  const types = (await source('types/element.d.ts')).match(/interface VoisnapCallTexts \{(.*?)\n\}/s)[1];
  const described = [...types.matchAll(/^ {2}(\w+): string;$/gm)].map(([, name]) => name);
  assert.deepEqual(described.toSorted(), Object.keys(ENGLISH).toSorted());
  for (const [name, text] of Object.entries(ENGLISH)) assert.match(text, /\S/, name);
});

/** The names in backticks of one paragraph of the element's documentation. */
const documented = async (title, pattern) => {
  const [, paragraph] = (await source('types/element.d.ts')).match(new RegExp(`\\*\\*${title}\\*\\*([^]*?)\n \\*\n`));
  return [...new Set([...paragraph.matchAll(pattern)].map(([, name]) => name))].sort();
};

test('every custom property of the sheet is documented, and no other', async () => {
  const used = [...(await source('element/element.css')).matchAll(/var\((--voisnap-[\w-]+)/g)].map(([, name]) => name);
  assert.deepEqual(await documented('Custom properties', /`(--voisnap-[\w-]+)`/g), [...new Set(used)].sort());
});

test('every part is documented, and no other', async () => {
  const view = (await Promise.all(['view', 'transcript', 'keypad', 'devices'].map(name => source(`element/${name}.js`)))).join('\n');
  const used = [...view.matchAll(/part: '([\w-]+)'|\b(?:box|button|primary|control|timer)\(\s*'([\w-]+)'/g)].map(([, ...names]) => names.find(Boolean));
  assert.deepEqual(await documented('Parts', /`([a-z][\w-]+)`/g), [...new Set([...used, 'control', 'line', 'user-line', 'agent-line'])].sort());
});

/** What tokenFrom() makes of a response. */
const token = async (body, init, t) => {
  const requests = [];
  t.mock.method(globalThis, 'fetch', async (...args) => (requests.push(args), new Response(body, init)));
  const outcome = await tokenFrom('/voice-token')().catch(error => error);
  return { outcome, requests };
};

test('the token route is requested with the page’s credentials and never from a cache', async t => {
  const { outcome, requests: [[url, options]] } = await token('eyJ.a.b', {}, t);
  assert.equal(outcome, 'eyJ.a.b');
  assert.equal(url, '/voice-token');
  assert.equal(options.credentials, 'include');
  assert.equal(options.cache, 'no-store');
});

for (const [name, body] of [
  ['text', ' eyJ.a.b\r\n'], ['a JSON string', '"eyJ.a.b"'], ['accessToken', '{"accessToken":"eyJ.a.b"}'], ['token', '{"token":"eyJ.a.b","expiresIn":60}'],
]) {
  test(`a token comes as ${name}`, async t => assert.equal((await token(body, {}, t)).outcome, 'eyJ.a.b'));
}

for (const [name, body, status] of [
  ['a status that is not ok', 'eyJ.a.b', 403], ['a page', '<!doctype html><p>Sign in', 200], ['markup without a space', '<html>Sign</html>', 200], ['nothing', '', 200], ['JSON without it', '{"jwt":"eyJ.a.b"}', 200],
  ['null', 'null', 200], ['a number', '{"token":5}', 200],
]) {
  test(`no token comes with ${name}: the error has the status and quotes nothing`, async t => {
    const { outcome } = await token(body, { status }, t);
    assert.ok(outcome instanceof Error);
    assert.equal(outcome.status, status);
    assert.ok(!outcome.message.includes('eyJ') && !outcome.message.includes('Sign'));
  });
}
