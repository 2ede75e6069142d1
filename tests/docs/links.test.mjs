// Every link of the documentation leads somewhere: to a file of this repository, and to a heading where it names one.
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../support/paths.mjs';
import { REPOSITORY, anchors, files, links, read } from './documents.mjs';

/** What a link of the documentation means inside this repository; undefined for a link that leads elsewhere. */
const inRepository = (file, target) => {
  const own = new RegExp(`^${REPOSITORY}/(?:blob|tree)/main/([^#]*)(?:#(.*))?$`).exec(target);
  if (own) return { path: own[1], anchor: own[2] };
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined;
  const [path, anchor] = target.split('#');
  return { path: path ? normalize(join(dirname(file), path)) : file, anchor };
};

const broken = file =>
  links(read(file)).flatMap(({ target, line }) => {
    const meant = inRepository(file, target);
    if (!meant) return [];
    const { path, anchor } = meant;
    if (path.startsWith('..') || !existsSync(join(root, path))) return `line ${line}: ${target}: no such file`;
    if (!anchor || /^L\d/.test(anchor)) return [];
    const isText = statSync(join(root, path)).isFile() && path.endsWith('.md');
    return isText && anchors(read(path)).includes(decodeURIComponent(anchor)) ? [] : `line ${line}: ${target}: no such heading`;
  });

describe('links', () => {
  for (const file of files) test(file, () => assert.deepEqual(broken(file), []));
});

test("the package's README links to nothing that npm does not have", () => {
  const relative = links(read('pkg-template/README.md')).filter(({ target }) => !/^(https:|mailto:|#)/.test(target));
  assert.deepEqual(relative, []);
});

test('every guide stands in the index', () => {
  const index = links(read('docs/README.md')).map(({ target }) => normalize(join('docs', target.split('#')[0])));
  const missing = files.filter(file => file.startsWith('docs/guides/') && !index.includes(file));
  assert.deepEqual(missing, []);
});
