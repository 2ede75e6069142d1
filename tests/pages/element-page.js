// What the tests do with <voisnap-call> in the page: place it, record its events, wait for what it comes to.
import { VoiceCall, VoisnapError } from '/pkg/index.js';
import { VoisnapCallElement } from '/pkg/element.js';
import { scriptVoisnap } from '/pkg/testing.js';

const EVENTS = [
  'statechange', 'progress', 'started', 'transcript', 'ended', 'error', 'signalingchange', 'mutechange', 'track', 'audioblocked', 'hubevent', 'consent',
];

globalThis.E = {
  VoiceCall, VoisnapError, VoisnapCallElement,

  /** An element in `#here` for the server under test, with attributes and properties over the usual ones. */
  place(attributes = {}, properties = {}, parent = document.getElementById('here')) {
    const element = document.createElement('voisnap-call');
    const all = { 'agent-id': 'agt_e2e', 'base-url': config.base, ...attributes };
    for (const [name, value] of Object.entries(all)) if (value !== null) element.setAttribute(name, value);
    Object.assign(element, { accessToken: attributes['token-url'] ? undefined : config.token, ...properties });
    E.record(element);
    parent.append(element);
    return element;
  },

  /** The same with calls that the test scripts: `element.voisnap.nextCall()`. */
  script(attributes = {}, properties = {}, parent) {
    const voisnap = scriptVoisnap({ autoConnect: false });
    const element = E.place(attributes, { accessToken: 'jwt', createCall: options => new voisnap.VoiceCall(options), ...properties }, parent);
    return Object.assign(element, { voisnap });
  },

  /** Notes every event of `element` in `element.seen`, and whether it bubbled. */
  record(element) {
    element.seen = [];
    for (const name of EVENTS) element.addEventListener(name, event => element.seen.push({ name, detail: event.detail, bubbles: event.bubbles }));
  },

  of: (element, name) => element.seen.filter(seen => seen.name === name).map(({ detail }) => detail),

  /** The first event `name`, past or coming. */
  until: (element, name, accept = () => true) =>
    new Promise(resolve => {
      const found = element.seen.find(seen => seen.name === name && accept(seen.detail));
      if (found) return resolve(found.detail);
      const listen = ({ detail }) => {
        if (!accept(detail)) return;
        element.removeEventListener(name, listen);
        resolve(detail);
      };
      element.addEventListener(name, listen);
    }),

  /** A part of the element's shadow tree. */
  part: (element, name) => element.shadowRoot.querySelector(`[part~="${name}"]`),

  /** Whether it is shown. */
  shows: (element, name) => !!E.part(element, name)?.checkVisibility?.(),
};
