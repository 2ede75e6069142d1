// Starts reference hubs for tests that run inside a page, where nothing can be started: asked over HTTP, in plain text.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { proxy } from './proxy.mjs';
import { startReferenceHub } from './voisnap.mjs';

/**
 * `POST /start` with a hub's options, separated by spaces, answers its name, its URL and the URL of a line to it;
 * `/restart/NAME`, `/freeze/NAME` (the line's open connections) and `/stop/NAME` answer nothing.
 * @param {number} port
 * @returns {Promise<{url: string, stop: () => Promise<void>}>} `stop` ends every hub too
 */
export async function keepReferenceHubs(port) {
  const kept = new Map();
  let last = 0;
  const end = async name => {
    const { hub, line } = kept.get(name);
    kept.delete(name);
    await line.stop();
    await hub.kill();
  };
  const commands = {
    start: async (_, options) => {
      const args = options ? options.split(' ') : [];
      const hub = await startReferenceHub({ args, agent: false });
      const line = await proxy(hub.base);
      const name = String(++last);
      kept.set(name, { hub, line, args });
      return [name, hub.base, line.base].join(' ');
    },
    restart: async name => {
      const entry = kept.get(name);
      await entry.hub.kill();
      entry.hub = await startReferenceHub({ url: entry.hub.base, args: entry.args, agent: false });
    },
    freeze: name => kept.get(name).line.freeze(),
    stop: end,
  };
  const server = createServer(async (request, response) => {
    const [, command, name] = request.url.split('/');
    const answer = (status, said = '') => response.writeHead(status, { 'access-control-allow-origin': '*' }).end(said);
    try {
      answer(200, await commands[command](name, await text(request)));
    } catch (error) {
      answer(500, error.message);
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: async () => {
      await Promise.all([...kept.keys()].map(end));
      await new Promise(done => { server.close(done); server.closeAllConnections(); });
    },
  };
}
