// @ts-check
import { CALL_ENDED } from './machine.js';

/** @import { CallInfo } from '../types/index.js' */
/** @import { WasmCall } from '../types/wasm.js' */
/** @import { Fields, Machine, Question } from './machine.js' */

/** What the methods of a scripted call's wasm half are given besides the machine. */
/** @typedef {{ onBegin: () => void, onHangUp: (reason: string) => void, onDigits: (digits: string) => void, track?: MediaStreamTrack | undefined, stats: () => RTCStatsReport }} Hooks */

/**
 * What the application does, as the facade passes it on: the class of src/js/, played.
 * @implements {WasmCall}
 */
export class WasmHalf {
  #machine;
  #hooks;
  /** What the next call of a method rejects with. @type {Map<string, Fields>} */
  rejections = new Map();

  /**
   * @param {Machine} machine
   * @param {Hooks} hooks
   */
  constructor(machine, hooks) {
    this.#machine = machine;
    this.#hooks = hooks;
    machine.ownTrack = hooks.track;
    machine.muted = hooks.track?.enabled === false;
  }

  get state() {
    return this.#machine.state;
  }
  get signaling() {
    return this.#machine.signaling;
  }
  get muted() {
    return this.#machine.muted;
  }
  get sessionId() {
    return this.#machine.sessionId;
  }
  get conversationId() {
    return this.#machine.conversationId;
  }
  get localStream() {
    return this.#machine.localStream;
  }
  get remoteStream() {
    return this.#machine.remoteStream;
  }

  /**
   * A promise that `work` settles, now or later.
   * @param {string} method
   * @param {(question: Question) => void} work
   * @returns {Promise<any>}
   */
  #question(method, work) {
    return new Promise((resolve, reject) => {
      const rejection = this.rejections.get(method);
      this.rejections.delete(method);
      if (rejection) reject(rejection);
      else this.#machine.perform(() => work({ resolve, reject }));
    });
  }

  /** @returns {Promise<void>} */
  prepare() {
    return this.#question('prepare', question => {
      const machine = this.#machine;
      if (!machine.isLive) return question.reject(CALL_ENDED);
      if (machine.isStarted || machine.hasReached('hub')) return question.resolve();
      machine.questions.prepare.push(question);
      this.#hooks.onBegin();
    });
  }

  /**
   * @param {number} elapsedMs which passes by no clock here
   * @returns {Promise<CallInfo>}
   */
  start(elapsedMs) {
    void elapsedMs;
    return this.#question('start', question => {
      const machine = this.#machine;
      if (!machine.isLive) return question.reject(CALL_ENDED);
      machine.questions.start.push(question);
      machine.start();
      this.#hooks.onBegin();
    });
  }

  /**
   * @param {string} reason
   * @returns {Promise<void>}
   */
  hangUp(reason) {
    return this.#question('hangUp', question => {
      const machine = this.#machine;
      if (machine.state === 'ended') return question.resolve();
      machine.questions.hangUp.push(question);
      if (machine.isHangingUp) return;
      this.#hooks.onHangUp(reason);
      machine.hangUp(reason);
    });
  }

  /**
   * @param {string} digits
   * @returns {Promise<void>}
   */
  sendDtmf(digits) {
    return this.#question('sendDtmf', question => {
      const machine = this.#machine;
      if (!/^[0-9*#]+$/.test(digits)) return question.reject({ code: 'invalid_options', message: 'Digits are 0 to 9, * and #.' });
      if (!machine.isLive) return question.reject(CALL_ENDED);
      if (!machine.isConnected) return question.reject({ code: 'invalid_options', message: 'Digits can be sent once the call is connected.' });
      if (machine.signaling === 'lost') return question.reject({ code: 'hub_closed', message: 'The hub is lost: the digits were not sent.' });
      machine.questions.digits.push({ digits, question });
      this.sendDigits();
    });
  }

  /** Sends the digits that wait for the hub. */
  sendDigits() {
    if (this.#machine.signaling !== 'connected') return;
    for (const { digits, question } of this.#machine.questions.digits.splice(0)) {
      this.#hooks.onDigits(digits);
      question.resolve();
    }
  }

  /** @returns {Promise<void>} */
  resumeAudio() {
    return this.#question('resumeAudio', question => {
      this.#machine.isAudioBlocked = false;
      question.resolve();
    });
  }

  /** @returns {Promise<RTCStatsReport>} */
  getStats() {
    return this.#question('getStats', ({ resolve, reject }) => {
      if (!this.#machine.isLive) reject(CALL_ENDED);
      else if (!this.#machine.hasReached('session')) reject({ code: 'invalid_options', message: 'There is no peer connection yet.' });
      else resolve(this.#hooks.stats());
    });
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.#machine.perform(() => {
      const { track } = this.#hooks;
      if (track && this.#machine.isLive) track.enabled = !muted;
      this.#machine.setMuted(muted);
    });
  }

  free() {}
}
