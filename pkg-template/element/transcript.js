// @ts-check
import { create, setText } from './dom.js';

/** @import { VoiceCallEvents } from '../types/index.js' */
/** @import { VoisnapCallTexts } from '../types/element.js' */

/** Final lines that a screen reader's log keeps. */
const ANNOUNCED = 3;

/** What was said, a line for each id; and the agent's final lines once more, for screen readers. */
export class Transcript {
  /** @type {Map<string, HTMLElement>} */
  lines = new Map();
  list = create('ol');
  /** Focusable, so that it can be scrolled by keyboard. */
  element = create('div', { part: 'transcript', class: 'transcript', role: 'group', tabindex: '0' }, this.list);
  /** Announced by screen readers: never what still grows, and not what the user said. */
  log = create('div', { class: 'unseen', role: 'log' });

  get isEmpty() {
    return !this.lines.size;
  }

  clear() {
    this.lines.clear();
    this.list.replaceChildren();
    this.log.replaceChildren();
  }

  /**
   * Adds a line, or replaces the text of the one with this id.
   * @param {VoiceCallEvents['transcript']} line
   * @param {VoisnapCallTexts} texts
   */
  put({ id, speaker, text, final }, texts) {
    const { element } = this;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
    const wasFinal = this.lines.get(id)?.dataset.final === 'true';
    if (!this.lines.has(id)) {
      const item = create('li', { part: `line ${speaker}-line`, class: speaker }, create('span', { class: 'unseen' }, `${texts[speaker]}: `), create('span', { dir: 'auto' }));
      this.lines.set(id, item);
      this.list.append(item);
    }
    const item = /** @type {HTMLElement} */ (this.lines.get(id));
    setText(/** @type {Element} */ (item.lastChild), text);
    item.dataset.final = `${final}`;
    // Someone who has scrolled back to read stays there.
    if (isAtEnd) element.scrollTop = element.scrollHeight;
    if (!final || wasFinal || speaker !== 'agent') return;
    this.log.append(create('p', {}, `${texts.agent}: ${text}`));
    if (this.log.childElementCount > ANNOUNCED) this.log.firstElementChild?.remove();
  }
}
