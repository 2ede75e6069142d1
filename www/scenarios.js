// The choice of scenario: what the emulator can act out. Any other server has none, and the field stays hidden.
const field = document.getElementById('scenario-field');
const select = document.getElementById('scenario');
const about = document.getElementById('scenario-about');

const ORDINARY = { agentId: 'agt_demo', label: 'An ordinary call', description: 'Greets you, then repeats what you say.' };
const byAgent = new Map([[ORDINARY.agentId, ORDINARY]]);

/** Asks the server for its scenarios and fills the field. Never fails: without an answer the ordinary agent remains. */
export async function installScenarios() {
  select.addEventListener('change', describe);
  try {
    const response = await fetch('/debug/scenarios');
    if (response.ok) fill(await response.json());
  } catch {
    // No emulator behind this page.
  }
}

/** The agent of the chosen scenario. */
export const chosenAgent = () => select.value;

export function lockScenario(locked) {
  select.disabled = locked;
}

function fill(answer) {
  if (!Array.isArray(answer)) return;
  const groups = new Map();
  for (const scenario of answer.filter((entry) => entry?.name).map(toScenario)) {
    if (byAgent.has(scenario.agentId)) continue;
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
function toScenario({ name, description, agentId }) {
  const [, group, rest] = /^(?:(\w+): )?(.*)$/s.exec(description ?? '');
  return {
    agentId: agentId ?? `agt_test_${name}`,
    label: String(name).replaceAll('_', ' '),
    group: group ?? 'Scenarios',
    description: rest.charAt(0).toUpperCase() + rest.slice(1),
  };
}

function makeGroup(label) {
  const group = document.createElement('optgroup');
  group.label = label;
  return group;
}

function describe() {
  about.textContent = byAgent.get(select.value)?.description ?? '';
}
