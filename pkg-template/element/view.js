// @ts-check
import { create, icon } from './dom.js';
import { TokenRouteError } from './token.js';

/** @import { createBinder } from './dom.js' */
/** @import { VoisnapError } from '../types/index.js' */
/** @import { VoisnapCallTexts } from '../types/element.js' */
/** @import { Devices } from './devices.js' */
/** @import { Transcript } from './transcript.js' */

/**
 * What is shown.
 * @typedef {object} Model
 * @property {VoisnapCallTexts} texts
 * @property {string} variant `card`, `button` or `floating`
 * @property {string} state the call's
 * @property {boolean} isActive a call is there, from its first moment
 * @property {boolean} isLive it has been connected
 * @property {boolean} isOpen whether the panel of `button` and `floating` is open
 * @property {boolean} muted
 * @property {boolean} needsConsent a consent text is there and not agreed to
 * @property {boolean} showsKeypad
 * @property {boolean} showsDevices
 * @property {boolean} offersSpeaker
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

/** @typedef {ReturnType<typeof createBinder<Model>>['bound']} Bound */
/** @typedef {(model: Model) => string | undefined} Text */

/**
 * The element's shadow tree, and how it shows a {@link Model}. It decides nothing.
 * @param {ReturnType<typeof createBinder<Model>>} binder
 * @param {Record<'start' | 'hangUp' | 'mute' | 'keypad' | 'devices' | 'toggle' | 'close' | 'dismiss' | 'playAudio' | 'consent' | 'keydown', (event: any) => void>} actions
 * @param {{ transcript: Transcript, keypad: { element: HTMLElement }, devices: Devices }} parts
 */
