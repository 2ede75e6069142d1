// Applies the remembered theme before the first paint. A classic script on purpose: a module would run after it.
try {
  const theme = localStorage.getItem('voisnap-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme stands.
}
