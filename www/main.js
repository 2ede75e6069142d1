// The page: one call at a time, with the package used as any customer would use it.
import { VoiceCall } from './pkg/index.js';
import * as controls from './controls.js';
import { hideError, installErrorCard, showError } from './error-card.js';
import { allowKeypad, installKeypad } from './keypad.js';
import { Meter } from './meter.js';
import { dismissAll, notify } from './notices.js';
import { chosenAgent, installScenarios, lockScenario } from './scenarios.js';
import { installSettings, readSettings } from './settings.js';
import { resetStages, stageDone, stagesOver } from './stages.js';
import { installTheme } from './theme.js';
import { tokenSource } from './token.js';
import { clearTranscript, closeTranscript, clockTime, showLine } from './transcript.js';
import { repaintVoices, startVoices, stopVoices } from './voices.js';

/** Two presses closer than this are one: the second half of a double-click, or a held key, is no wish to cancel. */
const DOUBLE_PRESS_MS = 400;
let pressedAt = -Infinity;
/** The call under way; undefined between calls. */
let current;
/** The user's wish. It outlives a call, so that one can mute before calling. */
let muted = false;

function placeCall() {
  if (current) return;
  const { token, agentId = chosenAgent(), ...settings } = readSettings();
  clearScreen(agentId);
  let call;
  try {
    call = new VoiceCall({ ...settings, agentId, accessToken: tokenSource({ token, baseUrl: settings.baseUrl }) });
  } catch (error) {
    showEnd({ by: 'error', error, durationMs: 0 });
    return;
  }
  current = call;
  follow(call, agentId);
  if (muted) call.mute();
  // A failure arrives as `ended` too, which shows it.
  call.start().catch(() => {});
}

/** Keeps the page in step with one call, to its end. */
function follow(call, agentId) {
  const meter = new Meter();
  let wasThrough = false;
  const listen = () => {
    meter.listen('user', call.localStream);
    meter.listen('agent', call.remoteStream);
  };
  controls.showState('connecting');
  resetStages(true);
  lockScenario(true);
  startVoices((who) => meter.level(who), showWhoSpeaks);

  call.on('statechange', ({ state, previous }) => {
    if (state === 'ended') return;
    listen();
    controls.showState(state);
    allowKeypad(state === 'connected');
    if (state !== 'connected' || previous === 'reconnecting') return;
    wasThrough = true;
    controls.startClock();
  });
  call.on('progress', (progress) => {
    stageDone(progress);
    listen();
  });
  call.on('track', listen);
  call.on('started', ({ sessionId, conversationId }) => controls.showDetails({ agentId, sessionId, conversationId }));
  call.on('transcript', showLine);
  call.on('signalingchange', ({ signaling }) => controls.showSignaling(signaling));
  call.on('mutechange', (change) => showMuted(change.muted));
  call.on('error', (error) => notify('trouble', { title: error.message, text: error.hint }));
  call.on('audioblocked', () => notify('sound', {
    title: 'Your browser holds the sound back.',
    action: { label: 'Let me hear the agent', id: 'resume-audio-button', run: () => Promise.all([call.resumeAudio(), meter.resume()]) },
  }));
  call.on('ended', (detail) => {
    stopVoices();
    meter.close();
    controls.showSignaling(call.signaling);
    controls.showDetails({ agentId, sessionId: call.sessionId, conversationId: call.conversationId, ended: detail.reason });
    showEnd(detail, wasThrough);
  });
}

function clearScreen(agentId) {
  hideError();
  dismissAll();
  clearTranscript();
  controls.showDetails({ agentId });
}

function showEnd({ by, error, durationMs }, wasThrough = false) {
  current = undefined;
  const cancelled = error?.code === 'cancelled';
  const failed = error !== undefined && !cancelled;
  const who = { user: 'You hung up', agent: 'The agent hung up', error: 'The call broke off' }[by];
  controls.stopClock();
  controls.showState('ended');
  if (cancelled) controls.showStatus('Call cancelled', 'The microphone is off.');
  else if (failed && !wasThrough) controls.showStatus('No connection', 'Here is what happened.');
  else controls.showStatus('Call ended', `${who} after ${clockTime(durationMs)}`);
  stagesOver(failed ? error : undefined);
  closeTranscript(`${who} · ${clockTime(durationMs)}`);
  allowKeypad(false);
  lockScenario(false);
  dismissAll();
  if (failed) showError(error, wasThrough ? 'Call lost' : 'Call failed');
}

function showWhoSpeaks(speaking) {
  if (current?.state !== 'connected') return;
  const said = speaking.agent ? 'The agent is speaking' : speaking.user ? 'You are speaking' : 'The agent is listening';
  controls.showSubstatus(said);
}

function showMuted(now) {
  muted = now;
  controls.showMuted(now);
}

function toggleMute() {
  if (!current) showMuted(!muted);
  else if (current.muted) current.unmute();
  else current.mute();
}

async function sendKey(key) {
  try {
    await current?.sendDtmf(key);
  } catch (error) {
    notify('trouble', { title: error.message, text: error.hint });
  }
}

installTheme(repaintVoices);
installSettings();
installErrorCard(placeCall);
installKeypad(sendKey);
installScenarios();
document.getElementById('mute-button').addEventListener('click', toggleMute);
const callButton = document.getElementById('call-button');
callButton.addEventListener('click', ({ timeStamp }) => {
  const again = timeStamp - pressedAt < DOUBLE_PRESS_MS;
  pressedAt = timeStamp;
  if (again) return;
  if (current) current.hangUp();
  else placeCall();
});
callButton.disabled = false;
// Ahead of the first press, so that it does not wait for the download. A failure here is told by start().
VoiceCall.preload().catch(() => {});
