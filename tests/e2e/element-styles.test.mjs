// How <voisnap-call> is styled where constructed style sheets are missing: by a <style>, under a policy and without one.
import { strict as assert } from 'node:assert';
import { ICON_REFUSED, callByButtons, openOwn, sourcesOf, watchPolicy } from '../support/own-page.mjs';
import { eachBrowser } from '../support/suite.mjs';

const FILE = 'voisnap-webrtc.min.js';

/** What a browser lacks, as source that takes it away. */
const LACKS = {
  'sheets that are adopted': 'for (const { prototype } of [Document, ShadowRoot]) delete prototype.adoptedStyleSheets;',
  'sheets that are constructed': 'delete CSSStyleSheet.prototype.replaceSync;',
};

/** What a page has of an element's styles. */
const styles = () => {
  const element = document.querySelector('voisnap-call');
  const { shadowRoot } = element;
  const panel = shadowRoot.querySelector('[part=panel]');
  return { styled: getComputedStyle(panel.hidden ? shadowRoot.querySelector('[part=launcher]') : panel).display === 'flex', tags: shadowRoot.querySelectorAll('style').length };
};

/** What the policy refused of styles, each kind once. */
const refused = page => page.evaluate(() => [...new Set(violations.map(([directive]) => directive).filter(directive => directive.startsWith('style-')))]);

/** A call whose element has its looks by a <style> that the policy allows. */
const callStyled = async page => {
  await callByButtons(page);
  assert.deepEqual(await page.evaluate(styles), { styled: true, tags: 1 });
  assert.deepEqual(await refused(page), []);
};

eachBrowser('<voisnap-call> and its styles', ({ test }) => {
  for (const [what, source] of Object.entries(LACKS)) {
    test(`without ${what} it has one <style>, wherever it is moved`, async ({ page }) => {
      await page.evaluate(() => { globalThis.element = E.script(); });
      assert.deepEqual(await page.evaluate(styles), { styled: true, tags: 1 });
      await page.evaluate(() => there.append(element));
      assert.deepEqual(await page.evaluate(styles), { styled: true, tags: 1 });
    }, { path: '/element.html', init: { content: source } });
  }

  test('with both it has none', async ({ page }) => {
    await page.evaluate(() => void E.script());
    assert.deepEqual(await page.evaluate(styles), { styled: true, tags: 0 });
  }, { path: '/element.html' });

  /** The page is written here, and its browser has no constructed sheets; a policy refuses the browser's look for an icon as well. */
  const own = { path: '', init: { content: `${watchPolicy.content}\n${LACKS['sheets that are adopted']}` }, throws: ICON_REFUSED };
  const policy = (server, style) => ({ 'content-security-policy': `default-src 'none'; script-src 'self' 'nonce-of-this-page' 'wasm-unsafe-eval'; style-src ${style}; connect-src 'self' ${sourcesOf(server)}` });
  const script = server => `document.querySelector('voisnap-call').baseUrl = ${JSON.stringify(server.base)};`;
  const pageWith = attributes => `<!doctype html><meta charset="utf-8"><title>Strict</title><voisnap-call agent-id="agt_e2e" token-url="/voice-token"${attributes}></voisnap-call><script src="/pkg/${FILE}"></script><script defer src="/made.js"></script>`;

  test('under a policy the <style> has the nonce of the element', async given => {
    const { page, server } = given;
    await openOwn(given, pageWith(' nonce="of-this-page"'), { headers: policy(server, "'nonce-of-this-page'"), script: script(server) });
    await callStyled(page);
  }, own);

  test('the element that a script tag places has the nonce of its tag', async given => {
    const { page, server } = given;
    const tag = `<script nonce="of-this-page" src="/pkg/${FILE}" data-agent-id="agt_e2e" data-token-url="/voice-token" data-base-url="${server.base}"></script>`;
    await openOwn(given, `<!doctype html><meta charset="utf-8"><title>Strict</title>${tag}`, { headers: policy(server, "'nonce-of-this-page'") });
    await page.getByRole('button', { name: 'Voice call' }).click();
    await callStyled(page);
  }, own);

  test('a policy that allows no style leaves it plain, and the call is placed all the same', async given => {
    const { page, server } = given;
    await openOwn(given, pageWith(''), { headers: policy(server, "'none'"), script: script(server) });
    await callByButtons(page);
    assert.deepEqual(await page.evaluate(styles), { styled: false, tags: 1 });
    assert.equal((await refused(page)).length, 1);
  }, { ...own, throws: /(favicon\.ico|inline style .*) .*because it violates/ });
});
