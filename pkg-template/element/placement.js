// @ts-check

/** The data attributes of the script tag, and the element's properties. */
const PROPERTIES = ['agentId', 'tokenUrl', 'baseUrl', 'heading', 'lang'];

/**
 * Appends an element to the page where the running script tag has `data-agent-id`: `floating`, unless `data-variant` says otherwise.
 * A second tag for the same agent adds nothing.
 * @param {new () => any} VoisnapCallElement
 */
export const placeFromScript = VoisnapCallElement => {
  const { document } = globalThis;
  const script = /** @type {HTMLScriptElement | null} */ (document?.currentScript);
  const data = script?.dataset;
  if (!data?.agentId) return;
  const place = () => {
    const placed = /** @type {NodeListOf<any>} */ (document.querySelectorAll('voisnap-call'));
    if ([...placed].some(({ agentId }) => agentId === data.agentId)) return;
    const element = new VoisnapCallElement();
    for (const name of PROPERTIES) if (data[name] !== undefined) element[name] = data[name];
    element.variant = data.variant ?? 'floating';
    element.nonce = script?.nonce;
    document.body.append(element);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', place, { once: true });
  else place();
};
