// The choice of scenario: what the emulator can act out. Any other server has none, and the field stays hidden.
const byId = (id) => document.getElementById(id);
const field = byId('scenario-field');
const select = byId('scenario');
const about = byId('scenario-about');
const numberField = byId('scenario-number-field');
const number = byId('scenario-number');

const ORDINARY = { agentId: 'agt_demo', label: 'An ordinary call', description: 'Greets you, then repeats what you say.' };
const byAgent = new Map([[ORDINARY.agentId, ORDINARY]]);

/** What the emulator's descriptions begin with, and what people call that part of a call. */
const GROUPS = { REST: 'Creating the session', Hub: 'The hub connection', Call: 'The call itself' };

/** Asks the server for its scenarios and fills the field. Never fails: without an answer the ordinary agent remains. `onChange` runs at each choice. */
export async function installScenarios(onChange) {
  select.addEventListener('change', () => { describe(); onChange(); });
  number.addEventListener('input', onChange);
  try {
    const response = await fetch('/debug/scenarios');
    if (response.ok) fill(await response.json());
  } catch {
    // No emulator behind this page.
  }
}

/** `{ agentId, baseUrl }` of the chosen scenario; undefined where its number is not one it takes, which is then shown. */
export function chosenScenario() {
  const { agentId, number: takes, crossOrigin } = byAgent.get(select.value);
  if (takes && !number.reportValidity()) return undefined;
  return {
    agentId: takes ? agentId.replace(/\d+$/, String(number.valueAsNumber)) : agentId,
    baseUrl: crossOrigin ? otherOrigin() : location.origin,
  };
}

export function lockScenario(locked) {
  select.disabled = locked;
  number.disabled = locked;
}

/** This page's own server under its other loopback name, which a browser takes for another origin; undefined where it has none. */
export function otherOrigin() {
  const other = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' }[location.hostname];
  if (!other) return undefined;
  const url = new URL(location.origin);
  url.hostname = other;
  return url.origin;
}

function fill(answer) {
  if (!Array.isArray(answer)) return;
  const groups = new Map();
  for (const scenario of answer.filter((entry) => entry?.name).map(toScenario)) {
    // What only another origin sees cannot be shown where the page has no other name.
    if (byAgent.has(scenario.agentId) || (scenario.crossOrigin && !otherOrigin())) continue;
    byAgent.set(scenario.agentId, scenario);
    if (!groups.has(scenario.group)) groups.set(scenario.group, makeGroup(scenario.group));
    groups.get(scenario.group).append(new Option(scenario.label, scenario.agentId));
  }
  if (groups.size === 0) return;
  select.append(...groups.values());
  field.dataset.absent = 'false';
  describe();
}

/** The emulator's descriptions begin with the part they are about, as in "Hub: closes at once"; that part is the group. */
function toScenario({ name, label, description, agentId, number: takes, crossOrigin }) {
  const [, group, rest] = /^(?:(\w+): )?(.*)$/s.exec(description ?? '');
  return {
    agentId: agentId ?? `agt_test_${name}`,
    label: label ?? String(name).replaceAll('_', ' '),
    group: GROUPS[group] ?? group ?? 'Scenarios',
    description: sentence(rest) + (crossOrigin ? ` Called at ${otherOrigin()}, another origin than this page's.` : ''),
    number: takes,
    crossOrigin,
  };
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function makeGroup(label) {
  const group = document.createElement('optgroup');
  group.label = label;
  return group;
}

function describe() {
  const { agentId, description, number: takes } = byAgent.get(select.value);
  about.textContent = description;
  numberField.hidden = !takes;
  number.disabled = select.disabled || !takes;
  if (!takes) return;
  byId('scenario-number-name').textContent = takes.name;
  number.min = takes.first;
  number.max = takes.last;
  number.value = /\d+$/.exec(agentId)[0];
}
