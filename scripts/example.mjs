// npm run example NAME: one of the applications in examples/, on a local Voisnap.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { buildEmulator, startEmulator } from './lib/emulator.mjs';
import { installPackage } from './lib/install-package.mjs';
import { Failure, main, step } from './lib/log.mjs';
import { at } from './lib/paths.mjs';
import { prepareToBuild } from './lib/prepare.mjs';
import { stream } from './lib/run.mjs';
import { needSdk } from './lib/sdk.mjs';

/** The applications: each has a `dev` script, which finds its Voisnap in the environment variable VOISNAP_URL. */
const names = readdirSync(at('examples')).filter(name => existsSync(at('examples', name, 'package.json')));

await main(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (!names.includes(name)) {
    throw new Failure(name ? `There is no example '${name}'.` : 'Which example?', `npm run example NAME; the names are ${names.join(', ')}.`);
  }
  // The stable build is quicker, and needs less to be installed.
  await prepareToBuild({ stable: true });
  await needSdk({ stable: true });
  installPackage();
  rmSync(at('examples', name, 'node_modules', '.vite'), { recursive: true, force: true }); // of an older package
  await buildEmulator();
  const emulator = await startEmulator(['--port', '0'], { log: 'ignore' });
  try {
    step(`The example '${name}' calls ${emulator.url}. Ctrl-C ends it.`);
    // The terminal sends Ctrl-C to all of us: the example ends, and then we do.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
    const { code } = await stream('npm', ['run', '--silent', 'dev', '--', ...args], {
      cwd: at('examples', name),
      env: { VOISNAP_URL: emulator.url.replace(/\/$/, '') },
    });
    return code === 130 || code === 143 ? 0 : code;
  } finally {
    await emulator.stop();
  }
});
