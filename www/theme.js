// The theme button: the system's theme until the user says otherwise, then the user's.
const button = document.getElementById('theme-button');
const systemDark = matchMedia('(prefers-color-scheme: dark)');

const current = () => document.documentElement.dataset.theme ?? (systemDark.matches ? 'dark' : 'light');
const other = () => (current() === 'dark' ? 'light' : 'dark');

function name() {
  button.setAttribute('aria-label', `Switch to the ${other()} theme`);
}

/** Wires the button; `onChange` runs whenever the colours on the page have changed. */
export function installTheme(onChange) {
  const changed = () => { name(); onChange(); };
  button.addEventListener('click', () => {
    const theme = other();
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem('voisnap-theme', theme);
    } catch {
      // Storage is blocked: the choice lasts as long as the page.
    }
    changed();
  });
  systemDark.addEventListener('change', changed);
  name();
  button.disabled = false;
}
