// @ts-check
import { NAMES } from '../events.js';
import { Devices } from './devices.js';
import { createBinder } from './dom.js';
import { createKeypad } from './keypad.js';
import { Levels } from './levels.js';
import { Preload } from './preload.js';
import { languageOf, textsFor } from './texts.js';
import { tokenFrom } from './token.js';
import { Transcript } from './transcript.js';
import { createView } from './view.js';
import { clock, sentenceFor, startLabelFor, statusFor } from './wording.js';

/** @import * as sdk from '../types/index.js' */
/** @import { VoiceCallEvents, VoisnapError } from '../types/index.js' */
/** @import { VoisnapCallElement, VoisnapCallTexts } from '../types/element.js' */
/** @import { Model } from './view.js' */

/** A press on what has just appeared under the finger belongs to what was there before. */
const GUARD_MS = 300;

/** What is shown of a call. */
const nothing = () => ({
  /** @type {VoisnapError | undefined} */ error: undefined,
  durationMs: 0,
  connectedAt: 0,
  asksMicrophone: false,
  audioBlocked: false,
  signalingLost: false,
});

/** What one element does: its calls one after the other, and what is shown of them. */
export class Widget {
  /**
   * @param {VoisnapCallElement} host
   * @param {{ VoiceCall: typeof sdk.VoiceCall, VoisnapError: typeof sdk.VoisnapError, languages: Record<string, Partial<VoisnapCallTexts>> }} classes
   */
  constructor(host, classes) {
    this.host = host;
    this.classes = classes;
    /** What the page set as properties. @type {Partial<Pick<VoisnapCallElement, 'accessToken' | 'session' | 'metadata' | 'options' | 'texts' | 'createCall'>>} */
    this.given = {};
    this.consented = false;
    /** The call that runs, or the last one. @type {sdk.VoiceCall | null} */
    this.call = null;
    /** Detaches the element from its call. @type {(() => void)[]} */
    this.unsubscribe = [];
    /** What is shown of the call that runs, or of the last one. */
    this.shown = nothing();
    this.showsKeypad = false;
    this.showsDevices = false;
    /** When another attempt makes sense. */
    this.retryAt = 0;
    /** When the main button last became another one. */
    this.swappedAt = -Infinity;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.interval = undefined;
    this.levels = new Levels();
    const binder = /** @type {typeof createBinder<Model>} */ (createBinder)();
    this.transcript = new Transcript(binder.bound);
    this.keypad = createKeypad(binder.bound, digit => void this.call?.sendDtmf(digit).catch(error => this.trouble(error)));
    this.devices = new Devices(
      binder.bound,
      deviceId => (this.isActive ? this.call?.setMicrophone(deviceId) : void this.discard()),
      () => this.render(),
    );
    this.view = createView(
      binder,
      {
        start: event => this.press(event),
        hangUp: event => void (this.isGuarded(event) || this.hangUp()),
        mute: () => (host.muted = !host.muted),
        keypad: () => this.toggleKeypad(),
        devices: () => this.toggleDevices(),
        toggle: () => (host.open ? this.close() : this.show()),
        close: () => this.close(),
        dismiss: () => this.dismiss(),
        playAudio: () => void this.call?.resumeAudio().then(() => this.update({ audioBlocked: false }), error => this.trouble(error)),
        consent: () => this.render(),
        keydown: event => this.keydown(event),
      },
      this,
    );
    this.preload = new Preload(host, () => this.load());
    this.languageObserver = new MutationObserver(() => this.render());
  }

  get isActive() {
    return !!this.call && ['connecting', 'connected', 'reconnecting'].includes(this.call.state);
  }
  get isLive() {
    return this.isActive && this.call?.state !== 'connecting';
  }
  get state() {
    return this.call?.state ?? 'idle';
  }
  /** @param {keyof Widget['given']} name @param {any} value */
  give(name, value) {
    this.given[name] = value;
    if (name !== 'texts') this.discard();
    this.render();
  }
  /** @param {unknown} consented */
  setConsented(consented) {
    this.consented = !!consented;
    this.render();
  }
  get texts() {
    return textsFor(this.classes.languages, languageOf(this.host), this.given.texts);
  }
  get needsConsent() {
    return !this.consented && !!this.host.querySelector(':scope > [slot="consent"]');
  }

