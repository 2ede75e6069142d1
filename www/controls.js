// What the call's state looks like: the call button, the headline under which it stands, the clock, the badge and the facts.
import { clockTime } from './transcript.js';

const byId = (id) => document.getElementById(id);
const callButton = byId('call-button');
const muteButton = byId('mute-button');
const clock = byId('clock');

/** One row a state: what the button does, what it says, and the headline. */
const LOOKS = {
  idle: { action: 'start', label: 'Start call', status: 'Talk to the agent', sub: 'One press, and you are through.' },
  connecting: { action: 'hang-up', label: 'Cancel', status: 'Connecting…', sub: 'This may ask for your microphone.' },
  connected: { action: 'hang-up', label: 'Hang up', status: 'On the line', sub: 'The agent is listening' },
  reconnecting: { action: 'hang-up', label: 'Hang up', status: 'Reconnecting…', sub: 'The network went away for a moment.' },
  ended: { action: 'start', label: 'Call again', status: 'Call ended', sub: '' },
};

let ticking;

/** Shows a state of the call. */
export function showState(state) {
  const { action, label, status, sub } = LOOKS[state];
  document.body.dataset.state = state;
  callButton.dataset.action = action;
  byId('call-label').textContent = label;
  byId('detail-state').textContent = state;
  showStatus(status, sub);
}

/** The headline and the line below it. The headline is a live region, so it is only touched when it changes. */
export function showStatus(status, sub) {
  if (byId('status').textContent !== status) byId('status').textContent = status;
  byId('substatus').textContent = sub;
}

export function showSubstatus(sub) {
  byId('substatus').textContent = sub;
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

/** The facts of the call; those left out are unknown yet. */
export function showDetails({ agentId, sessionId, conversationId, ended }) {
  const facts = { agent: agentId, session: sessionId, conversation: conversationId, ended };
  for (const [name, value] of Object.entries(facts)) byId(`detail-${name}`).textContent = value ?? '–';
}

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
