// GET /voice-token: exchanges the server's credentials for a short-lived JWT of Voisnap, for whoever is signed in to the page.

/** How long Voisnap may take to answer, in milliseconds: less than the page's own limit for token and session (10 s). */
const LOGIN_LIMIT_MS = 5_000;

/** A refusal as problem details (RFC 9457). */
const refuse = (response, status, detail, headers = {}) =>
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify({ status, detail }));

/**
 * Makes the handler of the route.
 * @param {{
 *   baseUrl: string, email: string, password: string,
 *   isSignedIn: (request: import('node:http').IncomingMessage) => boolean | Promise<boolean>,
 * }} options `email` and `password`: of a Voisnap user who may call the agent, and nothing else. `isSignedIn`: your own check
 * @returns {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => Promise<unknown>}
 */
export const createTokenRoute = ({ baseUrl, email, password, isSignedIn }) => async (request, response) => {
  response.setHeader('cache-control', 'no-store');
  if (request.method !== 'GET') return refuse(response, 405, 'Use GET.', { allow: 'GET' });
  let signedIn, login;
  try {
    signedIn = await isSignedIn(request);
  } catch (error) {
    console.error('isSignedIn() failed:', error);
    return refuse(response, 500, 'The sign-in could not be checked.');
  }
  if (!signedIn) return refuse(response, 401, 'Sign in first.');

  try {
    login = await fetch(`${baseUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
      signal: AbortSignal.timeout(LOGIN_LIMIT_MS),
    });
  } catch (error) {
    console.error('Voisnap did not answer the login:', error.cause?.code ?? error.name);
    return refuse(response, 502, 'Voisnap does not answer.');
  }
  if (login.status === 429) {
    const retryAfter = login.headers.get('retry-after');
    return refuse(response, 429, 'Too many calls at the moment.', retryAfter ? { 'retry-after': retryAfter } : {});
  }
  // Whatever else is wrong is the server's to repair, and not the user's.
  const answer = login.ok ? await login.json().catch(() => undefined) : undefined;
  const accessToken = answer?.accessToken;
  if (typeof accessToken !== 'string') {
    console.error(`Voisnap gave no token: status ${login.status}.`);
    return refuse(response, 502, 'Voisnap gave no token.');
  }
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(accessToken);
};
