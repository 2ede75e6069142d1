// @ts-check

/** @typedef {string | number | boolean | null | undefined} Value */

/**
 * Sets an attribute; undefined, null and false remove it, true is an empty one. `text` is the text inside, and `on` before a name makes a listener.
 * Nothing is written that is there already: a live region announces what is written. No markup is parsed, so that Trusted Types and a strict
 * policy allow it.
 * @param {Element} node
 * @param {string} name
 * @param {any} value
 */
export const set = (node, name, value) => {
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'text') node.textContent === value || (node.textContent = value);
  else if (value === undefined || value === null || value === false) node.removeAttribute(name);
  else {
    const text = value === true ? '' : `${value}`;
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
};

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, Value | ((event: any) => void)>} [attributes] see {@link set}
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const create = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children);
  return node;
};

/**
 * Elements that follow a model: `bound` is {@link create}, where an attribute may be a function of the model, and `update` sets those anew.
 * @template M
 */
export const createBinder = () => {
  /** @type {((model: M) => void)[]} */
  const updates = [];
  return {
    /**
     * @template {keyof HTMLElementTagNameMap} K
     * @param {K} tag
     * @param {Record<string, Value | ((model: M) => unknown)>} [attributes]
     * @param {...(Node | string)} children
     * @returns {HTMLElementTagNameMap[K]}
     */
    bound(tag, attributes = {}, ...children) {
      const node = create(tag, {}, ...children);
      for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === 'function' && !name.startsWith('on')) updates.push(model => set(node, name, value(model)));
        else set(node, name, value);
      }
      return node;
    },
    /** @param {M} model */
    update(model) {
      for (const update of updates) update(model);
    },
  };
};

/** Paths of 24 × 24, drawn as lines. */
const ICONS = {
  phone: 'M7 3h2l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v2.5a2.5 2.5 0 0 1-2.7 2.5A16.5 16.5 0 0 1 4 5.7 2.5 2.5 0 0 1 7 3Z',
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  keypad: 'M6 6v0M12 6v0M18 6v0M6 12v0M12 12v0M18 12v0M6 18v0M12 18v0M18 18v0',
  devices: 'M4 8h8M18 8h2M4 16h2M12 16h8M18 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM12 16a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z',
  transcript: 'M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8l-5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM8 9h8M8 12h5',
  close: 'M6 6l12 12M18 6 6 18',
};

const SVG = 'http://www.w3.org/2000/svg';

/** @param {keyof typeof ICONS} name */
export const icon = name => {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  set(svg, 'viewBox', '0 0 24 24');
  set(svg, 'aria-hidden', 'true');
  set(svg, 'class', `icon-${name}`);
  set(path, 'd', ICONS[name]);
  svg.append(path);
  return svg;
};
