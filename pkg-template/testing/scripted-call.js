// @ts-check
import { requestCredentials } from './credentials.js';
import { misuse, toFields } from './errors.js';
import { Machine, SETUP } from './machine.js';
import { WasmHalf } from './wasm-half.js';

/** @import { Stage, VoiceCallOptions, VoisnapErrorCode, VoisnapErrorFields } from '../types/index.js' */
/** @import { ConnectInfo, RejectableMethod, ScriptedCall as Public, ScriptedLine } from '../types/testing.js' */
/** @import { WasmCall, WasmObserver } from '../types/wasm.js' */

/** The methods that a test can let fail. @type {RejectableMethod[]} */
const REJECTABLE = ['prepare', 'sendDtmf', 'resumeAudio', 'getStats'];

/**
 * One scripted call: what the other side does, and what the application did. See types/testing.d.ts.
 * @implements {Public}
 */
export class ScriptedCall {
  /** The digits that the application sent, in order. */
  digits = '';
  /** @type {string | undefined} */
  hungUpWith;
  stats = /** @type {RTCStatsReport} */ (/** @type {unknown} */ (new Map()));
  #machine;
  #half;
  /** Whether the application's functions gave what a call needs, once they were called. @type {Promise<boolean> | undefined} */
  #credentials;

  /**
   * @param {VoiceCallOptions} options the application's
   * @param {{ track?: MediaStreamTrack | undefined }} read what the facade made of them
   * @param {WasmObserver} observer
   * @param {{ number: number, requestToken: boolean, onBegin: (call: ScriptedCall, ready: Promise<boolean>) => void }} script
   */
  constructor(options, { track }, observer, { number, requestToken, onBegin }) {
    this.options = options;
    this.#machine = new Machine(observer, { sessionId: `wrtc_scripted_${number}`, conversationId: `conv_scripted_${number}` });
    this.#half = new WasmHalf(this.#machine, {
      track,
      stats: () => this.stats,
      onBegin: () => {
        this.#credentials ??= requestToken ? this.#requestCredentials() : Promise.resolve(true);
        onBegin(this, this.#credentials);
      },
      onHangUp: reason => {
        this.hungUpWith = reason;
      },
      onDigits: digits => {
        this.digits += digits;
      },
    });
  }

  /** What the facade holds. @type {WasmCall} */
  get wasm() {
    return this.#half;
  }

  /** Calls the application's functions; the call fails where they do. */
  async #requestCredentials() {
    try {
      const sessionId = await requestCredentials(this.options);
      if (sessionId !== undefined) this.#machine.info.sessionId = sessionId;
      return true;
    } catch (error) {
      if (this.isLive && !this.#machine.hasReached('session')) this.#fail(/** @type {any} */ (error));
      return false;
    }
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
  get isLive() {
    return this.#machine.isLive;
  }
  get isAudioBlocked() {
    return this.#machine.isAudioBlocked;
  }

  /** @param {string} method */
  #needLive(method) {
    if (this.#machine.isLive) return;
    const how = this.#machine.isHangingUp ? 'The application has hung up' : 'The call has ended';
    throw misuse(`${how}: ${method}() comes too late.`, 'Script the next call: await nextCall().');
  }

  /** @param {string} method */
  #needConnected(method) {
    this.#needLive(method);
    if (!this.#machine.isConnected) throw misuse(`${method}() needs a call that is connected; it is ${this.state}.`, 'Call connect() first, or use autoConnect.');
  }

  /** @param {ConnectInfo} [info] */
  connect(info = {}) {
    const machine = this.#machine;
    this.#needLive('connect');
    if (!machine.isStarted) throw misuse('connect() needs a call that is started; it is only prepared.', 'Let the application start it first.');
    if (machine.isConnected) throw misuse('connect() was called for a call that is connected.', 'Call it once, and not with autoConnect.');
    machine.perform(() => {
      Object.assign(machine.info, Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)));
      machine.reach('media');
      machine.reachAgentAudio();
    });
  }

  /**
   * @param {Stage} stage
   * @param {number} [ms]
   */
  progress(stage, ms = this.#machine.ms) {
    this.#needLive('progress');
    const machine = this.#machine;
    if (stage === 'agent_audio') this.#needConnected("progress('agent_audio')");
    else if (!SETUP.includes(stage)) throw misuse(`There is no stage '${stage}'.`, `The stages are ${SETUP.join(', ')} and agent_audio.`);
    if (!machine.isStarted && stage !== 'session' && stage !== 'hub') {
      throw misuse(`A call that is only prepared does not reach the stage '${stage}'.`, 'Let the application start it first.');
    }
    if (!(ms >= machine.ms)) throw misuse(`progress() was given ${ms} ms, and the call is at ${machine.ms} ms.`, 'Times of a call never go back.');
    machine.perform(() => {
      machine.ms = ms;
      if (stage === 'agent_audio') machine.reachAgentAudio();
      else machine.reach(stage);
    });
  }

  /** @param {number} ms */
  elapse(ms) {
    if (!(ms >= 0)) throw misuse('elapse() takes milliseconds, 0 or more.', 'Call elapse(1500) for one and a half seconds.');
    this.#machine.ms += ms;
  }

  /** @param {ScriptedLine} line */
  transcript({ speaker, text, final = true, id, data }) {
    this.#needConnected('transcript');
    if (speaker !== 'user' && speaker !== 'agent') throw misuse("'speaker' is 'user' or 'agent'.", "Call transcript({ speaker: 'agent', text: 'Hello.' }).");
    this.#machine.perform(() => this.#machine.say({ speaker, text, final, id, data }));
  }

  /**
   * @param {string} name
   * @param {...unknown} args
   */
  hubEvent(name, ...args) {
    this.#needLive('hubEvent');
    this.#machine.perform(() => this.#machine.hubEvent(name, args));
  }

  /** @param {string} [reason] */
  end(reason) {
    this.#needLive('end');
    const machine = this.#machine;
    const message = `The agent ended the session before the call connected${reason ? `: ${reason}` : '.'}`;
    /** @type {VoisnapErrorFields & { message: string }} */
    const error = { code: 'agent_ended', message, data: reason ? { reason } : {} };
    machine.perform(() => {
      if (!machine.isStarted) this.#failPreparation(error);
      else machine.end({ reason: reason ?? 'agent_ended', by: 'agent', error: machine.isConnected ? undefined : error });
    });
  }

  /** @param {VoisnapErrorCode | VoisnapErrorFields} error */
  fail(error) {
    this.#needLive('fail');
    const fields = toFields('fail', error);
    if (fields.code === 'cancelled') throw misuse('fail() cannot cancel a call.', 'Let the application hang up, or abort the signal of start().');
    if (fields.code === 'agent_ended') throw misuse('fail() cannot end a call as the agent.', 'Call end() before connect().');
    this.#fail(fields);
  }

  /** @param {VoisnapErrorFields & { message: string }} fields */
  #fail(fields) {
    const machine = this.#machine;
    machine.perform(() => {
      if (!machine.isStarted) this.#failPreparation(fields);
      else machine.end({ reason: fields.code, by: 'error', error: fields });
    });
  }

  /** @param {VoisnapErrorFields & { message: string }} fields */
  #failPreparation(fields) {
    this.#credentials = undefined; // the next attempt calls the functions again
    this.#machine.failPreparation(fields);
  }

  /** @param {VoisnapErrorCode | VoisnapErrorFields} error */
  trouble(error) {
    this.#needLive('trouble');
    const fields = { recoverable: true, ...toFields('trouble', error) };
    this.#machine.perform(() => this.#machine.emit('error', fields));
  }

  /** @param {{ forGood?: boolean }} [options] */
  loseHub({ forGood = this.options.reconnect === false } = {}) {
    this.#needConnected('loseHub');
    const machine = this.#machine;
    const states = forGood ? ['connected', 'reconnecting'] : ['connected'];
    if (!states.includes(this.signaling)) throw misuse(`loseHub() needs a hub that is there; it is ${this.signaling}.`, 'Call restoreHub() first.');
    machine.perform(() => {
      if (!forGood) return machine.setSignaling('reconnecting');
      machine.setSignaling('lost');
      const message = 'The hub is lost before it confirmed a digit, which may or may not have been sent.';
      for (const { question } of machine.questions.digits.splice(0)) question.reject({ code: 'hub_closed', message });
      machine.emit('error', { code: 'hub_closed', message: 'The hub closed the connection (code 1006).', closeCode: 1006 });
    });
  }

  restoreHub() {
    this.#needConnected('restoreHub');
    if (this.signaling !== 'reconnecting') throw misuse(`restoreHub() needs a hub that reconnects; it is ${this.signaling}.`, 'Call loseHub() first.');
    this.#machine.perform(() => {
      this.#machine.setSignaling('connected');
      this.#half.sendDigits();
    });
  }

  loseMedia() {
    this.#needConnected('loseMedia');
    if (this.state !== 'connected') throw misuse('loseMedia() was called twice.', 'Call restoreMedia() first, or fail().');
    this.#machine.perform(() => this.#machine.setState('reconnecting'));
  }

  restoreMedia() {
    this.#needConnected('restoreMedia');
    if (this.state !== 'reconnecting') throw misuse('restoreMedia() needs media that is lost.', 'Call loseMedia() first.');
    this.#machine.perform(() => this.#machine.setState('connected'));
  }

  blockAudio() {
    this.#needLive('blockAudio');
    if (!this.#machine.hasReached('answer')) throw misuse('blockAudio() needs a call with audio to play.', "Call connect() or progress('answer') first.");
    this.#machine.isAudioBlocked = true;
    this.#machine.perform(() => this.#machine.emit('audioblocked', {}));
  }

  /**
   * @param {RejectableMethod} method
   * @param {VoisnapErrorCode | VoisnapErrorFields} error
   */
  rejectNext(method, error) {
    if (!REJECTABLE.includes(method)) throw misuse(`rejectNext() knows no method '${method}'.`, `The methods are ${REJECTABLE.join(', ')}.`);
    this.#half.rejections.set(method, toFields('rejectNext', error));
  }
}
