// @ts-check
import { create, icon, setAttribute, setText } from './dom.js';
import { TokenRouteError } from './token.js';

/** @import { VoisnapError } from '../types/index.js' */
/** @import { VoisnapCallTexts } from '../types/element.js' */
/** @import { Devices } from './devices.js' */
/** @import { Keypad } from './keypad.js' */
/** @import { Transcript } from './transcript.js' */

/**
 * What is shown.
 * @typedef {object} Model
 * @property {string} variant `card`, `button` or `floating`
 * @property {string} state the call's
 * @property {boolean} isOpen whether the panel of `button` and `floating` is open
 * @property {boolean} muted
 * @property {boolean} needsConsent a consent text is there and not agreed to
 * @property {boolean} showsKeypad
 * @property {boolean} showsDevices
 * @property {string} heading
 * @property {string} startLabel
 * @property {boolean} isWaiting the start button counts down
 * @property {string} status
 * @property {string} announcement for screen readers; empty before anything has happened
 * @property {string} duration of the call, as in 1:05; empty where none was connected
 * @property {string} banner
 * @property {boolean} audioBlocked
 * @property {VoisnapError | undefined} error what ended the call, or trouble of one that goes on
 * @property {string} sentence what the user is shown of the error
 * @property {string | undefined} sessionId
 */

/** @param {string} part */
const timer = part => create('span', { part, class: 'duration', role: 'timer' });

/** The element's shadow tree, and how it shows a {@link Model}. It decides nothing. */
export class View {
  heading = create('div', { part: 'heading', class: 'heading', id: 'heading' });
  status = create('p', { part: 'status', class: 'status' });
  duration = timer('duration');
  launcherText = create('span');
  launcherDuration = timer('launcher-duration');
  bannerText = create('span');
  sentence = create('p', { class: 'sentence' });
  facts = create('div', { lang: 'en', dir: 'auto' });
  summary = create('summary', {});
  startText = create('span');
  hangUpText = create('span');
  announcer = create('p', { class: 'unseen', role: 'status' });
  /** @type {string | undefined} */
  variant;

  /**
   * @param {Record<'start' | 'hangUp' | 'mute' | 'keypad' | 'devices' | 'toggle' | 'close' | 'dismiss' | 'playAudio' | 'consent', (event: Event) => void>} actions
   * @param {{ transcript: Transcript, keypad: Keypad, devices: Devices }} parts
   */
  constructor(actions, parts) {
    this.parts = parts;
    /** @param {string} part @param {Parameters<typeof icon>[0]} name @param {(event: Event) => void} click @param {...any} more */
    const control = (part, name, click, ...more) => create('button', { type: 'button', part: `${part} control`, class: 'control', click }, icon(name), ...more);
    this.start = create('button', { type: 'button', part: 'start-button', class: 'primary', click: actions.start }, icon('phone'), this.startText);
    this.hangUp = create('button', { type: 'button', part: 'hang-up-button', class: 'primary hang-up', click: actions.hangUp }, icon('phone'), this.hangUpText);
    this.mute = control('mute-button', 'microphone', actions.mute, icon('microphoneOff'));
    this.keypadToggle = control('keypad-button', 'keypad', actions.keypad);
    this.devicesToggle = control('devices-button', 'devices', actions.devices);
    this.toggle = control('toggle-button', 'transcript', actions.toggle);
    this.close = control('close-button', 'close', actions.close);
    this.dismiss = control('dismiss-button', 'close', actions.dismiss);
    this.playAudio = create('button', { type: 'button', part: 'play-audio-button', class: 'secondary', click: actions.playAudio });
    this.launcher = create(
      'button', { type: 'button', part: 'launcher', class: 'launcher', 'aria-haspopup': 'dialog', click: actions.toggle },
      create('span', { class: 'orb' }), this.launcherText, this.launcherDuration,
    );
    this.avatar = create('div', { part: 'avatar', class: 'avatar' }, create('slot', { name: 'avatar' }, create('span', { class: 'orb' })));
    this.header = create('div', { part: 'header', class: 'header' }, this.avatar, create('div', { class: 'titles' }, this.heading, this.status), this.duration, this.close);
    this.banner = create('div', { part: 'banner', class: 'banner' }, this.bannerText, this.playAudio);
    this.error = create('div', { part: 'error', class: 'error' }, this.sentence, this.dismiss, create('details', { part: 'details' }, this.summary, this.facts));
    this.consent = create('div', { part: 'consent', class: 'consent', id: 'consent' }, create('slot', { name: 'consent', slotchange: actions.consent }));
    this.extras = create('div', { class: 'extras' }, this.keypadToggle, this.devicesToggle);
    this.controls = create('div', { part: 'controls', class: 'controls' }, this.mute, this.toggle, this.extras, this.start, this.hangUp);
    this.bar = create('div', { part: 'bar', class: 'bar' });
    this.panel = create(
      'div', { part: 'panel', class: 'panel', id: 'panel' },
      this.banner, parts.transcript.element, parts.keypad.element, parts.devices.element, this.error, this.consent,
    );
    this.root = create('div', { class: 'root' }, this.launcher, this.bar, this.panel, this.announcer, parts.transcript.log);
  }

