// npm run build: the publishable package, in pkg/.
import { done, main } from './lib/log.mjs';
import { prepareToBuild } from './lib/prepare.mjs';
import { buildSdk } from './lib/sdk.mjs';

await main(async () => {
  await prepareToBuild();
  await buildSdk();
  done('pkg/ is ready to publish.');
});
