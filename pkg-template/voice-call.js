// @ts-check
import { Call } from './call.js';
import { failure } from './error.js';
import { inTime } from './load/limit.js';

/** @import { VoiceCallEvents, VoiceCallOptions } from './types/index.js' */
/** @import { Load } from './types/wasm.js' */

/** @param {string} method */
const notYet = method =>
  Promise.reject(failure('unsupported', `${method}() is not in this version.`, 'Choose the device before the call, with the options audio and output.'));

/**
 * Makes the public class over a way to load the wasm half. Its members find their call through one plain property and no private
 * field: applications put the object into reactive stores, which hand it out as a `Proxy`.
 * @param {Load} load
 */
export const createVoiceCallClass = load =>
  class VoiceCall {
    /** How its calls load the wasm half. `./testing` has another in its place, which plays what a test scripts. */
    static _load = load;

    static get isSupported() {
      const { isSecureContext, navigator, RTCPeerConnection, WebAssembly } = globalThis;
      return !!(isSecureContext && RTCPeerConnection && WebAssembly && navigator?.mediaDevices?.getUserMedia);
    }

    static async preload() {
      await inTime(load()).promise;
    }

    /** @param {VoiceCallOptions} options */
    constructor(options) {
      const { _load } = new.target;
      const call = new Call(() => _load(options), options);
      /** A function, because a deep proxy wraps every object that it hands out. */
      this._call = () => call;
      Object.defineProperty(this, '_call', { enumerable: false });
    }

    /** Vue keeps what has this as it is, and wraps it in no proxy. */
    get __v_skip() {
      return true;
    }

    get state() {
      return this._call().state;
    }
    get signaling() {
      return this._call().signaling;
    }
    get muted() {
      return this._call().muted;
    }
    get sessionId() {
      return this._call().sessionId;
    }
    get conversationId() {
      return this._call().conversationId;
    }
    get localStream() {
      return this._call().localStream;
    }
    get remoteStream() {
      return this._call().remoteStream;
    }

    /** @param {keyof VoiceCallEvents} event @param {(detail: any) => void} handler */
    on(event, handler) {
      return this._call().listeners.add(event, handler, false);
    }
    /** @param {keyof VoiceCallEvents} event @param {(detail: any) => void} handler */
    once(event, handler) {
      return this._call().listeners.add(event, handler, true);
    }
    /** @param {keyof VoiceCallEvents} event @param {(detail: any) => void} handler */
    off(event, handler) {
      this._call().listeners.remove(event, handler);
    }

    prepare() {
      return this._call().prepare();
    }
    /** @param {{ signal?: AbortSignal }} [options] */
    start(options) {
      return this._call().start(options);
    }
    /** @param {string} [reason] */
    hangUp(reason) {
      return this._call().hangUp(reason);
    }
    mute() {
      this._call().setMuted(true);
    }
    unmute() {
      this._call().setMuted(false);
    }
    /** @param {string} digits */
    sendDtmf(digits) {
      return this._call().sendDtmf(digits);
    }
    setMicrophone() {
      return notYet('setMicrophone');
    }
    setSpeaker() {
      return notYet('setSpeaker');
    }
    resumeAudio() {
      return this._call().resumeAudio();
    }
    getStats() {
      return this._call().getStats();
    }
  };
