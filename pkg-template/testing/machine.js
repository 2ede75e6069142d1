// @ts-check
// The rules of a call: what can happen when, and in which order it is emitted. The same as those of src/call/, for the same events.
import { createStream } from './media.js';

/** @import { CallState, SignalingState, Stage, VoisnapErrorFields } from '../types/index.js' */
/** @import { WasmObserver } from '../types/wasm.js' */

/** @typedef {VoisnapErrorFields & { message: string }} Fields */
/** @typedef {{ resolve: (value?: any) => void, reject: (error: Fields) => void }} Question */

/** The stages of the set-up in the order in which they are played. @type {Stage[]} */
export const SETUP = ['microphone', 'session', 'hub', 'offer', 'answer', 'media'];
/** What `prepare()` does of them. @type {Stage[]} */
const PREPARED = ['session', 'hub'];

/** @type {Fields} */
export const CALL_ENDED = { code: 'call_ended', message: 'The call is over.' };
/** @type {Fields} */
const CANCELLED = { code: 'cancelled', message: 'The call was cancelled before it connected.' };

export class Machine {
  /** @type {CallState} */
  state = 'idle';
  /** @type {SignalingState} */
  signaling = 'idle';
  muted = false;
  /** @type {string | undefined} */
  sessionId;
  /** @type {string | undefined} */
  conversationId;
  /** @type {MediaStream | undefined} */
  localStream;
  /** @type {MediaStream | undefined} */
  remoteStream;
  /** The application's own, which is never stopped here. @type {MediaStreamTrack | undefined} */
  ownTrack;
  isAudioBlocked = false;
  /** The application has hung up, and the hub has not confirmed it yet. */
  isHangingUp = false;
  /** The time of the call since `start()`. It stands still unless the test lets it pass. */
  ms = 0;
  /** @type {number | undefined} */
  #connectedAt;
  /** @type {Set<Stage>} */
  #reached = new Set();
  /** What is used in the place of made-up ids and data. @type {{ sessionId: string, conversationId?: string, data?: object }} */
  info;
  /** The lines that are not final yet, by speaker. @type {Record<string, string | undefined>} */
  #openLines = {};
  #lines = 0;
  #observer;
  /** What arrives while the application's handlers run: it comes after what is being emitted. @type {(() => void)[] | undefined} */
  #queue;
  /** What the application waits for. @type {{ prepare: Question[], start: Question[], hangUp: Question[], digits: { digits: string, question: Question }[] }} */
  questions = { prepare: [], start: [], hangUp: [], digits: [] };

  /**
   * @param {WasmObserver} observer
   * @param {{ sessionId: string, conversationId?: string }} info
   */
  constructor(observer, info) {
    this.#observer = observer;
    this.info = info;
  }

  get isLive() {
    return this.state !== 'ended' && !this.isHangingUp;
  }
  get isConnected() {
    return this.isLive && this.#connectedAt !== undefined;
  }
  get isStarted() {
    return this.state !== 'idle';
  }

  /** @param {Stage} stage */
  hasReached(stage) {
    return this.#reached.has(stage);
  }

  /**
   * Runs `work` now, or after what runs already: a handler that acts on the call acts after the events that are due.
   * @param {() => void} work
   */
  perform(work) {
    if (this.#queue) return void this.#queue.push(work);
    this.#queue = [work];
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) next();
    } finally {
      this.#queue = undefined;
    }
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  emit(name, detail) {
    this.#observer.emit(name, detail);
  }

  /** @param {CallState} state */
  setState(state) {
    if (this.state === state) return;
    const previous = this.state;
    this.state = state;
    this.emit('log', { level: 'info', message: 'call state', detail: { note: state } });
    this.emit('statechange', { state, previous });
  }

  /** @param {SignalingState} signaling */
  setSignaling(signaling) {
    if (this.signaling === signaling) return;
    const previous = this.signaling;
    this.signaling = signaling;
    this.emit('log', { level: 'info', message: 'hub state', detail: { note: signaling } });
    this.emit('signalingchange', { signaling, previous });
  }

