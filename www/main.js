// The page: one call at a time, with the package used as any customer would use it.
import { VoiceCall } from './pkg/index.js';
import * as controls from './controls.js';
import { clearDetails, installDetails, showDetails } from './details.js';
import { chosenMicrophone, installDevices, output, refreshDevices } from './devices.js';
import { bringFailureIntoView, hideFailure, installFailure, showFailure } from './failure.js';
import { allowKeypad, installKeypad } from './keypad.js';
import { Meter } from './meter.js';
import { dismiss, dismissAll, notify } from './notices.js';
import { chosenScenario, installScenarios, lockScenario } from './scenarios.js';
import { installSettings, lockSettings, readSettings } from './settings.js';
import { resetStages, stageDone, stagesOver, startStages } from './stages.js';
import { hubTrouble, substatus } from './status.js';
import { installTheme } from './theme.js';
import { tokenSource } from './token.js';
import { clearTranscript, closeTranscript, clockTime, showLine, showPaused } from './transcript.js';
import { repaintVoices, startVoices, stopVoices } from './voices.js';

/** Two presses closer than this are one: the second half of a double-click, or a held key, is no wish to cancel. */
const DOUBLE_PRESS_MS = 400;
let pressedAt = -Infinity;
/** The call under way; undefined between calls. */
let current;
/** The microphone's permission, as far as the browser says. */
let permission;
/** What the line below the headline depends on. `muted` is the user's wish: it outlives a call, so that one can mute before calling. */
const facts = { state: 'idle', muted: false, mayPrompt: true, agentHeard: false, speaking: undefined, ending: '' };

function placeCall() {
  if (current) return;
  const { token, ...settings } = readSettings();
  const target = settings.agentId ? { baseUrl: location.origin } : chosenScenario();
  if (!target) return;
  const options = { ...target, ...withoutUndefined(settings), audio: chosenMicrophone(), output };
  clearScreen(options.agentId);
  let call;
  try {
    call = new VoiceCall({ ...options, accessToken: tokenSource({ token, baseUrl: options.baseUrl }) });
  } catch (error) {
    showEnd({ by: 'error', error, durationMs: 0, reason: error.code });
    return;
  }
  current = call;
  follow(call);
  if (facts.muted) call.mute();
  // A failure arrives as `ended` too, which shows it.
  call.start().catch(() => {});
}

/** Keeps the page in step with one call, to its end. */
function follow(call) {
  const meter = new Meter();
  let wasThrough = false;
  const listen = () => {
    meter.listen('user', call.localStream);
    meter.listen('agent', call.remoteStream);
  };
  showState('connecting');
  startStages();
  lock(true);
  startVoices((who) => meter.level(who), (speaking) => update({ speaking }));

  call.on('statechange', ({ state, previous }) => {
    if (state === 'ended') return;
    listen();
    showState(state);
    showHub(call);
    if (state !== 'connected' || previous === 'reconnecting') return;
    wasThrough = true;
    controls.startClock();
  });
  call.on('progress', (progress) => {
    stageDone(progress);
    listen();
    if (progress.stage === 'microphone') {
      update({ mayPrompt: false });
      refreshDevices();
    }
    if (progress.stage === 'agent_audio') update({ agentHeard: true });
    // Known as soon as the session is: support asks for it where a later step fails.
    showDetails({ session: call.sessionId });
  });
  call.on('track', listen);
  call.on('started', ({ sessionId, conversationId }) => showDetails({ session: sessionId, conversation: conversationId }));
  call.on('transcript', showLine);
  call.on('signalingchange', () => showHub(call));
  call.on('mutechange', (change) => showMuted(change.muted));
  // What is wrong with the hub has a notice of its own.
  call.on('error', (error) => call.signaling === 'connected' && notify('trouble', { title: 'The call goes on, with a problem.', text: error.message }));
  call.on('audioblocked', () => notify('sound', {
    title: 'The browser blocks the sound.',
    action: { label: 'Play the sound', id: 'resume-audio-button', run: () => Promise.all([call.resumeAudio(), meter.resume()]) },
  }));
  call.on('ended', (detail) => {
    stopVoices();
    meter.close();
    controls.showSignaling(call.signaling);
    showDetails({ session: call.sessionId, conversation: call.conversationId });
    showEnd(detail, wasThrough);
  });
}

