// The keypad: twelve keys, by pointer or by keyboard while it is open.
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
/** Said beside the sign, since screen readers may pass over punctuation. */
const SPOKEN = { '*': '* star', '#': '# hash' };

const opener = document.getElementById('keypad-button');
const pad = document.getElementById('keypad');
const keys = document.getElementById('keypad-keys');
const sent = document.getElementById('keypad-sent');

/** Wires the keypad; `send(key)` is asked to send one key. */
export function installKeypad(send) {
  const press = (key) => {
    sent.value = (sent.value + key).slice(-12);
    send(key);
  };
  for (const key of KEYS) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = key;
    button.dataset.key = key;
    button.setAttribute('aria-label', SPOKEN[key] ?? key);
    button.addEventListener('click', () => press(key));
    keys.append(button);
  }
  pad.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return close();
    if (!KEYS.includes(event.key)) return;
    event.preventDefault();
    flash(event.key);
    press(event.key);
  });
  opener.addEventListener('click', () => (pad.hidden ? open() : close()));
  document.getElementById('keypad-close').addEventListener('click', close);
}

/** Keys can be sent in a call only; with the call the keypad goes. */
export function allowKeypad(allowed) {
  opener.disabled = !allowed;
  if (allowed || pad.hidden) return;
  const hadFocus = pad.contains(document.activeElement);
  show(false);
  if (hadFocus) document.getElementById('call-button').focus();
}

function open() {
  sent.value = '';
  show(true);
  keys.firstElementChild.focus();
}

function close() {
  show(false);
  opener.focus();
}

function show(visible) {
  pad.hidden = !visible;
  opener.setAttribute('aria-expanded', String(visible));
}

function flash(key) {
  const button = keys.querySelector(`[data-key="${CSS.escape(key)}"]`);
  button.focus();
  button.classList.add('pressed');
  button.addEventListener('keyup', () => button.classList.remove('pressed'), { once: true });
}