  /** The call that start() places: the one that is prepared, else a new one. */
  take() {
    if (this.call?.state === 'idle') return this.call;
    const { host, devices, given } = this;
    const { audio, output, ...options } = given.options ?? {};
    const constraints = Object.prototype.toString.call(audio) === '[object MediaStreamTrack]' || !devices.microphone ? audio : { ...audio, deviceId: devices.microphone };
    const accessToken = given.accessToken ?? (host.tokenUrl === null ? undefined : tokenFrom(host.tokenUrl));
    if (!accessToken) throw this.invalid('<voisnap-call> has no token.', 'Set its attribute token-url to the route of your backend that gives a JWT, or its property accessToken.');
    if (!given.session && !host.agentId) throw this.invalid('<voisnap-call> has no agent.', 'Set its attribute agent-id, or its property session.');
    /** @type {any} */
    const all = { ...options, baseUrl: host.baseUrl ?? options.baseUrl, audio: constraints, output: output ?? devices.elementForOutput, metadata: given.metadata, accessToken };
    if (given.session) all.session = given.session;
    else all.agentId = host.agentId ?? undefined;
    /** @type {sdk.VoiceCall} */
    const call = given.createCall ? given.createCall(all) : new this.classes.VoiceCall(all);
    if (host.muted) call.mute();
    this.unsubscribe = NAMES.map(name => call.on(name, detail => this.receive(call, name, detail)));
    return call;
  }

  /** Drops a call that was prepared with what has changed since. */
  discard() {
    const { call } = this;
    if (call?.state !== 'idle') return;
    for (const off of this.unsubscribe) off();
    this.call = null;
    call.hangUp();
  }

  prepare() {
    return this.attempt(call => call.prepare());
  }

  start() {
    if (this.call && this.isActive) return this.call.start(); // the same promise
    if (!this.host.isConnected) return this.refuse('The element is in no document.', 'Append the element first: a call ends when it is removed.');
    if (this.needsConsent) {
      this.host.open = true;
      return this.refuse('The consent text is not agreed to.', "Let the user press the element's button, or set its property consented to true.");
    }
    this.transcript.clear();
    this.retryAt = 0;
    this.shown = nothing();
    return this.attempt(call => call.start());
  }

  /** @param {string} digits */
  sendDtmf(digits) {
    return this.call?.sendDtmf(digits) ?? this.refuse('sendDtmf() needs a call that is connected.', 'Wait for start() to resolve.');
  }

  /** @param {string} message @param {string} hint @param {unknown} [cause] */
  invalid(message, hint, cause) {
    return new this.classes.VoisnapError({ code: 'invalid_options', message, hint, ...(cause !== undefined && { cause }) });
  }

  /** @param {string} message @param {string} hint @returns {Promise<never>} */
  refuse(message, hint) {
    return Promise.reject(this.invalid(message, hint));
  }

  /**
   * Runs what needs a call; options that make none end like a call that fails.
   * @template T
   * @param {(call: sdk.VoiceCall) => Promise<T>} run
   * @returns {Promise<T>}
   */
  attempt(run) {
    let call;
    try {
      call = this.take();
    } catch (thrown) {
      const error = /** @type {any} */ (thrown)?.category
        ? /** @type {VoisnapError} */ (thrown)
        : this.invalid('createCall() did not return a call.', 'The cause is what it threw.', thrown);
      this.call = null;
      this.receive(null, 'ended', { reason: error.code, by: 'error', durationMs: 0, error });
      return Promise.reject(error);
    }
    this.call = call;
    const promise = run(call);
    this.askMicrophone();
    this.render();
    return promise;
  }

  /** Shows that the browser asks for the microphone, where it is known to. */
  async askMicrophone() {
    const { call } = this;
    try {
      const { state } = await navigator.permissions.query({ name: /** @type {any} */ ('microphone') });
      if (call === this.call && this.state === 'connecting' && state === 'prompt' && !call?.localStream) this.update({ asksMicrophone: true });
    } catch {
      // A browser that does not say.
    }
  }

