// What ended the call, when that was an error: what happened, what to do about it, and the means to do it.
import { announce } from './notices.js';

const card = document.getElementById('error');
const parts = Object.fromEntries(['title', 'message', 'hint', 'code'].map((name) => [name, document.getElementById(`error-${name}`)]));
const retry = document.getElementById('retry-button');
const trace = document.getElementById('trace-button');
const traceLabel = document.getElementById('trace-label');
const callButton = document.getElementById('call-button');

let traceId;

/** Wires the card; `again` places the call once more. */
export function installErrorCard(again) {
  retry.addEventListener('click', () => {
    callButton.focus();
    again();
  });
  document.getElementById('error-close').addEventListener('click', () => {
    hideError();
    callButton.focus();
  });
  trace.addEventListener('click', copyTrace);
}

/** Shows a VoisnapError; anything else thrown is shown as far as it goes. `title` says what did not work. */
export function showError(error, title) {
  traceId = error.traceId;
  parts.title.textContent = title;
  parts.message.textContent = error.message;
  parts.hint.textContent = [error.hint, waitFor(error)].filter(Boolean).join(' ');
  parts.code.textContent = error.status ? `${error.code} · ${error.status}` : error.code ?? error.name;
  retry.hidden = !error.recoverable;
  trace.hidden = !traceId;
  traceLabel.textContent = 'Copy trace id';
  card.dataset.code = error.code ?? '';
  card.hidden = false;
}

export function hideError() {
  card.hidden = true;
  delete card.dataset.code;
}

/** The server's own waiting time, unless the hint has already said it. */
function waitFor({ retryAfterMs, hint }) {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return retryAfterMs && !hint?.includes(seconds) ? `The server asks to wait ${seconds} s.` : '';
}

async function copyTrace() {
  try {
    await navigator.clipboard.writeText(traceId);
    traceLabel.textContent = 'Copied';
    announce('Trace id copied.');
  } catch {
    // No clipboard here: the id itself takes the button's place, to be read or selected.
    traceLabel.textContent = traceId;
  }
}
