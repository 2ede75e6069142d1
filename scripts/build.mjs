// npm run build: the publishable package, in pkg/. With `-- --stable` a larger one, without the standard library built for size.
import { parseArgs } from 'node:util';
import { done, main } from './lib/log.mjs';
import { prepareToBuild } from './lib/prepare.mjs';
import { buildSdk } from './lib/sdk.mjs';

await main(async () => {
  const { stable } = parseArgs({ options: { stable: { type: 'boolean', default: false } } }).values;
  await prepareToBuild({ stable });
  await buildSdk({ stable });
  // Only now: it needs node_modules, which the set-up may just have made.
  const { integrityOfScript } = await import('./lib/package.mjs');
  done(`voisnap-webrtc.min.js: integrity="${await integrityOfScript()}"`);
  done(stable ? 'pkg/ is built, larger than it need be.' : 'pkg/ is ready to publish.');
});
