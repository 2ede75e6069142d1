// @ts-check
import css from 'build:element.css';
import { create } from './dom.js';

/** A constructed sheet belongs to one document. @type {WeakMap<Document, CSSStyleSheet>} */
const sheets = new WeakMap();

/**
 * Styles a shadow root. A constructed sheet needs no permission of a Content-Security-Policy. Where there is none, a `<style>` takes its place, which
 * needs one: it has the nonce of its host.
 * @param {ShadowRoot} root
 */
export const style = root => {
  const { ownerDocument, host } = root;
  const view = /** @type {(Window & typeof globalThis) | null} */ (ownerDocument.defaultView);
  if (!view) return; // a document that is not shown
  if (!('adoptedStyleSheets' in root && 'replaceSync' in view.CSSStyleSheet.prototype)) {
    const { nonce } = /** @type {HTMLElement} */ (host);
    if (!root.querySelector('style')) root.prepend(create('style', nonce ? { nonce } : {}, css));
    return;
  }
  let sheet = sheets.get(ownerDocument);
  if (!sheet) {
    sheet = new view.CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(ownerDocument, sheet);
  }
  root.adoptedStyleSheets = [sheet];
};
