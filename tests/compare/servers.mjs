// The two servers of the side by side run, with what a case may do to them.
import { startEmulator, startReferenceHub } from '../support/voisnap.mjs';

/** Starts a server for some cases or for one. */
const START = {
  emulator: options => startEmulator({ args: ['--quiet', ...options] }),
  reference: (options, url) => startReferenceHub({ args: options, agent: false, url }),
};

export async function startServer(kind, options = []) {
  let server = await START[kind](options);
  const post = async (path, body, token) => {
    const response = await fetch(server.base + path, {
      method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
  };
  return {
    /** The settings of a client of one of its hubs: for the documented one, with a session of its own. */
    settings: async (hub, agentId) => {
      if (hub === 'conformance') return { url: `${server.base}/hubs/conformance` };
      const token = await server.token();
      const { sessionToken } = await (await post('/api/v1/webrtc/sessions', { agentId }, token)).json();
      return { url: `${server.base}/hubs/webrtc?sessionToken=${encodeURIComponent(sessionToken)}`, token };
    },
    shutdown: () => post('/debug/shutdown'),
    kill: () => server.kill(),
    /** Kills it and starts another in its place. The reference hub's alone can have the same port. */
    restart: async () => {
      const { base } = server;
      await server.kill();
      server = await START[kind](options, base);
    },
    stop: () => server.stop(),
  };
}
