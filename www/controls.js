// What the call's state looks like: the call button, the headline over it, the clock and the badge.
import { LOOKS } from './status.js';
import { clockTime } from './transcript.js';

const byId = (id) => document.getElementById(id);
const callButton = byId('call-button');
const callLabel = byId('call-label');
const callWait = byId('call-wait');
const muteButton = byId('mute-button');
const clock = byId('clock');

let ticking;
let holding;

/** Shows a state of the call. */
export function showState(state) {
  const { action, label, status } = LOOKS[state];
  document.body.dataset.state = state;
  callButton.dataset.action = action;
  callLabel.textContent = label;
  showStatus(status);
}

/** The start button after a call that failed, where the same call can succeed. */
export function offerRetry() {
  callLabel.textContent = 'Try again';
}

/** The headline and the line below it. The headline is a live region, so it is only touched when it changes. */
export function showStatus(status, sub) {
  if (byId('status').textContent !== status) byId('status').textContent = status;
  if (sub !== undefined) showSubstatus(sub);
}

export function showSubstatus(sub) {
  if (byId('substatus').textContent !== sub) byId('substatus').textContent = sub;
}

export function showSignaling(signaling) {
  byId('signaling').dataset.signaling = signaling;
  byId('signaling-state').textContent = signaling;
}

export function showMuted(muted) {
  muteButton.dataset.muted = String(muted);
  byId('mute-label').textContent = muted ? 'Unmute' : 'Mute';
  byId('voice-user').textContent = muted ? 'You, muted' : 'You';
}

/** Keeps the button from placing a call for `ms`, counting down on it. It keeps the focus, which a disabled button would lose. */
export function holdCallButton(ms) {
  const until = performance.now() + ms;
  const tick = () => {
    const left = until - performance.now();
    if (left <= 0) return releaseCallButton();
    const seconds = Math.ceil(left / 1000);
    callWait.textContent = `in ${seconds < 60 ? `${seconds} s` : clockTime(seconds * 1000)}`;
    holding = setTimeout(tick, left % 1000 || 1000);
  };
  releaseCallButton();
  callButton.setAttribute('aria-disabled', 'true');
  callWait.hidden = false;
  tick();
}

export function releaseCallButton() {
  clearTimeout(holding);
  callButton.removeAttribute('aria-disabled');
  callWait.hidden = true;
  callWait.textContent = '';
}

export const isHeld = () => callButton.getAttribute('aria-disabled') === 'true';

/** Counts from now on. */
export function startClock() {
  const startedAt = performance.now();
  const tick = () => {
    const elapsed = performance.now() - startedAt;
    clock.textContent = clockTime(elapsed);
    ticking = setTimeout(tick, 1000 - (elapsed % 1000));
  };
  stopClock();
  clock.hidden = false;
  tick();
}

export function stopClock() {
  clearTimeout(ticking);
  clock.hidden = true;
}
