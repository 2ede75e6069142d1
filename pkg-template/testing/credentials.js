// @ts-check
/** @import { VoiceCallOptions } from '../types/index.js' */

const API_KEY = /vsnp_(live|sb)_/;

/** @param {unknown} value */
const call = async value => (typeof value === 'function' ? value() : value);

/**
 * Calls the application's functions as a real call does: `accessToken`, then `session` where the backend creates it.
 * @param {VoiceCallOptions} options
 * @returns {Promise<string | undefined>} the session's id, where the application gave the session
 * @throws the fields of `token_failed`, `session_failed` or `api_key_in_browser`
 */
export const requestCredentials = async ({ accessToken, session }) => {
  if (session !== undefined) {
    const created = await call(session).catch(cause => {
      throw { code: 'session_failed', message: 'The session function threw or rejected: see the cause.', cause };
    });
    if (typeof created?.sessionId !== 'string') throw { code: 'session_failed', message: 'The session function returned no session.' };
    await requestToken(accessToken);
    return created.sessionId;
  }
  await requestToken(accessToken);
  return undefined;
};

/** @param {unknown} accessToken */
const requestToken = async accessToken => {
  const token = await call(accessToken).catch(cause => {
    throw { code: 'token_failed', message: 'The access token function threw or rejected: see the cause.', cause };
  });
  if (typeof token !== 'string' || !token.trim()) {
    throw { code: 'token_failed', message: 'The access token function returned no text: it must return a JWT, or a promise of one.' };
  }
  if (API_KEY.test(token)) throw { code: 'api_key_in_browser', message: 'The access token is a Voisnap API key.' };
};
