// @ts-check
import { setAttribute } from './dom.js';
import { style } from './sheet.js';
import { Widget } from './widget.js';

/** @import * as types from '../types/element.js' */

const NAME = 'voisnap-call';

/** Properties that are attributes. @type {Record<string, string>} */
const ATTRIBUTES = { agentId: 'agent-id', baseUrl: 'base-url', tokenUrl: 'token-url', heading: 'heading' };
const FLAGS = ['muted', 'open'];
/** Properties that no attribute can hold. */
const GIVEN = ['accessToken', 'session', 'metadata', 'options', 'texts', 'createCall'];
const VARIANTS = ['card', 'button', 'floating'];

/**
 * Defines `<voisnap-call>` over the classes of an entry, and gives its class; where it is defined already, the class that is.
 * Without a document (on a server) it defines nothing, and the class cannot be used.
 * @param {any} VoiceCall as types/index.d.ts describes it
 * @param {any} VoisnapError
 * @returns {typeof types.VoisnapCallElement}
 */
export const defineElement = (VoiceCall, VoisnapError) => {
  const { customElements, HTMLElement = /** @type {any} */ (class {}) } = globalThis;
  const defined = customElements?.get(NAME);
  if (defined) return /** @type {any} */ (defined);

  class VoisnapCallElement extends HTMLElement {
    static observedAttributes = [...Object.values(ATTRIBUTES), ...FLAGS, 'variant', 'lang'];
    /** @type {Record<string, Partial<types.VoisnapCallTexts>>} */
    static languages = {};

    /** @type {Widget} */
    #widget;

    constructor() {
      super();
      this.#widget = new Widget(/** @type {any} */ (this), { VoiceCall, VoisnapError, languages: VoisnapCallElement.languages });
      this.attachShadow({ mode: 'open' }).append(this.#widget.view.root);
      // What was set before the element was upgraded hides the accessors.
      const early = /** @type {any} */ (this);
      for (const name of [...Object.keys(ATTRIBUTES), ...FLAGS, ...GIVEN, 'variant', 'consented']) {
        if (!this.hasOwnProperty(name)) continue;
        const value = early[name];
        delete early[name];
        early[name] = value;
      }
    }

    connectedCallback() {
      style(/** @type {ShadowRoot} */ (this.shadowRoot));
      this.#widget.connect();
    }

    disconnectedCallback() {
      // One that is moved is back by now.
      queueMicrotask(() => this.isConnected || this.#widget.dispose());
    }

    /** Its presence makes `moveBefore()` disconnect nothing. */
    connectedMoveCallback() {}

    /** @param {string} name @param {string | null} before @param {string | null} value */
    attributeChangedCallback(name, before, value) {
      const widget = this.#widget;
      if (before === value) return;
      if (name === 'muted') widget.setMuted(value !== null);
      else if (name.includes('-')) widget.discard();
      widget.render();
    }

    get variant() {
      const value = this.getAttribute('variant') ?? '';
      return VARIANTS.includes(value) ? value : 'card';
    }
    set variant(value) {
      this.setAttribute('variant', value);
    }

    get consented() {
      return this.#widget.consented;
    }
    set consented(value) {
      this.#widget.consented = !!value;
      this.#widget.render();
    }

    get call() {
      return this.#widget.call;
    }
    get state() {
      return this.#widget.state;
    }

    start() {
      return this.#widget.start();
    }
    /** @param {string} [reason] */
    hangUp(reason) {
      return this.#widget.hangUp(reason);
    }
    prepare() {
      return this.#widget.prepare();
    }
    mute() {
      /** @type {any} */ (this).muted = true;
    }
    unmute() {
      /** @type {any} */ (this).muted = false;
    }
    /** @param {string} digits */
    sendDtmf(digits) {
      const { call } = this.#widget;
      if (call) return call.sendDtmf(digits);
      return Promise.reject(new VoisnapError({ code: 'invalid_options', message: 'sendDtmf() needs a call that is connected.', hint: 'Wait for start() to resolve.' }));
    }
    show() {
      this.#widget.show();
    }
    close() {
      this.#widget.close();
    }

    static {
      /** @param {string} name @param {(element: any) => unknown} get @param {(element: any, value: any) => void} set */
      const accessor = (name, get, set) =>
        Object.defineProperty(this.prototype, name, {
          get() {
            return get(this);
          },
          set(value) {
            set(this, value);
          },
          configurable: true,
          enumerable: true,
        });
      for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
        accessor(name, element => element.getAttribute(attribute), (element, value) => setAttribute(element, attribute, value ?? undefined));
      }
      for (const name of FLAGS) accessor(name, element => element.hasAttribute(name), (element, value) => setAttribute(element, name, !!value));
      for (const name of GIVEN) accessor(name, element => element.#widget.given[name], (element, value) => element.#widget.give(name, value));
    }
  }
  customElements?.define(NAME, /** @type {any} */ (VoisnapCallElement));
  return /** @type {any} */ (VoisnapCallElement);
};
