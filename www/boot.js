// Loads the page's own code, and says so when that fails: a static import of a missing package would leave a dead page.
import('./main.js').catch((cause) => {
  console.error(cause);
  delete document.body.dataset.starting;
  document.getElementById('status').textContent = 'The page could not load';
  document.getElementById('substatus').textContent = 'Is the package built? Run npm run build, then reload.';
});
