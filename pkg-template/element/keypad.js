// @ts-check

/** @import { Bound } from './view.js' */

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
/** What an arrow key adds to the index in rows of three. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3 };
/** What screen readers may pass over. @type {Record<string, 'star' | 'hash'>} */
const SPOKEN = { '*': 'star', '#': 'hash' };

/**
 * Twelve keys, by pointer, by arrow keys and Enter, or by the digit itself.
 * @param {Bound} bound
 * @param {(digit: string) => void} send
 */
export const createKeypad = (bound, send) => {
  const sent = bound('output', { part: 'keypad-digits', class: 'digits' });
  /** @param {string} key */
  const press = key => {
    sent.value = (sent.value + key).slice(-16);
    send(key);
  };
  const keys = KEYS.map(key =>
    bound('button', {
      type: 'button',
      part: 'keypad-key',
      text: key,
      onclick: () => press(key),
      ...(SPOKEN[key] && { 'aria-label': model => `${key} ${model.texts[SPOKEN[key]]}` }),
    }),
  );
  /** @param {number} index one beyond the keys changes nothing */
  const focus = index => {
    const target = keys[index];
    if (!target) return;
    for (const key of keys) key.tabIndex = key === target ? 0 : -1;
    target.focus();
  };
  /** @param {any} event a KeyboardEvent */
  const onkeydown = event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const step = STEPS[key];
    const index = step ? keys.findIndex(button => button.matches(':focus')) + step : KEYS.indexOf(key);
    if (!step && index < 0) return;
    event.preventDefault();
    focus(index);
    if (!step) press(key);
  };
  return {
    element: bound(
      'div',
      {
        part: 'keypad',
        class: 'keypad',
        role: 'group',
        dir: 'ltr', // a telephone's keypad has the same order in every language
        'aria-label': model => model.texts.keypad,
        hidden: model => !model.showsKeypad,
        onkeydown,
      },
      sent,
      ...keys,
    ),
    /** Empties what was shown as sent, and focuses the first key. */
    open() {
      sent.value = '';
      focus(0);
    },
  };
};
