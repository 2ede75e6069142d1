// @ts-check
import { create, set } from './dom.js';

/** @import { Bound } from './view.js' */
/** @import { VoiceCallEvents } from '../types/index.js' */
/** @import { VoisnapCallTexts } from '../types/element.js' */

/** Final lines that a screen reader's log keeps. */
const ANNOUNCED = 3;

/** What was said, a line for each id; and the agent's final lines once more, for screen readers. */
export class Transcript {
  /** @param {Bound} bound */
  constructor(bound) {
    /** @type {Map<string, HTMLElement>} */
    this.lines = new Map();
    this.list = create('ol');
    /** Focusable, so that it can be scrolled by keyboard. */
    this.element = bound(
      'div', { part: 'transcript', class: 'transcript', role: 'group', tabindex: 0, 'aria-label': model => model.texts.transcript, hidden: () => this.isEmpty },
      this.list,
    );
    /** Announced by screen readers: never what still grows, and not what the user said. */
    this.log = create('div', { class: 'unseen', role: 'log' });
  }

  get isEmpty() {
    return !this.lines.size;
  }

  clear() {
    this.lines.clear();
    this.list.replaceChildren();
    this.log.replaceChildren();
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /**
   * Adds a line, or replaces the text of the one with this id.
   * @param {VoiceCallEvents['transcript']} line
   * @param {VoisnapCallTexts} texts
   */
  put({ id, speaker, text, final }, texts) {
    const { element, lines, list, log } = this;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
    const who = `${texts[speaker]}: `;
    const item = lines.get(id) ?? create('li', { part: `line ${speaker}-line`, class: speaker }, create('span', { class: 'unseen', text: who }), create('span', { dir: 'auto' }));
    const wasFinal = item.dataset.final === 'true';
    if (!lines.has(id)) list.append(item);
    lines.set(id, item);
    set(/** @type {Element} */ (item.lastChild), 'text', text);
    set(item, 'data-final', `${final}`);
    // Someone who has scrolled back to read stays there.
    if (isAtEnd) this.scrollToEnd();
    if (!final || wasFinal || speaker !== 'agent') return;
    log.append(create('p', { text: who + text }));
    if (log.childElementCount > ANNOUNCED) log.firstElementChild?.remove();
  }
}
