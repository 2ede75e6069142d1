// npm run fmt: formats the Rust code, as `npm run lint` wants it.
import { main } from './lib/log.mjs';
import { needLinters, needRust } from './lib/tools.mjs';
import { must } from './lib/run.mjs';

await main(async () => {
  await needRust();
  await needLinters();
  await must('cargo', ['fmt', '--all']);
});
