// npm run compare: the official SignalR client and ours side by side, on the emulator and on ASP.NET Core's own server.
import { main } from './lib/log.mjs';
import { prepareToBuild } from './lib/prepare.mjs';
import { runStages } from './lib/report.mjs';

await main(async () => {
  await prepareToBuild();
  return runStages(['compare'], { env: {} });
});
