// npm run fuzz: the long run of the fuzz driver. `npm test` has a short one. Arguments are the driver's.
import { main } from './lib/log.mjs';
import { stream } from './lib/run.mjs';
import { needRust } from './lib/tools.mjs';

await main(async () => {
  await needRust();
  const driver = ['run', '--profile', 'fuzz', '--example', 'fuzz_signalr', '--', ...process.argv.slice(2)];
  return (await stream('cargo', driver)).code;
});
