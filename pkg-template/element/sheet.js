// @ts-check
import css from 'build:element.css';
import { create } from './dom.js';

/** A constructed sheet belongs to one document. @type {WeakMap<Document, CSSStyleSheet>} */
const sheets = new WeakMap();

/**
 * Styles a shadow root. A constructed sheet needs no permission of a Content-Security-Policy.
 * @param {ShadowRoot} root
 */
export const style = root => {
  const { ownerDocument } = root;
  if (!('adoptedStyleSheets' in root)) {
    /** @type {ShadowRoot} */ (root).querySelector('style') ?? /** @type {ShadowRoot} */ (root).prepend(create('style', {}, css));
    return;
  }
  let sheet = sheets.get(ownerDocument);
  if (!sheet) {
    const view = /** @type {(Window & typeof globalThis) | null} */ (ownerDocument.defaultView);
    if (!view) return; // a document that is not shown
    sheet = new view.CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(ownerDocument, sheet);
  }
  root.adoptedStyleSheets = [sheet];
};
