// Serves the pages of this folder, the built package, and the token route: node server.mjs, beside a running emulator.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSignedIn, signIn } from '../token-routes/node/sessions.mjs';
import { createTokenRoute } from '../token-routes/node/token-route.mjs';

const EMULATOR = 'http://localhost:5170';
// Of the emulator, which lets everybody in. With Voisnap they come from the environment only.
const { VOISNAP_URL: baseUrl = EMULATOR, VOISNAP_EMAIL: email = 'demo@example.com', VOISNAP_PASSWORD: password = 'demo', PORT = '3000' } = process.env;

const PAGES = fileURLToPath(new URL('.', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../pkg/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

/** Nothing but this origin and the API; WebAssembly needs a keyword of its own. */
const POLICY = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ${baseUrl} ${baseUrl.replace(/^http/, 'ws')}; require-trusted-types-for 'script'`;

const SIGN_IN = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title><link rel="stylesheet" href="/style.css">
<main><h1>Sign in</h1><p>Here stands your own sign-in. The token route gives a token to nobody else.</p><form method="post" action="/sign-in"><button>Sign in</button></form></main>`;

const voiceToken = createTokenRoute({ baseUrl, email, password, isSignedIn });

/** A file of this folder, or of the package under /voisnap/. */
const serve = async (pathname, response) => {
  const [folder, name] = pathname.startsWith('/voisnap/') ? [PACKAGE, pathname.slice('/voisnap/'.length)] : [PAGES, pathname.slice(1) || 'index.html'];
  const file = join(folder, normalize(`/${name}`));
  const type = TYPES[extname(file)];
  try {
    const text = type && (await readFile(file, 'utf8'));
    if (!text) throw new Error('no page');
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', 'content-security-policy': POLICY });
    // The pages name the emulator's usual address.
    response.end(folder === PAGES ? text.replaceAll(EMULATOR, baseUrl) : text);
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found. Was the package built (npm run build)?');
  }
};

const server = createServer((request, response) => {
  const [pathname] = request.url.split('?');
  if (pathname === '/voice-token') return voiceToken(request, response);
  if (pathname === '/sign-in' && request.method === 'POST') return signIn(request, response);
  if (pathname === '/favicon.ico') return response.writeHead(204).end();
  if (pathname === '/' && !isSignedIn(request)) return response.writeHead(200, { 'content-type': TYPES['.html'] }).end(SIGN_IN);
  return serve(pathname, response);
});
server.listen(Number(PORT), 'localhost', () => console.log(`ready on http://localhost:${server.address().port}/`));
