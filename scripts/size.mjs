// npm run size: what a page loads for a call, to the byte, against the recorded budget.
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Failure, done, main, table } from './lib/log.mjs';
import { at } from './lib/paths.mjs';
import { prepareToBuild } from './lib/prepare.mjs';
import { needSdk } from './lib/sdk.mjs';

const BUDGET = at('size-budget.json');

/** Twilio's voice SDK, the lightest product SDK of the field: the bar. What is recorded may not grow; the bar is where it must come to. */
const BAR = 40_465;
const AIM = 27_000;
/** What else a page could load, brotli-11, for comparison. */
const PEERS = [
  ['the documented sample with @microsoft/signalr (no call logic)', 13_532],
  ['@twilio/voice-sdk 2.18.5', BAR],
];

const brotli = bytes =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
const gzip = bytes => gzipSync(bytes, { level: 9 }).length;
const grouped = number => number.toLocaleString('en-US');

const row = (name, file) => {
  const bytes = readFileSync(file);
  return [name, ...[brotli(bytes), gzip(bytes), bytes.length].map(grouped)];
};

await main(async () => {
  await prepareToBuild();
  await needSdk();
  const part = name => at('target', 'package', name);
  const total = brotli(readFileSync(at('pkg', 'index.js')));
  console.log(
    table([
      ['', 'brotli-11', 'gzip-9', 'raw'],
      row('all a page loads: index.js', at('pkg', 'index.js')),
      row('  of it, alone: wasm', part('wasm.bin')),
      row('  of it, alone: bindings', part('bindings.js')),
      row('  of it, alone: facade', part('facade.js')),
    ]),
  );
  console.log(`\n${table([['peers', 'brotli-11'], ...PEERS.map(([name, size]) => [name, grouped(size)])])}\n`);

  if (process.argv.includes('--record')) {
    writeFileSync(BUDGET, `${JSON.stringify({ brotli: total }, null, 2)}\n`);
    done(`${grouped(total)} B recorded as the budget. Say in the commit what the bytes buy.`);
  }
  const { brotli: budget } = JSON.parse(readFileSync(BUDGET, 'utf8'));
  if (total > budget) {
    throw new Failure(
      `${grouped(total)} B is ${grouped(total - budget)} B over the budget of ${grouped(budget)} B.`,
      'Find what grew (twiggy top target/package/voisnap_bg.wasm), or, when it is worth it: npm run size -- --record',
    );
  }
  done(`${grouped(total)} B of a budget of ${grouped(budget)} B (aim ${grouped(AIM)}, bar ${grouped(BAR)}: ${total > BAR ? `${grouped(total - BAR)} B over it` : 'held'}).`);
});
