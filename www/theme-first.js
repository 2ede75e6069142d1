// Applies the remembered theme before the first paint. A classic script on purpose: a module would run after it.

/** The theme that the user has chosen, `light` or `dark`; undefined where none is, or where storage is blocked. For theme.js too. */
globalThis.rememberedTheme = () => {
  try {
    const theme = localStorage.getItem('voisnap-theme');
    return theme === 'light' || theme === 'dark' ? theme : undefined;
  } catch {
    return undefined;
  }
};

if (rememberedTheme()) document.documentElement.dataset.theme = rememberedTheme();
