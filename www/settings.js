// The advanced drawer: everything about a call that is not the scenario.
const dialog = document.getElementById('advanced');
const form = document.getElementById('advanced-form');

/** Wires the drawer. */
export function installSettings() {
  document.getElementById('advanced-button').addEventListener('click', () => dialog.showModal());
  // A press on the dimmed page around the drawer closes it; one inside lands on the form.
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  form.elements.baseUrl.placeholder = location.origin;
}

/** What the drawer says now; empty fields come back as this page's own origin, or as undefined. */
export function readSettings() {
  const { baseUrl, agentId, token, iceTransportPolicy } = form.elements;
  return {
    baseUrl: baseUrl.value.trim() || location.origin,
    agentId: agentId.value.trim() || undefined,
    token: token.value.trim() || undefined,
    iceTransportPolicy: iceTransportPolicy.value,
  };
}
