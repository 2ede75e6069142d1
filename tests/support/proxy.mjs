// A TCP proxy between page and server that a test can cut: what a network does that no server can be asked for.
import { connect, createServer } from 'node:net';

/**
 * @param {string} target e.g. `http://127.0.0.1:5170`
 * @param {{upgradesAfter?: Promise<unknown>}} options WebSockets come up only after this; plain requests pass
 * @returns {Promise<{base: string, cut: () => void, refuse: (on: boolean) => void, freeze: () => void, stop: () => Promise<void>}>}
 *   `cut` ends every connection as a dead network would; `refuse(true)` lets no new one live; `freeze` swallows what passes the
 *   connections there are and tells neither end, as a network that was left.
 */
export async function proxy(target, { upgradesAfter } = {}) {
  const { hostname, port } = new URL(target);
  const pairs = new Set();
  const frozen = new WeakSet();
  let refusing = false;
  const server = createServer(near => {
    if (refusing) return near.resetAndDestroy();
    const far = connect({ host: hostname, port, noDelay: true });
    near.setNoDelay(true);
    const pair = [near, far];
    pairs.add(pair);
    far.pipe(near);
    // A browser opens a connection for each WebSocket, whose first bytes say so.
    near.once('data', async head => {
      near.pause();
      if (/^upgrade: websocket/im.test(head)) await upgradesAfter;
      far.write(head);
      near.pipe(far);
    });
    for (const [one, other] of [[near, far], [far, near]]) {
      const gone = () => {
        if (frozen.has(pair)) return;
        other.destroy();
        pairs.delete(pair);
      };
      one.on('error', gone);
      one.on('close', gone);
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const cut = () => { for (const [near, far] of pairs) { near.resetAndDestroy(); far.destroy(); } };
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    cut,
    refuse: on => { refusing = on; },
    freeze: () => {
      for (const pair of pairs) {
        const [near, far] = pair;
        frozen.add(pair);
        near.unpipe(far).resume();
        far.unpipe(near).resume();
      }
    },
    stop: () => new Promise(done => { server.close(done); cut(); }),
  };
}
