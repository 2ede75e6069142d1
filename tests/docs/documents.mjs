// The repository's Markdown files, read as far as the tests of this folder need: headings, links and fenced code.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/paths.mjs';

/** Where the package's README links to: npm shows it without the repository beside it. */
export const REPOSITORY = 'https://github.com/voisnap/webrtc';

/** Every Markdown file of the repository, new ones included, by its path from the root. */
export const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);

export const read = file => readFileSync(join(root, file), 'utf8');

const FENCE = /^( *)(```+|~~~+) *([\w-]*)[^\n]*\n([^]*?)^\1\2[ \t]*$/gm;

/** The fenced blocks of a text: `{ language, code, line }`, `line` being that of the first line of code. */
export const fences = text =>
  [...text.matchAll(FENCE)].map(({ index, 0: all, 3: language, 4: code }) => ({
    language,
    code,
    line: text.slice(0, index + all.indexOf('\n') + 1).split('\n').length,
  }));

/** The text with its fenced blocks emptied, line by line, so that positions stay. */
export const prose = text => text.replace(FENCE, block => block.replace(/[^\n]/g, ''));

/** How GitHub names a heading's anchor. */
const slug = heading =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

/** The anchors of a Markdown text. A second heading of one name is `name-1`. */
export const anchors = text => {
  const seen = new Map();
  return [...prose(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => {
    const name = slug(heading);
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times ? `${name}-${times}` : name;
  });
};

/** The targets of a text's links and pictures, with the line of each. */
export const links = text => {
  const plain = prose(text).replace(/`[^`\n]*`/g, code => ' '.repeat(code.length));
  return [...plain.matchAll(/\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]: *(\S+)/gm)].map(({ index, 1: inline, 2: reference }) => ({
    target: inline ?? reference,
    line: plain.slice(0, index).split('\n').length,
  }));
};
