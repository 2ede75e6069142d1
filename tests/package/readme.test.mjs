// The figures of the package's README are those of the files that it is shipped with.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { pkg } from '../support/paths.mjs';

/** What stands in the first column, and the files behind the second (at import) and the third (with the first call). */
const FILES = {
  '`@voisnap/webrtc`': [['index.js'], ['load/embedded.js']],
  '`@voisnap/webrtc/inline`': [['inline.js'], []],
  '`@voisnap/webrtc/slim`': [['slim.js'], ['voisnap.wasm']],
  '`@voisnap/webrtc/react`, on top': [['react.js'], []],
  '`@voisnap/webrtc/element`, on top': [['element.js'], []],
  '`voisnap-webrtc.min.js`': [['voisnap-webrtc.min.js'], []],
};

const brotli = name => brotliCompressSync(readFileSync(join(pkg, name))).length;

test('the sizes in the README are those of the files, to a tenth or 500 bytes', () => {
  const rows = Object.fromEntries(
    [...readFileSync(join(pkg, 'README.md'), 'utf8').matchAll(/^\| ([^|]+) \| ([\d.]+) KB \| (?:([\d.]+) KB )?\|$/gm)].map(([, name, ...sizes]) => [name, sizes]),
  );
  for (const [name, columns] of Object.entries(FILES)) {
    columns.forEach((files, column) => {
      const real = files.reduce((sum, file) => sum + brotli(file), 0);
      const said = Number(rows[name]?.[column] ?? 0) * 1000;
      assert.ok(Math.abs(real - said) <= Math.max(500, real / 10), `${name}: the README says ${said} B, ${files} has ${real} B`);
    });
  }
});
