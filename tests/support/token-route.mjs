// A customer's backend: the route that gives the page a token.
import { createServer } from 'node:http';

/**
 * `/text` responds with the token, `/json/NAME` with `{ NAME: token }`, `/string` with a JSON string, `/status/N` with that status, `/html` with a sign-in
 * page. CORS allows the page's origin with its cookies.
 * @param {() => Promise<string>} token
 * @returns {Promise<{origin: string, requests: {method: string, url: string, cookie?: string}[], stop: () => Promise<void>}>}
 */
export async function startTokenRoute(token) {
  const requests = [];
  const server = createServer(async ({ method, url, headers }, response) => {
    requests.push({ method, url, cookie: headers.cookie });
    response.setHeader('access-control-allow-origin', headers.origin ?? '*');
    response.setHeader('access-control-allow-credentials', 'true');
    const [, kind, name] = url.split('/');
    const send = (type, body, status = 200) => response.writeHead(status, { 'content-type': type }).end(body);
    if (kind === 'text') send('text/plain', `${await token()}\n`);
    else if (kind === 'json') send('application/json', JSON.stringify({ [name]: await token() }));
    else if (kind === 'string') send('application/json', JSON.stringify(await token()));
    else if (kind === 'html') send('text/html', '<!doctype html><title>Sign in</title>');
    else if (kind === 'status') send('application/json', '{"error":"signed out"}', Number(name));
    else send('text/plain', '', 404);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    requests,
    stop: () => new Promise(done => { server.close(done); server.closeAllConnections(); }),
  };
}
