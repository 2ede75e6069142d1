// Three pages that place the same call, each in a frame, with its code below it as it is served.
import { currentTheme, installTheme } from '../theme.js';

/** The agent that stands in each page's code. */
const AGENT = 'agt_01HXK8Z3MNPQRS';
const scenario = document.getElementById('scenario');
const iframes = [...document.querySelectorAll('iframe')];

for (const column of document.querySelectorAll('.column')) {
  showCode(column);
  const frame = column.querySelector('iframe');
  frame.addEventListener('load', () => ready(frame));
  // It may have loaded before this module ran.
  if (frame.contentDocument?.readyState === 'complete' && frame.contentWindow.location.href === frame.src) ready(frame);
}
scenario.addEventListener('change', () => {
  for (const frame of iframes) {
    // Not to be used before the agent is exchanged in it.
    frame.inert = true;
    frame.contentWindow.location.reload();
  }
});
installTheme(() => iframes.forEach(handTheme));

/** Shows the page's source, counts its lines that are not empty, and marks those that are not the document's. */
async function showCode(column) {
  const response = await fetch(`./${column.dataset.page}`);
  if (!response.ok) throw new Error(`${column.dataset.page} responded ${response.status}.`);
  const lines = (await response.text()).trimEnd().split('\n');
  column.querySelector('.count b').textContent = String(lines.filter((line) => line.trim()).length);
  column.querySelector('code:not(.remark code)').replaceChildren(...lines.map(toRow));
}

function toRow(text, index, lines) {
  // A comment on a line of its own is about the next one.
  const isChanged = text.includes('changed:') || lines[index - 1]?.trim().startsWith('// changed:');
  const row = document.createElement(isChanged ? 'mark' : 'span');
  row.className = 'code-line';
  row.textContent = `${text}\n`;
  return row;
}

/** The frame's page is there: to be seen and used. */
function ready(frame) {
  exchangeAgent(frame.contentWindow);
  handTheme(frame);
  frame.inert = false;
}

/** A page that follows its visitor's system, as its meta element says, follows the choice made on this one. */
function handTheme({ contentDocument }) {
  if (!contentDocument?.querySelector('meta[name="color-scheme"]')) return;
  contentDocument.documentElement.style.colorScheme = currentTheme();
}

/** Exchanges the agent in the frame's session request for the chosen scenario's, so that the pages keep their code. */
function exchangeAgent(window) {
  if (window.exchanges) return;
  window.exchanges = true;
  const { fetch, Request } = window;
  window.fetch = async (...given) => {
    const request = new Request(...given);
    if (!scenario.value || !request.url.endsWith('/webrtc/sessions')) return fetch.call(window, request);
    const body = (await request.text()).replace(AGENT, scenario.value);
    return fetch.call(window, new Request(request.url, { method: request.method, headers: request.headers, signal: request.signal, body }));
  };
}
