// Where the access token comes from. In a product this is one request to your own backend.

/**
 * Makes the `accessToken` function of a call: the token typed by the user, or a login at the local emulator.
 * The demo account exists nowhere else, so any other server needs a token of its own.
 */
export function tokenSource({ token, baseUrl }) {
  if (token) return () => token;
  return async () => {
    if (!isOwnOrigin(baseUrl)) throw new Error('No access token is set for this base URL: enter one under Advanced.');
    const response = await fetch('/api/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'demo@example.com', password: 'demo' }),
    });
    if (!response.ok) throw new Error(`The login was refused with status ${response.status}.`);
    return (await response.json()).accessToken;
  };
}

function isOwnOrigin(baseUrl) {
  try {
    return new URL(baseUrl).host === location.host;
  } catch {
    return false;
  }
}
