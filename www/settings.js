// The settings drawer: everything about a call that is not the scenario. Done checks and applies; every other way out leaves things as they were.
import { VoiceCall } from './pkg/index.js';

const byId = (id) => document.getElementById(id);
const dialog = byId('advanced');
const form = byId('advanced-form');
const FIELDS = { baseUrl: 'base-url', agentId: 'agent-id', token: 'token' };
const NOTHING = { baseUrl: '', agentId: '', token: '', iceTransportPolicy: 'all' };

/** What Done has accepted; empty texts where nothing is set. */
let applied = NOTHING;

/** Wires the drawer; `onChange` runs whenever other settings count. */
export function installSettings(onChange) {
  form.elements.baseUrl.placeholder = location.origin;
  byId('advanced-button').addEventListener('click', open);
  byId('advanced-cancel').addEventListener('click', () => dialog.close());
  // A press on the dimmed page around the drawer closes it; one inside lands on the form.
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  byId('advanced-reset').addEventListener('click', () => fill(NOTHING));
  for (const name of Object.keys(FIELDS)) form.elements[name].addEventListener('input', () => showProblem(name));
  form.addEventListener('submit', (event) => {
    if (!check()) return event.preventDefault();
    applied = read();
    showOverride();
    onChange();
  });
  byId('override-clear').addEventListener('click', () => {
    applied = { ...applied, agentId: '', baseUrl: '', token: '' };
    showOverride();
    onChange();
    byId('scenario').focus();
  });
  byId('advanced-button').disabled = false;
}

/** The settings of the next call: `{ baseUrl, agentId, token, iceTransportPolicy }`, undefined where nothing is set. */
export function readSettings() {
  const { baseUrl, agentId, token, iceTransportPolicy } = applied;
  return { baseUrl: baseUrl || undefined, agentId: agentId || undefined, token: token || undefined, iceTransportPolicy };
}

export function lockSettings(locked) {
  byId('override-clear').disabled = locked;
}

function open() {
  fill(applied);
  dialog.showModal();
}

function fill(values) {
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  for (const name of Object.keys(FIELDS)) showProblem(name);
}

function read() {
  const { baseUrl, agentId, token, iceTransportPolicy } = form.elements;
  return { baseUrl: baseUrl.value.trim(), agentId: agentId.value.trim(), token: token.value.trim(), iceTransportPolicy: iceTransportPolicy.value };
}

/** Shows what is wrong beside its field and goes to the first of them; true where nothing is. */
function check() {
  const values = read();
  const baseUrl = baseUrlProblem(values);
  // What another server needs is said once it is clear which server that is.
  const known = baseUrl ? { ...values, baseUrl: '' } : values;
  const problems = { baseUrl, agentId: agentProblem(known), token: tokenProblem(known) };
  for (const [name, problem] of Object.entries(problems)) showProblem(name, problem);
  const first = Object.keys(problems).find((name) => problems[name]);
  if (first) form.elements[first].focus();
  return !first;
}

function baseUrlProblem({ baseUrl }) {
  if (!baseUrl) return undefined;
  const refused = refusal({ baseUrl });
  if (refused) return refused;
  const { protocol, hostname } = new URL(baseUrl);
  const isHere = ['localhost', '127.0.0.1', location.hostname].includes(hostname);
  return isHere || /^(https|wss):$/.test(protocol) ? undefined : 'Another machine is called over https or wss: this page sends no token unencrypted.';
}

function agentProblem({ agentId, baseUrl }) {
  if (!agentId) return isElsewhere(baseUrl) ? 'The scenarios are the local emulator’s: another server needs the id of an agent.' : undefined;
  return /^agt_[\w-]+$/.test(agentId) ? undefined : 'An agent’s id begins with agt_, followed by letters and digits.';
}

function tokenProblem({ token, baseUrl }) {
  if (!token) return isElsewhere(baseUrl) ? 'Another server needs a token of its own: the demo account is the local emulator’s.' : undefined;
  const refused = refusal({ accessToken: token });
  if (refused) return refused;
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? undefined : 'This is no JWT: three parts with dots between them, which begin with eyJ.';
}

/** What the SDK itself says against an option; its constructor checks and does nothing else. */
function refusal(options) {
  try {
    new VoiceCall({ agentId: 'agt_demo', accessToken: 'jwt', ...options });
    return undefined;
  } catch (error) {
    const message = error.message.replace("'baseUrl'", 'The base URL').replace("'accessToken'", 'This');
    return error.code === 'api_key_in_browser' ? `${message} ${error.hint}` : message;
  }
}

function isElsewhere(baseUrl) {
  if (!baseUrl) return false;
  return new URL(baseUrl).host !== location.host;
}

function showProblem(name, problem) {
  const line = byId(`${FIELDS[name]}-error`);
  line.textContent = problem ?? '';
  line.hidden = !problem;
  if (problem) form.elements[name].setAttribute('aria-invalid', 'true');
  else form.elements[name].removeAttribute('aria-invalid');
}

/** Beside the scenario, or in its place: what the settings have decided. */
function showOverride() {
  const { agentId, baseUrl } = applied;
  byId('override').hidden = !agentId;
  byId('scenario-field').hidden = Boolean(agentId);
  byId('override-agent').textContent = agentId;
  byId('override-more').textContent = isElsewhere(baseUrl) ? ` at ${new URL(baseUrl).host}` : '';
}