  /** @param {string} [reason] */
  hangUp(reason) {
    return this.call?.hangUp(reason) ?? Promise.resolve();
  }

  /** Whether a press is the second half of a double click, by its count or by when it was made: a busy page handles it later. @param {UIEvent} event */
  isGuarded({ detail, timeStamp }) {
    return detail > 1 || timeStamp - this.swappedAt < GUARD_MS;
  }

  /** The main button: the wish to call, or the agreement that comes before it. @param {UIEvent} event */
  press(event) {
    if (this.retryAt > performance.now() || this.isActive || this.isGuarded(event)) return;
    if (this.needsConsent) {
      if (!this.view.showsConsent) return this.show();
      this.consented = true;
      this.host.dispatchEvent(new CustomEvent('consent', { detail: {} }));
    }
    this.start().catch(() => {}); // shown by `ended`
  }

  /**
   * An event of `call`, shown where it is still the element's, and emitted by the element.
   * @param {sdk.VoiceCall | null} call
   * @param {keyof VoiceCallEvents} name
   * @param {any} detail
   */
  receive(call, name, detail) {
    if (call === this.call) this.follow(name, detail);
    this.host.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** @param {keyof VoiceCallEvents} name @param {any} detail */
  follow(name, detail) {
    const { shown } = this;
    if (name === 'statechange') {
      if (detail.state === 'connected') this.connected();
      if (detail.state === 'ended') this.over();
      if (!this.isLive) this.swappedAt = performance.now();
    } else if (name === 'progress' && detail.stage === 'microphone') shown.asksMicrophone = false;
    else if (name === 'transcript') this.transcript.put(detail, this.texts);
    else if (name === 'mutechange') this.host.muted = detail.muted;
    else if (name === 'audioblocked') this.reveal({ audioBlocked: true });
    else if (name === 'signalingchange') shown.signalingLost = this.isLive && ['reconnecting', 'lost'].includes(detail.signaling);
    else if (name === 'error') this.trouble(detail);
    else if (name === 'ended') {
      shown.durationMs = detail.durationMs;
      this.retryAt = performance.now() + (detail.error?.retryAfterMs ?? 0);
      if (detail.error && detail.error.code !== 'cancelled') this.reveal({ error: detail.error });
    }
    this.render();
  }

  connected() {
    this.shown.connectedAt ||= performance.now();
    this.devices.refresh();
    this.levels.start(
      () => ({ user: this.host.muted ? undefined : this.call?.localStream, agent: this.call?.remoteStream }),
      (voice, level) => this.view.setLevel(voice, level),
    );
  }

  /** Gives back what is held for a call that runs. */
  over() {
    this.levels.stop();
    Object.assign(this.shown, { error: undefined, audioBlocked: false, signalingLost: false });
    this.showsKeypad = false;
    for (const voice of ['user', 'agent']) this.view.setLevel(voice, 0);
  }

  /** @param {Partial<Widget['shown']>} changes */
  update(changes) {
    Object.assign(this.shown, changes);
    this.render();
  }

  /** The same for what the user must see. @param {Partial<Widget['shown']>} changes */
  reveal(changes) {
    if (this.host.variant !== 'card') this.host.open = true;
    this.update(changes);
  }

  /** Trouble of a call that goes on; what ends it comes with `ended`. @param {VoisnapError} error */
  trouble(error) {
    if (this.isActive) this.reveal({ error });
  }

  /** Takes the error away, and the panel where it has nothing else to show. */
  dismiss() {
    this.update({ error: undefined });
    if (this.host.variant === 'button' && this.view.panel.hidden) this.close();
  }

  /** @param {boolean} muted the wish, which outlives calls */
  setMuted(muted) {
    const { call } = this;
    if (call && call.state !== 'ended') {
      if (call.muted !== muted) call[muted ? 'mute' : 'unmute'](); // emits mutechange
    } else if (this.host.isConnected) this.host.dispatchEvent(new CustomEvent('mutechange', { detail: { muted } }));
    this.render();
  }

  toggleKeypad() {
    this.showsKeypad = !this.showsKeypad;
    if (this.showsKeypad) this.host.open = true;
    this.render();
    if (this.showsKeypad) this.keypad.open();
  }

  toggleDevices() {
    this.showsDevices = !this.showsDevices;
    if (this.showsDevices) {
      this.host.open = true;
      this.devices.watch();
    } else this.devices.unwatch();
    this.render();
  }

  /** @param {KeyboardEvent} event */
  keydown(event) {
    const { view, host } = this;
    const { key, repeat } = event;
    // Held down, it would press the button that takes the place of this one.
    if (repeat && key === 'Enter') event.preventDefault();
    if (key !== 'Escape') return;
    if (this.showsKeypad) {
      this.toggleKeypad();
      view.keypadToggle.focus();
    } else if (this.showsDevices) {
      this.toggleDevices();
      view.devicesToggle.focus();
    } else if (host.variant !== 'card' && host.open) this.close();
    else return; // it may close a dialog of the page
    event.preventDefault();
    event.stopPropagation();
  }

  /** Opens the panel and moves the focus into it. */
  show() {
    this.host.open = true;
    this.view.focus();
  }

  /** Closes the panel; a call goes on. The focus goes back to what opened it. */
  close() {
    this.view.leave(() => (this.host.open = false));
  }

  /** Loads what a call needs ahead of time. A failure shows when the call is placed. */
  load() {
    if (this.given.createCall) return false;
    this.classes.VoiceCall.preload().catch(() => {});
    this.devices.refresh();
    return true;
  }

  connect() {
    this.preload.watch(this.view.root);
    this.languageObserver.observe(this.host.ownerDocument, { attributeFilter: ['lang'], subtree: true });
    this.render();
  }

  /** The element left the document for good. */
  dispose() {
    const { call } = this;
    this.preload.stop();
    this.languageObserver.disconnect();
    if (this.showsDevices) this.toggleDevices();
    this.over();
    this.call = null; // its last events are emitted, and no longer shown
    this.shown = nothing();
    this.retryAt = 0;
    this.transcript.clear();
    this.render();
    call?.hangUp('element_removed');
  }

  /** Runs a clock while there is something that counts. */
  count() {
    const counts = this.isLive || this.retryAt > performance.now();
    if (counts) this.interval ??= setInterval(() => this.render(), 1000);
    else {
      clearInterval(this.interval);
      this.interval = undefined;
    }
  }

  render() {
    const { host, texts, state, shown } = this;
    const { error } = shown;
    const waitMs = this.retryAt - performance.now();
    const sentence = !error ? '' : this.isActive ? texts.troubleError : sentenceFor(error, texts);
    const banner = shown.audioBlocked ? texts.audioBlocked : state === 'reconnecting' ? texts.mediaLost : shown.signalingLost ? texts.signalingLost : '';
    const status = statusFor(this, texts);
    /** @type {Model} */
    const model = {
      texts,
      variant: host.variant,
      state,
      isActive: this.isActive,
      isLive: this.isLive,
      isOpen: host.open,
      muted: host.muted,
      needsConsent: this.needsConsent,
      showsKeypad: this.showsKeypad && this.isLive,
      showsDevices: this.showsDevices,
      offersSpeaker: this.devices.hasSpeakers && !this.given.options?.output,
      heading: host.heading || texts.heading,
      startLabel: waitMs > 0 ? texts.retryIn.replace('{time}', clock(waitMs + 999)) : startLabelFor(this, texts),
      isWaiting: waitMs > 0,
      status,
      announcement: sentence || banner || (status === texts.idle ? '' : status),
      duration: this.isLive ? clock(performance.now() - shown.connectedAt) : shown.durationMs ? clock(shown.durationMs) : '',
      banner,
      audioBlocked: shown.audioBlocked,
      error,
      sentence,
      sessionId: this.call?.sessionId,
    };
    this.view.render(model);
    this.count();
  }
}
