// The token route by itself: VOISNAP_EMAIL=… VOISNAP_PASSWORD=… node server.mjs
import { createServer } from 'node:http';
import { isSignedIn, signIn } from './sessions.mjs';
import { createTokenRoute } from './token-route.mjs';

const { VOISNAP_URL: baseUrl = 'https://api.voisnap.ai', VOISNAP_EMAIL: email, VOISNAP_PASSWORD: password, PORT = '3000' } = process.env;
if (!email || !password) {
  console.error('Set VOISNAP_EMAIL and VOISNAP_PASSWORD: the credentials stay in the environment of the server.');
  process.exit(1);
}

const voiceToken = createTokenRoute({ baseUrl, email, password, isSignedIn });

const server = createServer((request, response) => {
  const [pathname] = request.url.split('?');
  if (pathname === '/voice-token') return voiceToken(request, response);
  if (pathname === '/sign-in' && request.method === 'POST') return signIn(request, response);
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.');
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`ready on http://localhost:${server.address().port}/`));
