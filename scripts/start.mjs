// npm start: the demo, the sample beside the drop-in, and the local Voisnap that they call, on one URL.
import { createServer } from 'node:net';
import { buildEmulator, startEmulator } from './lib/emulator.mjs';
import { Failure, bold, done, main, warn } from './lib/log.mjs';
import { prepareToBuild } from './lib/prepare.mjs';
import { needSdk } from './lib/sdk.mjs';

const FIRST_PORT = 5170;
const PORTS_TRIED = 20;
/** What is served beside the pages. The documented sample needs the SignalR client. */
const MOUNTS = ['/pkg=pkg', '/signalr=node_modules/@microsoft/signalr/dist/browser'];

/** Whether this port is free. It is taken for a moment: any other check only guesses. */
const isFree = port =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

const freePort = async () => {
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) {
    if (await isFree(port)) return port;
    warn(`Port ${port} is in use (another npm start?), trying the next one.`);
  }
  throw new Failure(`No free port from ${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1}.`, 'End what listens there.');
};

await main(async () => {
  // The stable build is quicker, and needs less to be installed.
  await prepareToBuild({ stable: true });
  await needSdk({ stable: true });
  await buildEmulator();
  const emulator = await startEmulator(['--port', String(await freePort()), '--www', 'www', ...MOUNTS.flatMap(mount => ['--mount', mount])]);
  done('Voisnap is here. Ctrl-C ends it.');
  done(`The demo:         ${bold(emulator.url)}`);
  done(`Before and after: ${bold(`${emulator.url}before-after/`)}`);
  // The terminal sends Ctrl-C to the emulator too; this is for whoever signals only us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => emulator.stop());
  const code = await emulator.ended;
  // 130 and 143 are how Ctrl-C and a polite end look.
  if (code && code !== 130 && code !== 143) throw new Failure(`The emulator ended by itself (exit code ${code}).`, 'Its own message is above.');
});