function clearScreen(agentId) {
  controls.releaseCallButton();
  hideFailure();
  dismissAll();
  clearTranscript();
  resetStages();
  clearDetails(agentId);
  update({ mayPrompt: permission?.state !== 'granted', agentHeard: false, speaking: undefined, ending: '' });
}

/** A hub that is gone is no matter of the sound, and the person in the call should know which of the two is. */
function showHub({ state, signaling }) {
  controls.showSignaling(signaling);
  const trouble = state === 'connected' || state === 'reconnecting' ? hubTrouble(signaling) : undefined;
  showPaused(trouble?.tag);
  allowKeypad(state === 'connected' && signaling !== 'lost');
  if (trouble) dismiss('trouble');
  // Where the sound is gone too, the headline says so.
  if (trouble && state === 'connected') notify('hub', { title: trouble.title, text: trouble.text, lasting: true });
  else dismiss('hub');
}

function showEnd({ by, error, durationMs, reason }, wasThrough = false) {
  current = undefined;
  const cancelled = error?.code === 'cancelled';
  const failed = error !== undefined && !cancelled;
  const who = { user: 'You hung up', agent: 'The agent hung up', error: 'The call broke off' }[by];
  const after = clockTime(durationMs);
  controls.stopClock();
  showState('ended');
  if (cancelled) controls.showStatus('Call cancelled');
  update({ ending: cancelled ? 'The microphone is off.' : `${who} after ${after}.` });
  showDetails({ ended: reason });
  stagesOver(failed ? error : undefined);
  showPaused();
  closeTranscript(`${who} · ${after}`);
  allowKeypad(false);
  lock(false);
  dismissAll();
  if (!failed) return;
  const { title, text } = showFailure(error);
  controls.showStatus(title);
  update({ ending: wasThrough ? `Cut off after ${after}. ${text}` : text });
  bringFailureIntoView();
}

function showState(state) {
  controls.showState(state);
  showDetails({ state });
  update({ state });
}

/** Takes in what changed, and says below the headline what matters most now. */
function update(changed) {
  Object.assign(facts, changed);
  controls.showSubstatus(substatus(facts));
}

function lock(locked) {
  lockScenario(locked);
  lockSettings(locked);
}

function showMuted(muted) {
  controls.showMuted(muted);
  update({ muted });
}

function toggleMute() {
  if (!current) showMuted(!facts.muted);
  else if (current.muted) current.unmute();
  else current.mute();
}

async function sendKey(key) {
  try {
    await current?.sendDtmf(key);
  } catch (error) {
    notify('keypad', { title: `The key ${key} was not sent.`, text: error.message });
  }
}

async function watchPermission() {
  try {
    permission = await navigator.permissions.query({ name: 'microphone' });
  } catch {
    // This browser does not know the question: it may always ask.
  }
}

const withoutUndefined = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

installTheme(repaintVoices);
installSettings(controls.releaseCallButton);
installDetails();
installFailure();
installKeypad(sendKey);
installScenarios(controls.releaseCallButton);
installDevices(() => current);
watchPermission();
const muteButton = document.getElementById('mute-button');
muteButton.addEventListener('click', toggleMute);
muteButton.disabled = false;
const callButton = document.getElementById('call-button');
callButton.addEventListener('click', ({ timeStamp }) => {
  const again = timeStamp - pressedAt < DOUBLE_PRESS_MS;
  pressedAt = timeStamp;
  if (again || controls.isHeld()) return;
  if (current) current.hangUp();
  else placeCall();
});
callButton.disabled = false;
delete document.body.dataset.starting;
// Ahead of the first press, so that it does not wait for the download. A failure here is told by start().
VoiceCall.preload().catch(() => {});
