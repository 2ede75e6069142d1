// @ts-check
/** @import { VoisnapError } from '../types/index.js' */
/** @import { VoisnapCallTexts } from '../types/element.js' */
/** @import { Widget } from './widget.js' */

/** A time as in 1:05. @param {number} ms */
export const clock = ms => {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
};

/** What the button that starts a call reads. @param {Widget} widget @param {VoisnapCallTexts} texts */
export const startLabelFor = ({ shown, state, needsConsent, host }, texts) => {
  if (needsConsent && (host.open || host.variant === 'card')) return texts.agree;
  if (shown.error?.recoverable) return texts.retry;
  if (state === 'ended' && (shown.error || shown.connectedAt)) return texts.startAgain;
  return (host.variant === 'button' && host.heading) || texts.start;
};

/** Where the call stands, in words. @param {Widget} widget @param {VoisnapCallTexts} texts */
export const statusFor = ({ shown, state, host, isLive }, texts) => {
  if (state === 'connecting') return shown.asksMicrophone ? texts.allowMicrophone : texts.connecting;
  if (isLive && host.muted) return texts.muted;
  if (state === 'ended' && !shown.connectedAt) return shown.error ? texts.failed : texts.idle;
  return texts[state];
};

/** What the user is shown of an error: what it means to them, by its kind. @param {VoisnapError} error @param {VoisnapCallTexts} texts */
export const sentenceFor = ({ code, category }, texts) => {
  if (code === 'rate_limited') return texts.busyError;
  if (code === 'unsupported_browser') return texts.browserError;
  return texts[`${category === 'cancelled' ? 'internal' : category}Error`];
};
