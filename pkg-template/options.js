// @ts-check
import { failure } from './error.js';

/** @import { VoiceCallOptions } from './types/index.js' */

/**
 * @param {unknown} value
 * @returns {value is string}
 */
const isText = value => typeof value === 'string' && value.trim() !== '';
/** @param {unknown} value */
const isFunction = value => typeof value === 'function';
/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @param {unknown} value */
const isDuration = value => Number.isFinite(value) && Number(value) > 0;
/** @param {unknown} value */
const isPromise = value => isObject(value) && isFunction(value.then);
/** The class of an object in the words of the language, the same from every realm and through a proxy: `Object`, `MediaStream`, … @param {unknown} value */
const classOf = value => Object.prototype.toString.call(value).slice(8, -1);
/** An object of fields, and no object of the browser. @param {unknown} value */
const isPlain = value => isObject(value) && classOf(value) === 'Object';

/**
 * Every value of `object` satisfies `check` or is undefined, and every name is one of `names`.
 * @param {unknown} object
 * @param {string[]} names
 * @param {(value: unknown) => boolean} check
 */
const hasOnly = (object, names, check) =>
  isPlain(object) && Object.entries(/** @type {object} */ (object)).every(([name, value]) => names.includes(name) && (value === undefined || check(value)));

const TIMEOUTS = ['session', 'hub', 'answer', 'media', 'hangUp'];
const HUB = ['negotiate', 'statefulReconnect'];

/**
 * What each option must be, as a test and in words. An option that is not here does not exist.
 * @type {Record<string, [(value: unknown) => boolean, string]>}
 */
const RULES = {
  accessToken: [value => isText(value) || isFunction(value), 'a JWT, or a function that returns one'],
  agentId: [isText, 'a non-empty string'],
  metadata: [isPlain, 'an object of fields'],
  session: [
    value => (isObject(value) && !isPromise(value)) || isFunction(value),
    'the session your backend made, or a function that returns a promise of one',
  ],
  baseUrl: [value => toUrl(value) !== undefined, 'an absolute http(s) or ws(s) URL'],
  audio: [isObject, 'MediaTrackConstraints or a MediaStreamTrack'],
  output: [value => value === 'none' || (isObject(value) && 'srcObject' in value), "an audio or video element, or 'none'"],
  iceTransportPolicy: [value => value === 'all' || value === 'relay', "'all' or 'relay'"],
  timeouts: [value => hasOnly(value, TIMEOUTS, isDuration), `an object of positive milliseconds by step: ${TIMEOUTS.join(', ')}`],
  reconnect: [value => value === false || hasOnly(value, ['forMs'], isDuration), 'false, or { forMs: positive milliseconds }'],
  hub: [value => hasOnly(value, HUB, flag => typeof flag === 'boolean'), `an object of true or false by name: ${HUB.join(', ')}`],
  logger: [isFunction, 'a function'],
};

/**
 * @param {string} message
 * @param {string} [hint]
 */
export const invalid = (message, hint = 'Correct the options given to new VoiceCall().') => failure('invalid_options', message, hint);

