// The live transcript: one row a line, found again by its id, so that partial text settles where it stands.
const scroller = document.getElementById('transcript-scroller');
const list = document.getElementById('transcript');
const live = document.getElementById('transcript-live');
const paused = document.getElementById('transcript-paused');
const latest = document.getElementById('latest-button');
const silent = document.getElementById('transcript-silent');

const NAMES = { user: 'You', agent: 'Agent' };
/** Closer to the end than this (px) counts as being at it. */
const AT_END = 48;

const rows = new Map();
let following = true;

scroller.addEventListener('scroll', () => {
  following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < AT_END;
  if (following) latest.hidden = true;
}, { passive: true });

latest.addEventListener('click', () => {
  following = true;
  follow();
  scroller.focus({ preventScroll: true });
});

export function clearTranscript() {
  rows.clear();
  list.replaceChildren();
  live.replaceChildren();
  latest.hidden = true;
  following = true;
  silent.textContent = 'Nothing has been said yet.';
}

/** Shows one `transcript` event: a new line, or the next version of one already there. */
export function showLine({ id, speaker, text, final, atMs }) {
  let row = rows.get(id);
  if (!row) {
    row = makeRow(speaker, atMs);
    row.dataset.line = id;
    rows.set(id, row);
    list.append(row);
  }
  const announce = final && row.dataset.final !== 'true';
  row.dataset.final = String(final);
  row.querySelector('.line-text').textContent = text;
  // Only settled lines are read out: partial ones would be read over and over.
  if (announce) live.append(paragraph(`${NAMES[speaker] ?? speaker}: ${text}`));
  follow();
}

/** Says that no more lines arrive for now; undefined takes it back. */
export function showPaused(text) {
  paused.hidden = !text;
  paused.textContent = text ?? '';
}

/** A closing remark of the page's own, such as who hung up. Lines still partial will not change any more. */
export function closeTranscript(text) {
  for (const row of rows.values()) row.dataset.final = 'true';
  if (rows.size === 0) {
    silent.textContent = 'Nothing was said.';
    return;
  }
  const row = document.createElement('li');
  row.dataset.speaker = 'page';
  row.textContent = text;
  list.append(row);
  follow();
}

function makeRow(speaker, atMs) {
  const row = document.createElement('li');
  row.dataset.speaker = speaker;
  const head = paragraph('', 'line-head');
  const time = document.createElement('time');
  time.textContent = clockTime(atMs);
  const name = document.createElement('b');
  name.textContent = NAMES[speaker] ?? speaker;
  head.append(name, ' ', time);
  row.append(head, paragraph('', 'line-text'));
  return row;
}

function paragraph(text, className = '') {
  const element = document.createElement('p');
  element.className = className;
  element.textContent = text;
  return element;
}

/** Milliseconds as minutes and seconds, 0:07. */
export function clockTime(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function follow() {
  if (following) scroller.scrollTop = scroller.scrollHeight;
  latest.hidden = following;
}
