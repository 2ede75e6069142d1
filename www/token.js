// Where the access token comes from. In a product this is one request to your own backend.
import { otherOrigin } from './scenarios.js';

/**
 * Makes the `accessToken` function of a call: the token typed by the user, or the emulator's route that stands in for a backend.
 * Any other server needs a token of its own.
 */
export function tokenSource({ token, baseUrl }) {
  if (token) return () => token;
  return async () => {
    if (![location.origin, otherOrigin()].includes(toHttp(baseUrl))) throw new Error('No access token is set for this base URL: enter one in the settings.');
    const response = await fetch('/voice-token', { cache: 'no-store' });
    if (!response.ok) throw new Error(`The token was refused with status ${response.status}.`);
    return response.text();
  };
}

const toHttp = (baseUrl) => new URL(baseUrl.trim().replace(/^ws/i, 'http')).origin;
