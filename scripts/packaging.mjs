// npm run test:packaging: installs the packed package into a project of each common build tool and framework, and places a
// real call from its page in Chromium. --only=NAME[,NAME] picks set-ups by a part of their name; --write writes docs/packaging.md,
// from the newest results of every set-up.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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

/** The newest results of each set-up, by its name. */
const KEPT = at('target', 'packaging', 'results.json');

await main(async () => {
  const { chosen, write } = options(process.argv.slice(2));
  Object.assign(process.env, await prepareToTest());
  await needSdk();
  if (!process.env.VOISNAP_EMULATOR) await buildEmulator();
  const packed = pack();
  const server = await startEmulator();
  const browser = await launch('chromium');
  mkdirSync(dirname(KEPT), { recursive: true });
  const kept = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};
  const results = [];
  const began = performance.now();
  try {
    for (const [index, setUp] of chosen.entries()) {
      console.log(`\n${bold(`── ${setUp.name}`)} ${dim(`(${index + 1} of ${chosen.length})`)}`);
      step('Installing');
      kept[setUp.name] = [];
      await runSetUp(setUp, {
        archive: packed.file, browser, server,
        report: result => {
          const isNew = result.error && !results.some(({ error }) => error === result.error);
          results.push(result);
          kept[setUp.name].push({ ...result, date: new Date().toISOString().slice(0, 10), error: result.error?.message });
          const label = [result.variant, result.entry].filter(Boolean).join(', ');
          console.log(result.error ? `${red('✗')} ${setUp.name}: ${label}\n${isNew ? result.error.message : '(as above)'}` : `${green('✓')} ${label} ${dim(`${(result.ms / 1000).toFixed(1)} s`)}`);
        },
      });
      writeFileSync(KEPT, JSON.stringify(kept, null, 2));
    }
  } finally {
    await browser.close();
    await server.stop();
    packed.dispose();
  }
  const failed = results.filter(({ error }) => error).length;
  console.log(`\n${asTable(results)}\n`);
  if (write) writeMarkdown(kept);
  console.log(dim(`${((performance.now() - began) / 60_000).toFixed(1)} minutes`));
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed ? 1 : 0;
});

function writeMarkdown(kept) {
  const missing = SET_UPS.filter(({ name }) => !kept[name]?.length).map(({ name }) => name);
  const results = SET_UPS.flatMap(({ name }) => kept[name] ?? []);
  writeFileSync(at('docs', 'packaging.md'), asMarkdown(results, missing));
}

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
  return { chosen: [...new Set(chosen)], write };
}
