// @ts-check

/**
 * Creates an element: functions are listeners, `true` is an empty attribute, anything else is the attribute's value.
 * No markup is parsed, so that Trusted Types and a strict policy allow it.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const create = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  /** @type {HTMLElement} */
  const element = node;
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return node;
};

/**
 * Sets an attribute, or removes it where the value is undefined or false.
 * @param {Element} node
 * @param {string} name
 * @param {string | boolean | undefined} value
 */
export const setAttribute = (node, name, value) => {
  if (value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? '' : value);
};

/**
 * Writes a text only where it is another one: a live region announces what is written.
 * @param {Element} node
 * @param {string} text
 */
export const setText = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

/** Paths of 24 × 24, drawn as lines. */
const ICONS = {
  phone: 'M7 3h2l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v2.5a2.5 2.5 0 0 1-2.7 2.5A16.5 16.5 0 0 1 4 5.7 2.5 2.5 0 0 1 7 3Z',
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  microphoneOff: 'M9 9v2a3 3 0 0 0 4.5 2.6M15 11V6a3 3 0 0 0-5.8-1M5.5 11a6.5 6.5 0 0 0 10 5.5M18.5 11a6.5 6.5 0 0 1-.8 3M12 17.5V21M4 4l16 16',
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
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon-${name}`);
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
};
