// Three pages that place the same call, each in a frame, with its code below it as it is served.
import { installTheme } from '../theme.js';

/** The agent that stands in each page's code. */
const AGENT = 'agt_01HXK8Z3MNPQRS';
const scenario = document.getElementById('scenario');

for (const column of document.querySelectorAll('.column')) {
  showCode(column);
  const frame = column.querySelector('iframe');
  frame.addEventListener('load', () => {
    exchangeAgent(frame.contentWindow);
    frame.inert = false;
  });
  // It may have loaded before this module ran.
  if (frame.contentDocument?.readyState === 'complete') exchangeAgent(frame.contentWindow);
}
scenario.addEventListener('change', () => {
  for (const frame of document.querySelectorAll('iframe')) {
    // Not to be used before the agent is exchanged in it.
    frame.inert = true;
    frame.contentWindow.location.reload();
  }
});
installTheme(() => {});

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
