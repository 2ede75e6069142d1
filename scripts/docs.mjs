// npm run docs: the API reference of every entry, from the package's types, into docs/api/.
import { readdirSync } from 'node:fs';
import { done, main } from './lib/log.mjs';
import { needNode, needNodeModules } from './lib/node-modules.mjs';
import { at } from './lib/paths.mjs';
import { must } from './lib/run.mjs';

/** The package's entries in the order of the reference; `./inline` has the exports of `.`. */
const ENTRIES = ['index', 'slim', 'element', 'react', 'testing'];

await main(async () => {
  needNode();
  await needNodeModules();
  const there = readdirSync(at('pkg-template', 'types'));
  const entries = ENTRIES.filter(name => there.includes(`${name}.d.ts`)).flatMap(name => ['--entryPoints', at('pkg-template', 'types', `${name}.d.ts`)]);
  await must('node', [at('scripts', 'typedoc', 'node_modules', 'typedoc', 'bin', 'typedoc'), '--options', at('scripts', 'typedoc', 'typedoc.json'), ...entries]);
  done('The API reference is in docs/api/: open docs/api/index.html.');
});