/** @param {unknown} value */
const toUrl = value => {
  try {
    const url = new URL(/** @type {string} */ (value));
    // A URL parser also takes 'https:host', backslashes and line ends inside, which no path is appended to as it stands.
    return /^\s*(http|ws)s?:\/\/[^/\\\s][^\\\s]*\s*$/i.test(/** @type {string} */ (value)) ? url : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Paths are appended to the base URL: whatever would come after the path, or leave the page in plain text, is refused.
 * @param {unknown} baseUrl
 */
const checkBaseUrl = baseUrl => {
  const url = toUrl(baseUrl);
  if (url?.username || url?.password) {
    throw invalid("'baseUrl' contains a user name or password.", 'Remove it: the access token identifies the user.');
  }
  if (/[?#]/.test(`${baseUrl}`)) {
    throw invalid(
      "'baseUrl' contains a query or a fragment; the paths of the API are appended to it.",
      "Pass the API's address, such as 'https://api.voisnap.ai', and not the address of a page.",
    );
  }
};

/**
 * Whether it is a track of any realm: only the browser's own getter can see through a look-alike.
 * @param {unknown} value
 * @returns {value is MediaStreamTrack}
 */
export const isTrack = value => {
  try {
    const { get } = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(MediaStreamTrack.prototype, 'kind'));
    return typeof get?.call(value) === 'string';
  } catch {
    return false;
  }
};

/** @param {object} audio */
const checkAudio = audio => {
  const name = classOf(audio);
  if (isTrack(audio)) {
    if (audio.kind !== 'audio') throw invalid("'audio' is a video track.", 'Pass an audio track.');
    if (audio.readyState === 'ended') throw invalid("'audio' is a track that has ended.", 'Pass a live track: an ended one stays silent for good.');
  } else if (name === 'MediaStream') {
    throw invalid("'audio' is a MediaStream.", 'Pass one track of it: stream.getAudioTracks()[0].');
  } else if ('readyState' in audio && 'kind' in audio) {
    throw invalid(
      "'audio' is a wrapper around a MediaStreamTrack, which the browser does not take.",
      'Pass the track itself: keep it out of reactive state, or unwrap it (in Vue: markRaw, toRaw).',
    );
  } else if (name !== 'Object') {
    throw invalid(`'audio' must be constraints or a track; it is: ${name}.`, 'Pass a MediaStreamTrack or constraints, such as { deviceId: device.deviceId }.');
  } else if ('audio' in audio || 'video' in audio) {
    throw invalid("'audio' holds the constraints of getUserMedia().", "Pass the part that is under its 'audio'.");
  }
};

/** What an API key begins with, behind what copying may have put before it. */
const API_KEY = /^[\s"'`\u200b-\u200d\u2060\ufeff]*vsnp_(live|sb)_/;

/**
 * Throws the first thing that is wrong with `options`. Values are never quoted in a message: one of them is a token.
 * @param {unknown} options
 */
export const checkOptions = options => {
  if (!isObject(options)) throw invalid('new VoiceCall() needs an object of options.');
  for (const [name, value] of Object.entries(options)) {
    if (!Object.keys(RULES).includes(name)) throw invalid(`There is no option '${name}'.`, `The options are ${Object.keys(RULES).join(', ')}.`);
    const [holds, words] = /** @type {typeof RULES[string]} */ (RULES[name]);
    if (value !== undefined && !holds(value)) throw invalid(`'${name}' must be ${words}.`);
  }
  const { accessToken, agentId, session, baseUrl, audio } = options;
  if (accessToken === undefined) throw invalid("'accessToken' is missing: a JWT, or a function that returns one.");
  if (isText(accessToken) && API_KEY.test(accessToken)) {
    throw failure(
      'api_key_in_browser',
      "'accessToken' is a Voisnap API key. Everyone who opens the page could read and use it.",
      'Keep the key on your server, get a short-lived JWT with it there, and pass that; revoke the key if the page was public.',
    );
  }
  if ((agentId === undefined) === (session === undefined)) {
    throw invalid("Exactly one of 'agentId' and 'session' is needed.", "Pass 'agentId', or the 'session' that your backend created.");
  }
  if (baseUrl !== undefined) checkBaseUrl(baseUrl);
  if (audio) checkAudio(audio);
};

/**
 * What `start()` was given, checked.
 * @param {unknown} options
 * @returns {AbortSignal | undefined}
 */
export const readSignal = options => {
  if (options === undefined) return undefined;
  if (!isPlain(options)) throw invalid(`start() takes an object of options; it was given: ${classOf(options)}.`, 'Call start() or start({ signal }).');
  const { signal, ...others } = /** @type {Record<string, unknown>} */ (options);
  for (const name of Object.keys(others)) throw invalid(`start() has no option '${name}'.`, 'Its only option is signal.');
  if (signal === undefined || signal === null) return undefined;
  if (isSignal(signal)) return signal;
  throw invalidSignal();
};

export const invalidSignal = () => invalid("'signal' must be an AbortSignal.", "Pass a controller's signal: start({ signal: controller.signal }).");

/**
 * @param {any} value
 * @returns {value is AbortSignal}
 */
const isSignal = value => {
  try {
    return typeof value.aborted === 'boolean' && isFunction(value.addEventListener) && isFunction(value.removeEventListener);
  } catch {
    return false; // a proxy of one, whose getters the browser refuses to call
  }
};

/**
 * An option as JSON; what JSON cannot hold is known only when it is written.
 * @param {string} name
 * @param {object | undefined} value
 */
const stringify = (name, value) => {
  try {
    return value && JSON.stringify(value);
  } catch (cause) {
    throw Object.assign(invalid(`'${name}' cannot be written as JSON.`), { cause });
  }
};

/** Whole milliseconds within the 31 bits of the browser's timers. @param {number | undefined} ms */
const millis = ms => ms && Math.min(Math.ceil(ms), 0x7fffffff);

/**
 * The checked options as the wasm half reads them (`src/js/options.rs`), field by field; what is undefined has its default there.
 * @param {VoiceCallOptions} options
 */
export const toWasmOptions = options => {
  const { accessToken, agentId, metadata, session, baseUrl, audio, output, iceTransportPolicy, timeouts, reconnect, hub } = options;
  return {
    accessToken: typeof accessToken === 'string' ? () => accessToken : accessToken,
    agentId,
    metadata: stringify('metadata', metadata),
    session: isFunction(session) ? session : undefined,
    givenSession: isFunction(session) ? undefined : stringify('session', session),
    baseUrl: baseUrl && new URL(baseUrl).href,
    track: isTrack(audio) ? audio : undefined,
    constraints: isTrack(audio) ? undefined : audio,
    outputElement: output === 'none' ? undefined : output,
    playsNothing: output === 'none',
    relayOnly: iceTransportPolicy === 'relay',
    sessionTimeout: millis(timeouts?.session),
    hubTimeout: millis(timeouts?.hub),
    answerTimeout: millis(timeouts?.answer),
    mediaTimeout: millis(timeouts?.media),
    hangUpTimeout: millis(timeouts?.hangUp),
    reconnectFor: reconnect === false ? 0 : millis(reconnect?.forMs),
    negotiate: !!hub?.negotiate,
    statefulReconnect: !!hub?.statefulReconnect,
  };
};
