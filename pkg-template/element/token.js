// @ts-check

/** @param {unknown} value */
const text = value => (typeof value === 'string' ? value.trim() : '');

/** Why the page's token route gave no token. Its message is the SDK's own, so that it can be shown. */
export class TokenRouteError extends Error {
  /** @param {string} message @param {{ status?: number, cause?: unknown }} [about] */
  constructor(message, { status, cause } = {}) {
    super(message, { cause });
    this.status = status;
  }
}

/**
 * Requests the access token from the page's own backend, with the page's cookies: `accessToken` of a call. The response is the JWT as
 * text, or JSON: the string, or an object with `accessToken` or `token`.
 * @param {string} url
 * @returns {() => Promise<string>} rejects with a {@link TokenRouteError}; the call then fails with `token_failed`
 */
export const tokenFrom = url => async () => {
  const response = await fetch(url, { credentials: 'include', cache: 'no-store', headers: { accept: 'application/json, text/plain' } }).catch(cause => {
    throw new TokenRouteError("The token route cannot be reached: the network, its CORS, or the page's connect-src.", { cause });
  });
  /** @param {string} message */
  const failed = message => new TokenRouteError(message, { status: response.status });
  if (!response.ok) throw failed(`The token route responded with status ${response.status}.`);
  const body = text(await response.text());
  let token = body;
  try {
    const value = JSON.parse(body);
    token = text(value?.accessToken) || text(value?.token) || text(value);
  } catch {
    // Not JSON: the token itself, which is checked below.
  }
  // A sign-in page in the place of the token, for example. What it is stays out of the message: it could be a secret.
  if (!/^[\w.~+/=-]+$/.test(token)) throw failed('The token route responded with neither a JWT nor JSON with accessToken or token.');
  return token;
};
