// The keypad: twelve keys, by pointer, by their own keys on the keyboard, or by the arrow keys between them.
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const COLUMNS = 3;
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
    button.tabIndex = -1;
    button.addEventListener('click', () => {
      stand(button);
      press(key);
    });
    keys.append(button);
  }
  stand(keys.firstElementChild);
  pad.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return close();
    if (KEYS.includes(event.key)) {
      event.preventDefault();
      flash(event.key);
      press(event.key);
      return;
    }
    const next = neighbour(event.key);
    if (!next) return;
    event.preventDefault();
    stand(next);
    next.focus();
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
  pad.scrollIntoView({ block: 'nearest' });
  stand(keys.firstElementChild);
  keys.firstElementChild.focus({ preventScroll: true });
}

function close() {
  show(false);
  opener.focus();
}

function show(visible) {
  pad.hidden = !visible;
  opener.setAttribute('aria-expanded', String(visible));
}

/** The one key that Tab leads to; the arrow keys lead on from it. */
function stand(button) {
  for (const key of keys.children) key.tabIndex = key === button ? 0 : -1;
}

/** Where an arrow key, Home or End leads from the key that has the focus; undefined for other keys, and over the edge. */
function neighbour(pressed) {
  const at = [...keys.children].indexOf(document.activeElement);
  if (at < 0) return undefined;
  const column = at % COLUMNS;
  const to = {
    ArrowLeft: column > 0 ? at - 1 : undefined,
    ArrowRight: column < COLUMNS - 1 ? at + 1 : undefined,
    ArrowUp: at - COLUMNS,
    ArrowDown: at + COLUMNS,
    Home: 0,
    End: KEYS.length - 1,
  }[pressed];
  return keys.children[to];
}

function flash(key) {
  const button = keys.querySelector(`[data-key="${CSS.escape(key)}"]`);
  stand(button);
  button.focus();
  button.classList.add('pressed');
  button.addEventListener('keyup', () => button.classList.remove('pressed'), { once: true });
}
