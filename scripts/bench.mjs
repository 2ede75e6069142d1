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
  const codes = [];
  for (const [name, ...args] of [['messages'], ['loading'], ['first-call'], ['many-calls'], ['run', ...process.argv.slice(2)]]) {
    const { code } = await stream('node', [`bench/${name}.mjs`, ...args], { env });
    codes.push(code);
  }
  return Math.max(...codes);
});
