// npm run setup: everything that building and testing need. The other commands do their part of it by themselves.
import { done, main } from './lib/log.mjs';
import { prepareToTest } from './lib/prepare.mjs';

await main(async () => {
  await prepareToTest();
  done('Everything is there. `npm start` runs the demo, `npm test` runs the tests.');
});
