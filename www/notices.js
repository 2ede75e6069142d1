// Notices that come and go beside the stage, where they cover and move nothing of it: trouble a call survives, and sound the browser holds back.
const shelf = document.getElementById('notices');
const shown = new Map();

/**
 * Shows a notice until it is dismissed, or until another of the same `kind` takes its place.
 * `action`: `{ label, id, run }`, a button of its own; the notice goes once `run` has succeeded. `lasting`: it cannot be dismissed, since what it
 * says holds until it is taken away.
 */
export function notify(kind, { title, text = '', action, lasting = false }) {
  dismiss(kind);
  const notice = document.createElement('div');
  notice.className = 'notice';
  notice.dataset.kind = kind;
  const words = document.createElement('p');
  const strong = document.createElement('b');
  strong.textContent = title;
  words.append(strong, ' ', text);
  notice.append(words);
  if (action) notice.append(actionButton(kind, action));
  if (!lasting) notice.append(closeButton(kind));
  shown.set(kind, notice);
  shelf.append(notice);
  // On a phone it stands below the controls. A reader of the transcript, further down, is left in peace.
  if (notice.getBoundingClientRect().bottom > innerHeight) notice.scrollIntoView({ block: 'nearest' });
}

export function dismiss(kind) {
  shown.get(kind)?.remove();
  shown.delete(kind);
}

export function dismissAll() {
  for (const kind of [...shown.keys()]) dismiss(kind);
}

/** Says something to screen readers only. */
export function announce(text) {
  const words = document.createElement('p');
  words.className = 'unseen';
  words.textContent = text;
  shelf.querySelector(':scope > .unseen')?.remove();
  shelf.append(words);
}

function actionButton(kind, { label, id, run }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'pill strong';
  button.id = id;
  button.textContent = label;
  button.addEventListener('click', async () => {
    try {
      await run();
      dismiss(kind);
    } catch (cause) {
      notify(kind, { title: 'That did not work.', text: cause.hint ?? cause.message, action: { label, id, run } });
    }
  });
  return button;
}

function closeButton(kind) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'round-button';
  button.setAttribute('aria-label', 'Dismiss the notice');
  button.append(icon('close'));
  button.addEventListener('click', () => dismiss(kind));
  return button;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `./icons.svg#${name}`);
  svg.append(use);
  return svg;
}
