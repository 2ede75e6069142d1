// A page that a test writes itself, on an origin of its own: for policies, script tags and careless markup.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pkg } from './paths.mjs';
import { serve } from './static.mjs';

/** An init script that notes what a policy refused, in `violations`. */
export const watchPolicy = { content: 'globalThis.violations = []; addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => violations.push([violatedDirective, blockedURI, sample]));' };

/** The sources of a server under test, for a policy's connect-src. */
export const sourcesOf = ({ base }) => `${base} ${base.replace(/^http/, 'ws')}`;

/** A policy's complaint about the icon that a browser looks for by itself. */
export const ICON_REFUSED = /favicon\.ico because it violates/;

/** Opens a page of `html` with the package, a token route and `script` as /made.js on its origin; the first argument is what a test's body is given. */
export const openOwn = async ({ t, page, token }, html, { headers = {}, script = '' } = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'voisnap-page-'));
  const files = { 'index.html': html, 'made.js': script, 'voice-token': token };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const own = await serve({ '/': folder, '/pkg': pkg }, { charset: '', headers });
  t.after(async () => {
    await own.stop();
    await rm(folder, { recursive: true });
  });
  await page.goto(`${own.origin}/index.html`);
};

/** A call of an element from the start button to the hang-up button, as the user places it. */
export const callByButtons = async page => {
  await page.getByRole('button', { name: 'Start call' }).click();
  await page.locator('voisnap-call [part=transcript] li').first().waitFor();
  await page.getByRole('button', { name: 'Hang up' }).click();
  await page.getByRole('button', { name: 'Call again' }).waitFor();
};
