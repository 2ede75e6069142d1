// npm test: everything. npm test -- --only=e2e,facade runs those stages, in their usual order.
import { Failure, main } from './lib/log.mjs';
import { prepareToTest } from './lib/prepare.mjs';
import { runStages } from './lib/report.mjs';
import { STAGES } from './lib/stages.mjs';

await main(async () => {
  const names = chosen(process.argv.slice(2), Object.keys(STAGES));
  return runStages(names, { env: await prepareToTest() });
});

function chosen(args, all) {
  const remedy = `npm test -- --only=NAME[,NAME]; the stages are ${all.join(', ')}.`;
  const wanted = args.flatMap(arg => {
    const names = /^--only=(.+)$/.exec(arg)?.[1];
    if (!names) throw new Failure(`What is '${arg}'?`, remedy);
    return names.split(',');
  });
  const unknown = wanted.filter(name => !all.includes(name));
  if (unknown.length) throw new Failure(`There is no stage '${unknown.join("', '")}'.`, remedy);
  return wanted.length ? all.filter(name => wanted.includes(name)) : all;
}