  /** The application starts the call; what was prepared counts as done at once. */
  start() {
    this.setState('connecting');
    for (const stage of this.#reached) this.#progress(stage);
  }

  /**
   * Goes on with the set-up until `stage` is complete.
   * @param {Stage} stage
   */
  reach(stage) {
    const stages = this.isStarted ? SETUP : PREPARED;
    for (const each of stages.slice(0, stages.indexOf(stage) + 1)) {
      if (!this.isLive) return;
      if (this.#reached.has(each)) continue;
      this.#reached.add(each);
      this.#complete(each);
    }
  }

  /** @param {Stage} stage */
  #complete(stage) {
    const { sessionId, conversationId, data } = this.info;
    if (stage === 'microphone') {
      this.localStream = createStream('microphone', this.ownTrack);
      this.#enableMicrophone();
    }
    if (stage === 'session') this.sessionId = sessionId;
    if (stage === 'hub') this.setSignaling('connected');
    if (stage === 'answer') {
      this.remoteStream = createStream('agent');
      this.emit('track', { track: this.remoteStream.getAudioTracks()[0], stream: this.remoteStream });
    }
    this.#progress(stage);
    if (stage === 'session') this.setSignaling('connecting');
    if (stage === 'hub') for (const { resolve } of this.questions.prepare.splice(0)) resolve();
    if (stage !== 'media') return;
    this.#connectedAt = this.ms;
    this.setState('connected');
    this.conversationId = conversationId;
    const info = { sessionId, ...(conversationId !== undefined && { conversationId }) };
    for (const { resolve } of this.questions.start.splice(0)) resolve(info);
    this.emit('started', { ...info, data: { ...info, ...data } });
  }

  /** The agent's first sound, of a call that is connected. */
  reachAgentAudio() {
    if (!this.isConnected || this.#reached.has('agent_audio')) return;
    this.#reached.add('agent_audio');
    this.#progress('agent_audio');
  }

  /** @param {Stage} stage */
  #progress(stage) {
    if (this.isStarted) this.emit('progress', { stage, ms: this.ms });
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    if (!this.isLive || this.muted === muted) return;
    this.muted = muted;
    this.#enableMicrophone();
    this.emit('mutechange', { muted });
  }

  #enableMicrophone() {
    for (const track of this.localStream?.getTracks() ?? []) track.enabled = !this.muted;
  }

  /**
   * The id of the line that a text belongs to: its own, or that of the speaker's line that is not final yet.
   * @param {{ speaker: 'user' | 'agent', text: string, final: boolean, id?: string | undefined, data?: object | undefined }} line
   */
  say({ speaker, text, final, id = this.#openLines[speaker] ?? `line-${++this.#lines}`, data = { speaker, text, isFinal: final } }) {
    this.#openLines[speaker] = final ? undefined : id;
    this.#observer.transcript(id, speaker === 'user', text, final, this.ms, data);
    return id;
  }

  /**
   * @param {string} name
   * @param {unknown[]} args
   */
  hubEvent(name, args) {
    this.#observer.hubEvent(name, args);
  }

  /** A failed preparation takes back what was prepared, and leaves the call as it was. @param {Fields} error */
  failPreparation(error) {
    this.#reached.clear();
    this.sessionId = undefined;
    this.setSignaling('idle');
    for (const { reject } of this.questions.prepare.splice(0)) reject(error);
  }

  /** @param {string} reason */
  hangUp(reason) {
    const error = this.state === 'connecting' ? CANCELLED : undefined;
    const end = () => this.end({ reason, by: 'user', error });
    this.#release();
    if (this.signaling !== 'connected' && this.signaling !== 'reconnecting') return end();
    // The hub confirms it, also during the set-up; no hub does so at once.
    this.isHangingUp = true;
    Promise.resolve().then(() => this.perform(end));
  }

  #release() {
    for (const stream of [this.localStream, this.remoteStream]) for (const track of stream?.getTracks() ?? []) if (track !== this.ownTrack) track.stop();
    this.localStream = this.remoteStream = undefined;
    for (const { question } of this.questions.digits.splice(0)) question.reject({ ...CALL_ENDED, message: 'The call ended before the digits were sent.' });
  }

  /**
   * The one way a call ends: `ended` once, and last.
   * @param {{ reason: string, by: 'user' | 'agent' | 'error', error?: Fields | undefined }} end
   */
  end({ reason, by, error }) {
    if (this.state === 'ended') return;
    const durationMs = this.#connectedAt === undefined ? 0 : this.ms - this.#connectedAt;
    this.#release();
    if (this.signaling !== 'idle') this.setSignaling('closed');
    this.setState('ended');
    const { prepare, start, hangUp } = this.questions;
    for (const { reject } of prepare.splice(0)) reject(error ?? CANCELLED);
    this.emit('ended', { reason, by, durationMs, ...(error && { error }) });
    for (const { reject } of start.splice(0)) reject(error ?? CALL_ENDED);
    for (const { resolve } of hangUp.splice(0)) resolve();
  }
}
