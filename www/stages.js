// The set-up of a call as a waterfall: each stage is a bar from the moment it could begin to the moment it was done.
const list = document.getElementById('stages');
const total = document.getElementById('setup-total');

/** In the order shown. `after`: the stages it waits for; those with none begin with the call. */
const STAGES = [
  { stage: 'microphone', label: 'Microphone', after: [] },
  { stage: 'session', label: 'Session', after: [] },
  { stage: 'hub', label: 'Hub', after: ['session'] },
  { stage: 'offer', label: 'Offer', after: ['microphone', 'hub'] },
  { stage: 'answer', label: 'Answer', after: ['offer'] },
  { stage: 'media', label: 'Media', after: ['answer'] },
  { stage: 'agent_audio', label: 'First word', after: ['media'] },
];

/** Which stage an error code belongs to, by the code's beginning. */
const BLAME = [
  ['microphone', /^microphone_|^insecure_context|^unsupported_browser/],
  ['session', /^session_|^token_|^unauthorized|^forbidden|^agent_not_found|^rate_limited|^invalid_re|^server_error|^network/],
  ['hub', /^hub_/],
  ['offer', /^offer_/],
  ['answer', /^answer_/],
  ['media', /^media_/],
];

const rows = new Map();
const done = new Map();

for (const { stage, label } of STAGES) {
  const row = document.createElement('li');
  row.dataset.stage = stage;
  row.append(part('stage-name', label), part('stage-track'), part('stage-ms', '–'));
  list.append(row);
  rows.set(stage, row);
}
resetStages();

function part(className, text = '') {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}

/** Marks the stages that begin with the call. */
export const startStages = () => markActive();

/** Back to nothing done. */
export function resetStages() {
  done.clear();
  total.textContent = '';
  for (const row of rows.values()) {
    row.dataset.status = 'waiting';
    row.lastChild.textContent = '–';
    row.style.setProperty('--from', '0');
    row.style.setProperty('--to', '0');
  }
}

/** A stage was done, `ms` after the start of the call. */
export function stageDone({ stage, ms }) {
  const row = rows.get(stage);
  if (!row) return;
  done.set(stage, ms);
  row.dataset.status = 'done';
  row.lastChild.textContent = `${Math.round(ms)} ms`;
  if (stage === 'media') total.textContent = `through in ${Math.round(ms)} ms`;
  layOut();
  markActive();
}

/** The call is over: what was still to come will not come, and the stage the error names carries the mark. */
export function stagesOver(error) {
  const blamed = error && BLAME.find(([, codes]) => codes.test(error.code))?.[0];
  for (const [stage, row] of rows) {
    if (row.dataset.status === 'done') continue;
    row.dataset.status = stage === blamed ? 'failed' : 'waiting';
    row.lastChild.textContent = stage === blamed ? 'failed' : '–';
  }
}

function layOut() {
  const end = Math.max(...done.values(), 1);
  for (const { stage, after } of STAGES) {
    if (!done.has(stage)) continue;
    const to = done.get(stage) / end;
    const from = Math.min(to, Math.max(0, ...after.map((earlier) => (done.get(earlier) ?? 0) / end)));
    rows.get(stage).style.setProperty('--from', from.toFixed(4));
    rows.get(stage).style.setProperty('--to', to.toFixed(4));
  }
}

function markActive() {
  for (const { stage, after } of STAGES) {
    const row = rows.get(stage);
    if (row.dataset.status === 'waiting' && after.every((earlier) => done.has(earlier))) row.dataset.status = 'active';
  }
}
