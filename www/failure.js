// A call that failed: what the person needs is the headline and the button; what a developer needs is behind Details.
import { holdCallButton, offerRetry } from './controls.js';
import { keepFailure } from './details.js';
import { textsFor } from './error-texts.js';

const byId = (id) => document.getElementById(id);
const card = byId('error');
const details = byId('error-details');
const alert = byId('alert');

/** Wires the card: what it opens is brought into view. */
export function installFailure() {
  details.addEventListener('toggle', () => { if (details.open) card.scrollIntoView({ block: 'nearest' }); });
}

/** Shows what developers and support need of an error; returns what the person at the microphone reads: `{ title, text }`. */
export function showFailure(error) {
  const { title, text } = textsFor(error);
  alert.textContent = `${title}. ${text}`;
  keepFailure(error);
  byId('error-message').textContent = error.message;
  byId('error-hint').textContent = error.hint ?? '';
  showFacts(error);
  card.dataset.code = error.code ?? '';
  details.open = false;
  card.hidden = false;
  if (error.recoverable) offerRetry();
  if (error.retryAfterMs) holdCallButton(error.retryAfterMs);
  return { title, text };
}

export function hideFailure() {
  alert.textContent = '';
  card.hidden = true;
  delete card.dataset.code;
}

function showFacts({ code, name, status, closeCode, retryAfterMs, traceId }) {
  const wait = retryAfterMs && `${Math.ceil(retryAfterMs / 1000)} s`;
  const facts = { Code: code ?? name, Status: status, 'Close code': closeCode, 'Retry after': wait, 'Trace id': traceId };
  byId('error-facts').replaceChildren(...Object.entries(facts).filter(([, value]) => value).map(([what, value]) => {
    const row = document.createElement('div');
    const term = document.createElement('dt');
    const fact = document.createElement('dd');
    term.textContent = what;
    fact.textContent = value;
    fact.dataset.fact = what;
    row.append(term, ' ', fact);
    return row;
  }));
}

/** Shows the headline, the button under it and the details, as much as fits, in this order; and gives the focus a place, where it has none. */
export function bringFailureIntoView() {
  if (!document.activeElement || document.activeElement === document.body) byId('call-button').focus({ preventScroll: true });
  card.scrollIntoView({ block: 'nearest' });
  byId('call-button').scrollIntoView({ block: 'nearest' });
  byId('status').scrollIntoView({ block: 'nearest' });
}