  /** Where the parts of each variant stand. @param {string} variant */
  arrange(variant) {
    if (variant === this.variant) return;
    this.variant = variant;
    if (variant === 'button') {
      this.bar.append(this.header, this.controls);
      this.panel.append(this.extras);
    } else {
      this.panel.prepend(this.header);
      this.panel.append(this.controls);
      this.mute.after(this.extras);
    }
    this.bar.hidden = variant !== 'button';
    this.close.hidden = variant !== 'floating';
    this.root.dataset.variant = variant;
    // The launcher stands at the page's end, where nothing else makes it part of a landmark.
    this.root.setAttribute('role', variant === 'button' ? 'group' : 'region');
    setAttribute(this.panel, 'role', variant === 'floating' && 'dialog');
    setAttribute(this.panel, 'aria-labelledby', variant === 'floating' && 'heading');
  }

  /** @param {VoisnapCallTexts} texts */
  translate(texts) {
    const { transcript, keypad, devices } = this.parts;
    keypad.translate(texts);
    devices.translate(texts);
    transcript.element.setAttribute('aria-label', texts.transcript);
    name(this.keypadToggle, texts.keypad);
    name(this.devicesToggle, texts.devices);
    name(this.toggle, texts.transcript);
    name(this.close, texts.close);
    name(this.dismiss, texts.close);
    setText(this.summary, texts.details);
    setText(this.playAudio, texts.playAudio);
  }

  /**
   * @param {Model} model
   * @param {VoisnapCallTexts} texts
   */
  render(model, texts) {
    const focused = /** @type {ShadowRoot} */ (this.root.getRootNode()).activeElement;
    const { variant, state, error } = model;
    const isLive = state === 'connected' || state === 'reconnecting';
    const isActive = isLive || state === 'connecting';
    const { transcript, keypad, devices } = this.parts;
    this.arrange(variant);
    this.translate(texts);
    this.root.dataset.state = state;
    this.root.dataset.talk = `${!transcript.isEmpty}`;
    this.root.setAttribute('aria-label', model.heading);
    setText(this.heading, model.heading);
    setText(this.launcherText, model.heading);
    setText(this.status, model.status);
    setText(this.announcer, model.announcement);

    this.launcher.hidden = variant !== 'floating' || model.isOpen;
    this.toggle.setAttribute('aria-expanded', `${model.isOpen}`);
    this.header.hidden = variant === 'button' && !isActive;
    this.duration.hidden = !isLive && (state !== 'ended' || !model.duration);
    setText(this.duration, model.duration);
    this.launcherDuration.hidden = !isLive;
    setText(this.launcherDuration, model.duration);
    this.launcherText.hidden = isLive;
    this.extras.hidden = !isLive && !devices.isAvailable;

    setText(this.bannerText, model.banner);
    this.banner.hidden = !model.banner;
    this.playAudio.hidden = !model.audioBlocked;
    transcript.element.hidden = transcript.isEmpty;
    keypad.element.hidden = !model.showsKeypad;
    devices.element.hidden = !model.showsDevices;

    this.error.hidden = !error;
    setText(this.sentence, model.sentence);
    const facts = error ? [error.code, error.message, error.cause instanceof TokenRouteError && error.cause.message, error.hint, error.traceId, model.sessionId].filter(Boolean) : [];
    if (this.facts.textContent !== facts.join('')) this.facts.replaceChildren(...facts.map((fact, index) => create(index ? 'p' : 'code', {}, `${fact}`)));

    this.consent.hidden = !model.needsConsent || isActive;
    this.start.hidden = isActive;
    setText(this.startText, model.startLabel);
    setAttribute(this.start, 'aria-disabled', model.isWaiting && 'true');
    setAttribute(this.start, 'aria-describedby', model.needsConsent && 'consent');
    this.hangUp.hidden = !isActive;
    setText(this.hangUpText, isLive ? texts.hangUp : texts.cancel);
    this.mute.hidden = !isActive && !model.muted;
    setAttribute(this.mute, 'data-muted', model.muted);
    name(this.mute, model.muted ? texts.unmute : texts.mute);
    this.keypadToggle.hidden = !isLive;
    this.keypadToggle.setAttribute('aria-expanded', `${model.showsKeypad}`);
    this.devicesToggle.hidden = !devices.isAvailable;
    this.devicesToggle.setAttribute('aria-expanded', `${model.showsDevices}`);
    this.toggle.hidden = variant !== 'button' || !(isLive || model.isOpen || !transcript.isEmpty);
    const isEmpty = variant === 'button' && [...this.panel.children].every(child => /** @type {HTMLElement} */ (child).hidden);
    this.panel.hidden = variant !== 'card' && (!model.isOpen || isEmpty);

    if (variant === 'button' && !this.panel.hidden) this.fit();
    // What had the focus is gone: it goes where the user would go on.
    if (focused?.closest('[hidden]')) this.focus(isActive);
  }

  /** Moves the panel of `button` so far that it is whole on the screen. */
  fit() {
    const { style } = this.panel;
    style.translate = 'none';
    const { left, right } = this.panel.getBoundingClientRect();
    style.translate = `${Math.max(16 - left, Math.min(0, document.documentElement.clientWidth - 16 - right))}px`;
  }

  /** Focuses what starts or ends the call. @param {boolean} isActive */
  focus(isActive) {
    const target = isActive ? this.hangUp : this.start;
    (target.closest('[hidden]') ? this.launcher : target).focus();
  }

  /** How loud a voice is, 0 to 1. @param {string} voice @param {number} level */
  setLevel(voice, level) {
    this.root.style.setProperty(`--_${voice}-level`, level.toFixed(2));
  }
}

/** @param {HTMLElement} button @param {string} text */
const name = (button, text) => {
  button.setAttribute('aria-label', text);
  button.title = text;
};
