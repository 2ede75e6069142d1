// The facts of the call, which stay until the next one: what support asks for, in sight and ready to be copied.
import { installCopy } from './clipboard.js';

const byId = (id) => document.getElementById(id);
const copyButton = byId('copy-details');

let facts = { state: 'idle' };
let failure;

/** Wires the two buttons that copy. */
export function installDetails() {
  installCopy(copyButton, forSupport);
  installCopy(byId('support-button'), forSupport);
}

/** Forgets the call before. */
export function clearDetails(agentId) {
  facts = { state: facts.state, agent: agentId };
  failure = undefined;
  paint();
}

/** Shows what is known of the call now; what is undefined changes nothing. */
export function showDetails(known) {
  for (const [name, value] of Object.entries(known)) if (value !== undefined) facts[name] = value;
  paint();
}

/** Keeps what the error says for the copy. */
export function keepFailure(error) {
  failure = error;
}

function paint() {
  for (const name of ['state', 'agent', 'session', 'conversation', 'ended']) byId(`detail-${name}`).textContent = facts[name] ?? '–';
  copyButton.hidden = !facts.session && !facts.ended;
}

/** Ids, states and codes only: nothing here is a secret. */
function forSupport() {
  const lines = { ...facts };
  if (failure) {
    const { code, status, closeCode, traceId, message } = failure;
    Object.assign(lines, { code, status, 'close code': closeCode, 'trace id': traceId, message });
  }
  Object.assign(lines, { time: new Date().toISOString(), browser: navigator.userAgent });
  return Object.entries(lines).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`).join('\n');
}
