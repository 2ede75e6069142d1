// npm run bench: the benchmarks (bench/), with everything they need built first. Arguments are passed on.
import { buildEmulator } from './lib/emulator.mjs';
import { main } from './lib/log.mjs';
import { prepareToTest } from './lib/prepare.mjs';
import { stream } from './lib/run.mjs';
import { needSdk } from './lib/sdk.mjs';

await main(async () => {
  const env = await prepareToTest();
  await needSdk();
  await buildEmulator();
  return (await stream('node', ['bench/run.mjs', ...process.argv.slice(2)], { env })).code;
});
