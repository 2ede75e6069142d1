// npm run bench: the benchmarks (bench/), with everything they need built first. Arguments go to bench/run.mjs.
import { buildEmulator } from './lib/emulator.mjs';
import { main } from './lib/log.mjs';
import { prepareToTest } from './lib/prepare.mjs';
import { stream } from './lib/run.mjs';
import { needSdk } from './lib/sdk.mjs';

await main(async () => {
  const env = await prepareToTest();
  await needSdk();
  await buildEmulator();
  const messages = await stream('node', ['bench/messages.mjs'], { env });
  const calls = await stream('node', ['bench/run.mjs', ...process.argv.slice(2)], { env });
  return messages.code || calls.code;
});
