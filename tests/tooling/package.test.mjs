// The steps from wasm-bindgen's output to the package's text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transform } from 'esbuild';
import { asFactory } from '../../scripts/lib/bindings.mjs';
import { toImage } from '../../scripts/lib/image.mjs';

/** As pkg-template/wasm.js reads it. */
const fromImage = ({ text, key }) => Uint8Array.from(text, character => character.charCodeAt() ^ key);

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('every byte survives as text', () => {
  assert.deepEqual(fromImage(toImage(everyByte)), everyByte);
});

test('the text stands in a literal as it is, and a minifier leaves it alone', async () => {
  const { text } = toImage(everyByte);
  assert.equal(JSON.stringify(text), `"${text}"`);
  const { code } = await transform(`export default "${text}";`, { minify: true, charset: 'utf8' });
  assert.ok(code.includes(text));
});

test('a bundler that writes escapes changes nothing in it', async () => {
  const image = toImage(everyByte);
  const { code } = await transform(`export default "${image.text}";`, { minify: true, charset: 'ascii' });
  const { default: text } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  assert.equal(text, image.text);
});

const SOURCE = `let wasm;
export class Call {
    two() {
        return wasm.call_two(this.__wbg_ptr);
    }
}
export function __wbg_log_0123456789abcdef(arg0) {
    return arg0 + wasm.memory;
}
`;
const NAMES = {
  imports: [['./voisnap_bg.js', '__wbg_log_0123456789abcdef', 'b']],
  exports: [['call_two', 'c'], ['memory', 'd'], ['__wbindgen_start', 'e']],
};

test('bindings become a function whose instances share nothing', async () => {
  const { default: bindings } = await import(`data:text/javascript,${encodeURIComponent(asFactory(SOURCE, NAMES))}`);
  const [first, second] = [bindings(), bindings()];
  let started = 0;
  first.attach({ c: () => 2, d: 10, e: () => started++ });
  second.attach({ c: () => 3, d: 20, e: () => started++ });
  assert.equal(started, 2);
  assert.equal(new first.Call().two(), 2);
  assert.equal(new second.Call().two(), 3);
  assert.equal(first.imports.a.b(1), 11);
  assert.equal(second.imports.a.b(1), 21);
});

test('bindings of a shape that is not known are refused', () => {
  assert.throws(() => asFactory(`import { x } from './snippets/x.js';\n${SOURCE}`, NAMES), /does not expect: import/);
  assert.throws(() => asFactory(`${SOURCE}export const y = 1;\n`, NAMES), /does not expect: export const/);
});