export const createView = ({ bound, update }, actions, { transcript, keypad, devices }) => {
  /** @typedef {NonNullable<Parameters<Bound>[1]>} Attributes */
  /** @param {string} part @param {Attributes} attributes @param {...Node} children */
  const box = (part, attributes, ...children) => bound('div', { part, class: part, ...attributes }, ...children);
  /** @param {string} part @param {Attributes} attributes @param {...Node} children */
  const button = (part, attributes, ...children) => bound('button', { type: 'button', part, ...attributes }, ...children);
  /** With a text. @param {string} part @param {Text} text @param {Attributes} attributes */
  const primary = (part, text, attributes) => button(part, { class: `primary ${part}`, ...attributes }, icon('phone'), bound('span', { text }));
  /** Round, with its name as a tooltip. @param {string} part @param {Parameters<typeof icon>[0]} name @param {Text} label @param {Attributes} attributes */
  const control = (part, name, label, attributes) =>
    button(`${part} control`, { class: 'control', 'aria-label': label, title: label, ...attributes }, icon(name));
  /** @param {string} part @param {(model: Model) => boolean} hidden */
  const timer = (part, hidden) => bound('span', { part, class: 'duration', role: 'timer', text: model => model.duration, hidden });
  /** @param {'p' | 'code'} tag @param {Text} text */
  const fact = (tag, text) => bound(tag, { text: model => text(model) ?? '', hidden: model => !text(model) });
  const orb = () => create('span', { class: 'orb' });

  const start = primary('start-button', model => model.startLabel, {
    onclick: actions.start,
    hidden: model => model.isActive,
    'aria-disabled': model => model.isWaiting && 'true',
    'aria-describedby': model => model.needsConsent && 'consent',
  });
  const hangUp = primary('hang-up-button', model => (model.isLive ? model.texts.hangUp : model.texts.cancel), {
    onclick: actions.hangUp,
    hidden: model => !model.isActive,
  });
  const mute = control('mute-button', 'microphone', model => (model.muted ? model.texts.unmute : model.texts.mute), {
    onclick: actions.mute,
    hidden: model => !model.isActive && !model.muted,
    'data-muted': model => model.muted,
  });
  const keypadToggle = control('keypad-button', 'keypad', model => model.texts.keypad, {
    onclick: actions.keypad,
    hidden: model => !model.isLive,
    'aria-expanded': model => `${model.showsKeypad}`,
  });
  const devicesToggle = control('devices-button', 'devices', model => model.texts.devices, {
    onclick: actions.devices,
    hidden: () => !devices.isAvailable,
    'aria-expanded': model => `${model.showsDevices}`,
  });
  const toggle = control('toggle-button', 'transcript', model => model.texts.transcript, {
    onclick: actions.toggle,
    hidden: model => model.variant !== 'button' || !(model.isLive || model.isOpen || !transcript.isEmpty),
    'aria-expanded': model => `${model.isOpen}`,
  });
  const launcher = button(
    'launcher', { class: 'launcher', 'aria-haspopup': 'dialog', onclick: actions.toggle, hidden: model => model.variant !== 'floating' || model.isOpen },
    orb(), bound('span', { text: model => model.heading, hidden: model => model.isLive }), timer('launcher-duration', model => !model.isLive),
  );
  const header = box(
    'header', { hidden: model => model.variant === 'button' && !model.isActive },
    box('avatar', {}, create('slot', { name: 'avatar' }, orb())),
    create('div', { class: 'titles' }, box('heading', { id: 'heading', text: model => model.heading }), bound('p', { part: 'status', class: 'status', text: model => model.status })),
    timer('duration', model => !model.isLive && (model.state !== 'ended' || !model.duration)),
    control('close-button', 'close', model => model.texts.close, { onclick: actions.close, hidden: model => model.variant !== 'floating' }),
  );
  const extras = bound('div', { class: 'extras', hidden: model => !model.isLive && !devices.isAvailable }, keypadToggle, devicesToggle);
  const controls = box('controls', {}, mute, toggle, extras, start, hangUp);
  const bar = box('bar', { hidden: model => model.variant !== 'button' });
  const panel = box(
    'panel',
    { id: 'panel', role: model => model.variant === 'floating' && 'dialog', 'aria-labelledby': model => model.variant === 'floating' && 'heading' },
    box(
      'banner', { hidden: model => !model.banner },
      bound('span', { text: model => model.banner }),
      button('play-audio-button', { class: 'secondary', text: model => model.texts.playAudio, onclick: actions.playAudio, hidden: model => !model.audioBlocked }),
    ),
    transcript.element, keypad.element, devices.element,
    box(
      'error', { hidden: model => !model.error },
      bound('p', { class: 'sentence', text: model => model.sentence }),
      control('dismiss-button', 'close', model => model.texts.close, { onclick: actions.dismiss }),
      bound(
        'details', { part: 'details' },
        bound('summary', { text: model => model.texts.details }),
        create(
          'div', { lang: 'en', dir: 'auto' },
          fact('code', model => model.error?.code), fact('p', model => model.error?.message),
          fact('p', model => (model.error?.cause instanceof TokenRouteError ? model.error.cause.message : undefined)),
          fact('p', model => model.error?.hint), fact('p', model => model.error?.traceId), fact('p', model => model.sessionId),
        ),
      ),
    ),
    box('consent', { id: 'consent', hidden: model => !model.needsConsent || model.isActive }, create('slot', { name: 'consent', onslotchange: actions.consent })),
  );
  const root = bound(
    'div',
    {
      class: 'root',
      // The launcher stands at the page's end, where nothing else makes it part of a landmark.
      role: model => (model.variant === 'button' ? 'group' : 'region'),
      'aria-label': model => model.heading,
      'data-variant': model => model.variant,
      'data-state': model => model.state,
      'data-talk': () => `${!transcript.isEmpty}`,
      onkeydown: actions.keydown,
    },
    launcher, bar, panel, bound('p', { class: 'unseen', role: 'status', text: model => model.announcement }), transcript.log,
  );

  /** Where the parts of each variant stand. @param {string} variant */
  const arrange = variant => {
    if (variant === root.dataset.variant) return;
    if (variant === 'button') {
      bar.append(header, controls);
      panel.append(extras);
    } else {
      panel.prepend(header);
      panel.append(controls);
      mute.after(extras);
      panel.style.translate = '';
    }
  };
  /** Moves the panel of `button` so far that it is whole on the screen. */
  const fit = () => {
    const { style } = panel;
    style.translate = 'none';
    const { left, right } = panel.getBoundingClientRect();
    style.translate = `${Math.max(16 - left, Math.min(0, document.documentElement.clientWidth - 16 - right))}px`;
  };
  const getFocused = () => /** @type {ShadowRoot} */ (root.getRootNode()).activeElement;
  /** Focuses the first of `nodes` that is shown. @param {...HTMLElement} nodes */
  const focusFirst = (...nodes) => nodes.find(node => !node.closest('[hidden]'))?.focus();
  /** Focuses what starts or ends the call. */
  const focus = () => focusFirst(hangUp, start, launcher);

  return {
    root,
    panel,
    keypadToggle,
    devicesToggle,
    focus,
    /** Focuses what opens the panel, where what is focused is in it. @param {() => void} close */
    leave(close) {
      const hadFocus = panel.contains(getFocused());
      close();
      if (hadFocus) focusFirst(launcher, toggle, start);
    },
    /** Whether the consent text is in sight. */
    get showsConsent() {
      return !panel.querySelector('.consent')?.closest('[hidden]');
    },
    /** @param {Model} model */
    render(model) {
      const focused = getFocused();
      const wasHidden = panel.hidden;
      const { variant, isOpen } = model;
      arrange(variant);
      update(model);
      const isEmpty = variant === 'button' && [...panel.children].every(child => /** @type {HTMLElement} */ (child).hidden);
      panel.hidden = variant !== 'card' && (!isOpen || isEmpty);
      if (wasHidden && !panel.hidden) transcript.scrollToEnd();
      if (variant === 'button' && !panel.hidden) fit();
      // What had the focus is gone: it goes where the user would go on.
      if (focused?.closest('[hidden]')) focus();
    },
    /** How loud a voice is, 0 to 1. @param {string} voice @param {number} level */
    setLevel(voice, level) {
      root.style.setProperty(`--_${voice}-level`, level.toFixed(2));
    },
  };
};
