// @ts-check
/** @import { VoisnapCallTexts } from '../types/element.js' */

/** @type {VoisnapCallTexts} */
export const ENGLISH = {
  heading: 'Voice call',
  start: 'Start call',
  startAgain: 'Call again',
  agree: 'Agree and start',
  retry: 'Try again',
  retryIn: 'Try again in {time}',
  cancel: 'Cancel',
  hangUp: 'Hang up',
  mute: 'Mute',
  unmute: 'Unmute',
  keypad: 'Keypad',
  devices: 'Microphone and speaker',
  microphone: 'Microphone',
  speaker: 'Speaker',
  systemDefault: 'System default',
  fromNextCall: 'Used from the next call on.',
  transcript: 'Transcript',
  user: 'You',
  agent: 'Agent',
  close: 'Close',
  details: 'Details',
  star: 'star',
  hash: 'hash',
  idle: 'Ready to call',
  connecting: 'Connecting…',
  allowMicrophone: 'Please allow the microphone',
  connected: 'Connected',
  muted: 'You are muted',
  reconnecting: 'Reconnecting…',
  ended: 'Call ended',
  failed: 'Not connected',
  signalingLost: 'You can go on talking. New transcript lines appear when the connection is back.',
  mediaLost: 'The connection was lost and is being restored.',
  audioBlocked: 'The browser has blocked the sound.',
  playAudio: 'Turn on sound',
  troubleError: 'There is a problem. The call goes on.',
  permissionError: 'Please allow the microphone for this page.',
  deviceError: 'This microphone or browser cannot be used for the call.',
  browserError: 'This browser cannot place calls. Please use a current Chrome, Edge, Firefox or Safari.',
  networkError: 'The connection failed. Please check your network and try again.',
  authError: 'You could not be signed in to the call. Please sign in again.',
  serverError: 'The service is not available at the moment. Please try again later.',
  busyError: 'There are many calls at the moment. Please try again shortly.',
  configurationError: 'The call is not set up correctly.',
  agentError: 'The agent cannot take the call. Please try again later.',
  internalError: 'Something went wrong. Please try again.',
};

/**
 * The texts for a language tag: `de-AT`, else `de`, else English; those of the page over them.
 * @param {Record<string, Partial<VoisnapCallTexts>>} languages
 * @param {string} tag
 * @param {Partial<VoisnapCallTexts> | undefined} own
 * @returns {VoisnapCallTexts}
 */
export const textsFor = (languages, tag, own) => {
  const found = Object.entries(languages);
  const parts = tag.toLowerCase().split('-');
  const general = parts.map((_, index) => found.find(([name]) => name.toLowerCase() === parts.slice(0, index + 1).join('-'))?.[1]);
  // One that is undefined is not there.
  const given = [...general, own].flatMap(texts => Object.entries(texts ?? {})).filter(([, text]) => text);
  return { ...ENGLISH, ...Object.fromEntries(given) };
};

/**
 * The language of an element, as HTML has it: the nearest `lang`, through shadow roots.
 * @param {any} element
 */
export const languageOf = element => {
  for (let node = element; node; node = node.parentNode ?? node.host) {
    const tag = node.getAttribute?.('lang');
    if (tag) return tag;
  }
  return '';
};
