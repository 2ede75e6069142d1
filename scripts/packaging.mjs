// npm run test:packaging: installs the packed package into a project of each common build tool and framework, and places a
// real call from its page in Chromium. --only=NAME[,NAME] picks set-ups by a part of their name; --write writes docs/packaging.md.
import { writeFileSync } from 'node:fs';
import { Failure, bold, dim, green, main, red, step } from './lib/log.mjs';
import { buildEmulator } from './lib/emulator.mjs';
import { at } from './lib/paths.mjs';
import { prepareToTest } from './lib/prepare.mjs';
import { needSdk } from './lib/sdk.mjs';
import { SET_UPS } from '../tests/package/harness/set-ups.mjs';
import { pack } from '../tests/package/harness/project.mjs';
import { asMarkdown, asTable } from '../tests/package/harness/report.mjs';
import { runSetUp } from '../tests/package/harness/run.mjs';
import { launch } from '../tests/support/browsers.mjs';
import { startEmulator } from '../tests/support/voisnap.mjs';

await main(async () => {
  const { chosen, write } = options(process.argv.slice(2));
  Object.assign(process.env, await prepareToTest());
  await needSdk();
  if (!process.env.VOISNAP_EMULATOR) await buildEmulator();
  const packed = pack();
  const server = await startEmulator();
  const browser = await launch('chromium');
  const results = [];
  const began = performance.now();
  try {
    for (const [index, setUp] of chosen.entries()) {
      console.log(`\n${bold(`── ${setUp.name}`)} ${dim(`(${index + 1} of ${chosen.length})`)}`);
      step('Installing');
      await runSetUp(setUp, {
        archive: packed.file, browser, server,
        report: result => {
          results.push(result);
          const label = [result.variant, result.entry].filter(Boolean).join(', ');
          console.log(result.error ? `${red('✗')} ${setUp.name}: ${label}\n${result.error.message}` : `${green('✓')} ${label} ${dim(`${(result.ms / 1000).toFixed(1)} s`)}`);
        },
      });
    }
  } finally {
    await browser.close();
    await server.stop();
    packed.dispose();
  }
  const failed = results.filter(({ error }) => error).length;
  console.log(`\n${asTable(results)}\n`);
  if (write) writeFileSync(at('docs', 'packaging.md'), asMarkdown(results));
  console.log(dim(`${((performance.now() - began) / 60_000).toFixed(1)} minutes`));
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed ? 1 : 0;
});

function options(args) {
  const remedy = `npm run test:packaging -- [--only=NAME[,NAME]] [--write]; the set-ups are ${SET_UPS.map(({ name }) => name).join(', ')}.`;
  let chosen = SET_UPS, write = false;
  for (const arg of args) {
    const only = /^--only=(.+)$/.exec(arg)?.[1];
    if (only) chosen = only.split(',').flatMap(part => {
      const found = SET_UPS.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()));
      if (!found.length) throw new Failure(`There is no set-up '${part}'.`, remedy);
      return found;
    });
    else if (arg === '--write') write = true;
    else throw new Failure(`What is '${arg}'?`, remedy);
  }
  if (write && chosen !== SET_UPS) throw new Failure('--write writes the whole table.', 'Leave --only away.');
  return { chosen: [...new Set(chosen)], write };
}
