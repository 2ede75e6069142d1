// @ts-check
import { set } from './dom.js';
import { style } from './sheet.js';
import { Widget } from './widget.js';

/** @import * as types from '../types/element.js' */

const NAME = 'voisnap-call';

/** Properties that are attributes. @type {Record<string, string>} */
const ATTRIBUTES = { agentId: 'agent-id', baseUrl: 'base-url', tokenUrl: 'token-url', heading: 'heading' };
const FLAGS = ['muted', 'open'];
/** Properties that no attribute can hold. */
const GIVEN = /** @type {const} */ (['accessToken', 'session', 'metadata', 'options', 'texts', 'createCall']);
const METHODS = /** @type {const} */ (['start', 'hangUp', 'prepare', 'sendDtmf', 'show', 'close']);
const VARIANTS = ['card', 'button', 'floating'];

/** What works behind each element. @type {WeakMap<object, Widget>} */
const widgets = new WeakMap();
/** @param {object} element */
const widgetOf = element => /** @type {Widget} */ (widgets.get(element));
/** Those of the elements that are in a document. @type {Set<Widget>} */
const connected = new Set();

/** An object that shows every change of it in the elements: a page's own script runs after them. @type {Record<string, Partial<types.VoisnapCallTexts>>} */
const languages = new Proxy({}, {
  defineProperty: (...change) => rendered(Reflect.defineProperty(...change)),
  deleteProperty: (...change) => rendered(Reflect.deleteProperty(...change)),
});
/** @param {boolean} result */
const rendered = result => {
  for (const widget of connected) widget.render();
  return result;
};

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
    static get observedAttributes() {
      return [...Object.values(ATTRIBUTES), ...FLAGS, 'variant', 'lang'];
    }
    static get languages() {
      return languages;
    }

    constructor() {
      super();
      const element = /** @type {any} */ (this);
      const widget = new Widget(element, { VoiceCall, VoisnapError, languages });
      widgets.set(element, widget);
      this.attachShadow({ mode: 'open' }).append(widget.view.root);
      // What was set before the element was upgraded hides the accessors.
      for (const name of [...Object.keys(ATTRIBUTES), ...FLAGS, ...GIVEN, 'variant', 'consented']) {
        if (!this.hasOwnProperty(name)) continue;
        const value = element[name];
        delete element[name];
        element[name] = value;
      }
    }

    connectedCallback() {
      const widget = widgetOf(this);
      connected.add(widget);
      style(this.shadowRoot);
      widget.connect();
    }

    disconnectedCallback() {
      // One that is moved is back by now.
      queueMicrotask(() => {
        if (this.isConnected) return;
        connected.delete(widgetOf(this));
        widgetOf(this).dispose();
      });
    }

    /** Its presence makes `moveBefore()` disconnect nothing. */
    connectedMoveCallback() {}

    /** @param {string} name @param {string | null} before @param {string | null} value */
    attributeChangedCallback(name, before, value) {
      const widget = widgetOf(this);
      if (before === value) return;
      if (name === 'muted') widget.setMuted(value !== null);
      else if (name.includes('-')) widget.discard();
      widget.render();
    }

    mute() {
      this.muted = true;
    }
    unmute() {
      this.muted = false;
    }
  }

  const { prototype } = VoisnapCallElement;
  /** @param {string} name @param {(element: any) => unknown} get @param {(element: any, value: any) => void} [write] */
  const accessor = (name, get, write) =>
    Object.defineProperty(prototype, name, {
      get() {
        return get(this);
      },
      ...(write && {
        set(value) {
          write(this, value);
        },
      }),
      configurable: true,
      enumerable: true,
    });
  for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
    accessor(name, element => element.getAttribute(attribute), (element, value) => set(element, attribute, value));
  }
  accessor('variant', element => VARIANTS.find(name => name === element.getAttribute('variant')) ?? 'card', (element, value) => set(element, 'variant', value));
  for (const name of FLAGS) accessor(name, element => element.hasAttribute(name), (element, value) => set(element, name, !!value));
  for (const name of GIVEN) accessor(name, element => widgetOf(element).given[name], (element, value) => widgetOf(element).give(name, value));
  accessor('consented', element => widgetOf(element).consented, (element, value) => widgetOf(element).setConsented(value));
  for (const name of /** @type {const} */ (['call', 'state'])) accessor(name, element => widgetOf(element)[name]);
  for (const name of METHODS) {
    Object.defineProperty(prototype, name, {
      /** @param {[any]} given */
      value(...given) {
        return widgetOf(this)[name](...given);
      },
      configurable: true,
      writable: true,
    });
  }
  customElements?.define(NAME, /** @type {any} */ (VoisnapCallElement));
  return /** @type {any} */ (VoisnapCallElement);
};
