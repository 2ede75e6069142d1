// The theme: the system's until the user chooses one, then the user's, on every page and in every tab.
const KEY = 'voisnap-theme';
const root = document.documentElement;
const button = document.getElementById('theme-button');
const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** What the page shows now: `light` or `dark`. */
export const currentTheme = () => root.dataset.theme ?? (systemDark.matches ? 'dark' : 'light');
const otherTheme = () => (currentTheme() === 'dark' ? 'light' : 'dark');

function name() {
  button.setAttribute('aria-label', `Switch to the ${otherTheme()} theme`);
}

/** Wires the button; `onChange` runs whenever the colours on the page have changed. */
export function installTheme(onChange) {
  const changed = () => { name(); onChange(); };
  const show = (theme) => {
    root.dataset.theme = theme;
    changed();
  };
  // What another page of ours has chosen since: in another tab, or before the user came back to this one.
  const adopt = () => {
    const theme = globalThis.rememberedTheme();
    if (theme && theme !== root.dataset.theme) show(theme);
  };
  button.addEventListener('click', () => {
    show(otherTheme());
    try {
      localStorage.setItem(KEY, currentTheme());
    } catch {
      // Storage is blocked: the choice lasts as long as the page.
    }
  });
  addEventListener('storage', ({ key }) => { if (key === KEY) adopt(); });
  addEventListener('pageshow', ({ persisted }) => { if (persisted) adopt(); });
  systemDark.addEventListener('change', changed);
  name();
  button.disabled = false;
}
