// npm run lint: the linters alone, which `npm test` runs too.
import { main } from './lib/log.mjs';
import { prepareToLint } from './lib/prepare.mjs';
import { runStages } from './lib/report.mjs';
import { LINT_NAMES } from './lib/stages.mjs';

await main(async () => {
  await prepareToLint();
  return runStages(LINT_NAMES, { env: {} });
});
