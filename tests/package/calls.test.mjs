// Real calls from the set-ups that need no tools but the repository's own. All of them: npm run test:packaging.
import { after, before, describe, test } from 'node:test';
import { launch } from '../support/browsers.mjs';
import { TEST_LIMIT_MS } from '../support/suite.mjs';
import { startEmulator } from '../support/voisnap.mjs';
import { pack } from './harness/project.mjs';
import { runSetUp } from './harness/run.mjs';
import { SMALL_SET } from './harness/set-ups.mjs';

/** A set-up is several builds and calls. */
const SET_UP_LIMIT_MS = 2 * TEST_LIMIT_MS;

describe('a call from', () => {
  let packed, browser, server;
  before(async () => {
    packed = pack();
    server = await startEmulator();
    browser = await launch('chromium');
  }, { timeout: TEST_LIMIT_MS });
  after(async () => {
    await browser?.close();
    await server?.stop();
    packed?.dispose();
  });

  for (const setUp of SMALL_SET) test(setUp.name, { timeout: SET_UP_LIMIT_MS }, async t => {
    const results = [];
    await runSetUp(setUp, { archive: packed.file, offline: true, browser, server, report: result => results.push(result) });
    for (const { variant, entry, error } of results) await t.test([variant, entry].filter(Boolean).join(', '), () => { if (error) throw error; });
  });
});
