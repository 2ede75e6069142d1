// Copying, with a word about it on the button itself and to screen readers.
import { announce, notify } from './notices.js';

/** How long the button says that it has copied (ms). */
const SHOWN_MS = 2000;

/** Wires a button that copies what `text()` returns. */
export function installCopy(button, text) {
  const label = button.querySelector('span');
  const usual = label.textContent;
  let shown;
  button.addEventListener('click', async () => {
    const copied = text();
    try {
      await navigator.clipboard.writeText(copied);
    } catch {
      // No clipboard here: the text itself, to be selected.
      notify('copy', { title: 'The browser does not let the page copy. Here it is:', text: copied });
      return;
    }
    clearTimeout(shown);
    label.textContent = 'Copied';
    announce('Copied.');
    shown = setTimeout(() => { label.textContent = usual; }, SHOWN_MS);
  });
}
