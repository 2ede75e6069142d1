import { mistake } from './error.js';

const isText = value => typeof value === 'string' && value.trim() !== '';
const isFunction = value => typeof value === 'function';
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const isDuration = value => Number.isFinite(value) && value > 0;

/** Every value of `object` is a duration and every name is one of `names`. */
const areDurations = (object, names) =>
  isObject(object) &&
  Object.entries(object).every(([name, value]) => names.includes(name) && (value === undefined || isDuration(value)));

const isUrl = value => {
  try {
    return /^(http|ws)s?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
};

const TIMEOUTS = ['session', 'hub', 'answer', 'media', 'hangUp'];

/** What each option must be, as a test and as words. An option that is not here does not exist. */
const RULES = {
  accessToken: [value => isText(value) || isFunction(value), 'a JWT, or a function that returns one'],
  agentId: [isText, 'a non-empty string'],
  metadata: [isObject, 'an object'],
  session: [value => isObject(value) || isFunction(value), 'the session your backend made, or a function that returns a promise of one'],
  baseUrl: [isUrl, 'an absolute http(s) or ws(s) URL'],
  audio: [isObject, 'MediaTrackConstraints or a MediaStreamTrack'],
  output: [value => value === 'none' || (isObject(value) && 'srcObject' in value), "an audio or video element, or 'none'"],
  iceTransportPolicy: [value => value === 'all' || value === 'relay', "'all' or 'relay'"],
  timeouts: [value => areDurations(value, TIMEOUTS), `an object of positive milliseconds by step: ${TIMEOUTS.join(', ')}`],
  reconnect: [value => value === false || areDurations(value, ['forMs']), 'false, or { forMs: positive milliseconds }'],
  hub: [isObject, 'an object of negotiate and statefulReconnect'],
  logger: [isFunction, 'a function'],
};

export const invalid = (message, hint = 'Correct the options given to new VoiceCall().') => mistake('invalid_options', message, hint);

/**
 * Throws the first thing that is wrong with `options`. Values are never quoted in a message: one of them is a token.
 * @param {Record<string, unknown>} options
 */
export const checkOptions = options => {
  if (!isObject(options)) throw invalid('new VoiceCall() needs an object of options.');
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(RULES, name)) throw invalid(`There is no option '${name}'.`, `The options are ${Object.keys(RULES).join(', ')}.`);
    const [holds, words] = RULES[name];
    if (value !== undefined && !holds(value)) throw invalid(`'${name}' must be ${words}.`);
  }
  const { accessToken, agentId, session } = options;
  if (accessToken === undefined) throw invalid(`'accessToken' is missing: ${RULES.accessToken[1]}.`);
  if (/^\s*vsnp_(live|sb)_/.test(accessToken)) {
    throw mistake(
      'api_key_in_browser',
      "'accessToken' is a Voisnap API key. Everyone who opens the page could read and use it.",
      'Keep the key on your server, get a short-lived JWT with it there, and pass that; revoke the key if the page was public.',
    );
  }
  if ((agentId === undefined) === (session === undefined)) {
    throw invalid("Exactly one of 'agentId' and 'session' is needed.", "Pass 'agentId', or the 'session' that your backend created.");
  }
};
