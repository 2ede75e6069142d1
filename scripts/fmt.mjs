// npm run fmt: formats the Rust code, as `npm run lint` wants it.
import { main } from './lib/log.mjs';
import { needRust } from './lib/tools.mjs';
import { must } from './lib/run.mjs';

await main(async () => {
  await needRust();
  await must('cargo', ['fmt', '--all']);
});
