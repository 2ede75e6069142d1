// The classic script and the entry ./element on pages that are strict, plain or careless.
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ICON_REFUSED, callByButtons, openOwn, sourcesOf, watchPolicy } from '../support/own-page.mjs';
import { pkg } from '../support/paths.mjs';
import { serve } from '../support/static.mjs';
import { eachBrowser } from '../support/suite.mjs';

const FILE = 'voisnap-webrtc.min.js';
const integrity = `sha384-${createHash('sha384').update(await readFile(join(pkg, FILE))).digest('base64')}`;

eachBrowser('on a page of its own', ({ test }) => {
  const bare = { path: '', init: watchPolicy };
  const strict = server => `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${sourcesOf(server)}; require-trusted-types-for 'script'`;

  const set = server => `const element = document.querySelector('voisnap-call');
    element.baseUrl = ${JSON.stringify(server.base)};
    element.accessToken = config.token;
    element.variant = new URLSearchParams(location.search).get('variant');`;

  for (const [title, tags, script] of [
    ['the entry ./element', '<script type="module" src="/made.js"></script>', server => `import '/pkg/element.js';\n${set(server)}`],
    ['the script tag', `<script src="/pkg/${FILE}"></script><script defer src="/made.js"></script>`, set],
  ]) {
    test(`${title} places a call under a strict policy with Trusted Types`, async given => {
      const { page, server } = given;
      await openOwn(given, `<!doctype html><meta charset="utf-8"><title>Strict</title><voisnap-call agent-id="agt_e2e"></voisnap-call>${tags}`, {
        headers: { 'content-security-policy': strict(server) }, script: script(server),
      });
      await callByButtons(page);
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('voisnap-call').shadowRoot.querySelector('[part=panel]')).display), 'flex', 'it is styled');
      assert.deepEqual(await page.evaluate(() => violations.filter(([directive]) => directive !== 'img-src')), [], 'a page’s icon aside');
    }, { ...bare, throws: ICON_REFUSED });
  }

  test('floats without markup, from another origin with integrity, on a page without charset, loaded twice', async given => {
    const { page, server } = given;
    const cdn = await serve({ '/': pkg }, { charset: '', headers: { 'access-control-allow-origin': '*' } });
    given.t.after(cdn.stop);
    const tag = `<script src="${cdn.origin}/${FILE}" integrity="${integrity}" crossorigin data-agent-id="agt_e2e" data-token-url="/voice-token" data-base-url="${server.base}" data-heading="Northwind"></script>`;
    await openOwn(given, `<!doctype html><head>${tag}<script src="/made.js"></script>${tag}</head><p>A page</p>`, { script: 'globalThis.first = globalThis.VoisnapWebRTC;' });
    const placed = await page.evaluate(() => {
      const elements = [...document.querySelectorAll('voisnap-call')];
      const [element] = elements;
      const { VoiceCall, VoisnapError, VoisnapCallElement } = VoisnapWebRTC;
      return {
        charset: document.characterSet, count: elements.length, parent: element.parentNode === document.body, variant: element.variant,
        is: element instanceof VoisnapCallElement, kept: first === VoisnapWebRTC, classes: [typeof VoiceCall, new VoisnapError({ code: 'network' }).category],
      };
    });
    assert.deepEqual(placed, {
      charset: 'windows-1252', count: 1, parent: true, variant: 'floating', is: true, kept: true, classes: ['function', 'network'],
    });
    const launcher = page.getByRole('button', { name: 'Northwind' });
    await launcher.click();
    await callByButtons(page);
    await page.keyboard.press('Escape');
    await launcher.waitFor();
  }, bare);

  test('is refused by the browser when it is not the file that the page names', async given => {
    await openOwn(given, `<!doctype html><script src="/pkg/${FILE}" integrity="sha384-${'A'.repeat(64)}" data-agent-id="agt_e2e"></script><p>A page</p>`);
    assert.deepEqual(await given.page.evaluate(() => [typeof VoisnapWebRTC, document.querySelectorAll('voisnap-call').length]), ['undefined', 0]);
  }, { ...bare, throws: /hashes in the integrity attribute/ });
});

eachBrowser('the file', ({ test }) => {
  test('is ASCII, one classic script, and makes one global', async ({ page }) => {
    const text = await readFile(join(pkg, FILE), 'latin1');
    assert.match(text, /^[\x00-\x7f]*$/);
    const before = await page.evaluate(() => Object.getOwnPropertyNames(globalThis));
    await page.addScriptTag({ url: `/pkg/${FILE}` });
    const after = await page.evaluate(() => Object.getOwnPropertyNames(globalThis));
    assert.deepEqual(after.filter(name => !before.includes(name)), ['VoisnapWebRTC']);
    assert.equal(await page.evaluate(() => document.querySelectorAll('voisnap-call').length), 0, 'nothing is placed unasked');
  }, { path: '/element.html' });
});
