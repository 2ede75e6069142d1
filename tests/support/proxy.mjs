// A TCP proxy between page and server that a test can cut: what a network does that no server can be asked for.
import { connect, createServer } from 'node:net';

/**
 * @param {string} target e.g. `http://127.0.0.1:5170`
 * @param {{delayMs?: number}} options how long each connection takes to come up
 * @returns {Promise<{base: string, cut: () => void, refuse: (on: boolean) => void, stop: () => Promise<void>}>}
 *   `cut` ends every connection as a dead network would; `refuse(true)` lets no new one live.
 */
export async function proxy(target, { delayMs = 0 } = {}) {
  const { hostname, port } = new URL(target);
  const pairs = new Set();
  let refusing = false;
  const server = createServer(async near => {
    if (refusing) return near.resetAndDestroy();
    if (delayMs) await new Promise(done => setTimeout(done, delayMs));
    const far = connect({ host: hostname, port, noDelay: true });
    near.setNoDelay(true);
    const pair = [near, far];
    pairs.add(pair);
    for (const [one, other] of [[near, far], [far, near]]) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => { other.destroy(); pairs.delete(pair); });
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const cut = () => { for (const [near, far] of pairs) { near.resetAndDestroy(); far.destroy(); } };
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    cut,
    refuse: on => { refusing = on; },
    stop: () => new Promise(done => { server.close(done); cut(); }),
  };
}
