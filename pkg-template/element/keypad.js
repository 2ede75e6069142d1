// @ts-check
import { create } from './dom.js';

/** @import { VoisnapCallTexts } from '../types/element.js' */

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
/** What an arrow key adds to the index in rows of three. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3 };

/** Twelve keys, by pointer, by arrow keys and Enter, or by the digit itself. */
export class Keypad {
  sent = create('output', { part: 'keypad-digits', class: 'digits' });
  keys;
  element;

  /** @param {(digit: string) => void} send */
  constructor(send) {
    /** @param {string} key */
    const press = key => {
      this.sent.value = (this.sent.value + key).slice(-16);
      send(key);
    };
    this.keys = KEYS.map(key => create('button', { type: 'button', part: 'keypad-key', tabindex: key === '1' ? '0' : '-1', click: () => press(key) }, key));
    /** @param {KeyboardEvent} event */
    const keydown = event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { key } = event;
      const current = this.keys.findIndex(button => button.matches(':focus'));
      const index = key in STEPS ? current + /** @type {number} */ (STEPS[key]) : KEYS.indexOf(key);
      if (!(key in STEPS) && index < 0) return;
      event.preventDefault();
      this.focus(index);
      if (!(key in STEPS)) press(key);
    };
    // A telephone's keypad has the same order in every language.
    this.element = create('div', { part: 'keypad', class: 'keypad', role: 'group', dir: 'ltr', keydown }, this.sent, ...this.keys);
  }

  /** @param {number} index one beyond the keys changes nothing */
  focus(index) {
    const target = this.keys[index];
    if (!target) return;
    for (const key of this.keys) key.tabIndex = key === target ? 0 : -1;
    target.focus();
  }

  /** Empties what was shown as sent, and focuses the first key. */
  open() {
    this.sent.value = '';
    this.focus(0);
  }

  /** @param {VoisnapCallTexts} texts */
  translate(texts) {
    this.element.setAttribute('aria-label', texts.keypad);
    /** @type {[number, string][]} */
    const spoken = [[9, texts.star], [11, texts.hash]];
    // Screen readers may pass over the signs.
    for (const [index, name] of spoken) this.keys[index]?.setAttribute('aria-label', `${KEYS[index]} ${name}`);
  }
}
