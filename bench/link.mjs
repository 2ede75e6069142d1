// Two network namespaces with a wire of a chosen delay between them: the browser's (rtcC) and the server's (rtcS).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tunlink } from '../tests/support/paths.mjs';
import { start } from '../tests/support/process.mjs';

const CAP_NET_ADMIN = 12n, CAP_SYS_ADMIN = 21n;
const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Why no link can be made on this machine, or undefined. */
export function unavailable() {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only';
  const held = BigInt(`0x${readFileSync('/proc/self/status', 'utf8').match(/^CapEff:\s*(\w+)/m)[1]}`);
  for (const [name, bit] of [['CAP_NET_ADMIN', CAP_NET_ADMIN], ['CAP_SYS_ADMIN', CAP_SYS_ADMIN]])
    if (!(held >> bit & 1n)) return `it makes network namespaces, which needs root (${name} is missing)`;
  if (!existsSync('/dev/net/tun')) return '/dev/net/tun does not exist';
  if (!existsSync(tunlink)) return 'the delayed link, shared/tools/tunlink.py beside this repository, is absent';
}

/** @param {number} roundTripMs what a packet and its answer take together */
export async function makeLink(roundTripMs) {
  const id = process.pid;                                  // two runs at once do not meet
  const link = {
    client: { namespace: `rtcC${id}`, address: '203.0.113.2' },
    server: { namespace: `rtcS${id}`, address: '203.0.113.1' },
  };
  const ends = [link.client, link.server];
  const folder = mkdtempSync(join(tmpdir(), 'voisnap-link-'));
  let wire;
  const remove = () => {
    for (const { namespace } of ends) try { ip('netns', 'delete', namespace); } catch { /* it was never made */ }
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);                            // also when the run is interrupted or throws
  link.close = async () => {
    await wire?.stop();
    remove();
    process.removeListener('exit', remove);
  };
  try {
    for (const end of ends) {
      end.within = ['ip', 'netns', 'exec', end.namespace];
      ip('netns', 'add', end.namespace);
      ip('-n', end.namespace, 'link', 'set', 'lo', 'up');
    }
    wire = await start({
      command: 'python3', ready: /^up /,
      args: [tunlink, link.client.namespace, link.client.address, link.server.namespace, link.server.address,
        String(roundTripMs / 2), join(folder, 'control')],
    });
    for (const { namespace } of ends) ip('-n', namespace, 'route', 'add', 'default', 'dev', 'tun0');   // Firefox gathers nothing without
    return link;
  } catch (error) {
    await link.close();
    throw error;
  }
}
