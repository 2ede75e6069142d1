// npm run size: what a page loads by each entry, to the byte, beside other SDKs and against the budgets of size-budget.json.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Failure, done, main, table } from './lib/log.mjs';
import { PKG, at, environment } from './lib/paths.mjs';
import { prepareToBuild } from './lib/prepare.mjs';
import { needSdk } from './lib/sdk.mjs';
import { join } from 'node:path';

/** What a page loads at import (`eager`) and with the first call (`lazy`). */
const ENTRIES = {
  '.': { eager: ['index.js'], lazy: ['load/embedded.js'] },
  './inline': { eager: ['inline.js'], lazy: [] },
  './slim': { eager: ['slim.js'], lazy: ['voisnap.wasm'] },
  'the script tag': { eager: ['voisnap-webrtc.min.js'], lazy: [] },
  // On top of the default entry.
  './element': { eager: ['element.js'], lazy: [] },
  './react': { eager: ['react.js'], lazy: [] },
  './testing': { eager: ['testing.js'], lazy: [] },
};

/** What else a page could load, brotli 11, all of it at import, measured on 23 November 2026. */
const PEERS = [
  ['the documented sample with @microsoft/signalr 10.0.11 (no call logic)', 13_532],
  ['@twilio/voice-sdk 2.18.5', 40_465],
  ['@telnyx/webrtc 2.27.10', 63_427],
  ['@vapi-ai/web 2.7.1 (and what it fetches)', 70_455],
  ['livekit-client 2.23.0', 124_535],
  ['@elevenlabs/client 1.25.0', 138_342],
  ['@openai/agents-realtime 0.20.0', 291_684],
];

const MEASURES = {
  'brotli 11': bytes =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length,
  'gzip 9': bytes => gzipSync(bytes, { level: 9 }).length,
  raw: bytes => bytes.length,
};
const grouped = number => number.toLocaleString('en-US');

/** The files' sizes by each measure, each file compressed for itself, as it is sent. */
const sizesOf = files => Object.values(MEASURES).map(measure => files.reduce((sum, name) => sum + measure(readFileSync(join(PKG, name))), 0));
const row = (name, files) => [name, ...sizesOf(files).map(grouped)];

await main(async () => {
  await prepareToBuild();
  await needSdk();
  const rows = Object.entries(ENTRIES).flatMap(([entry, { eager, lazy }]) => [
    row(`${entry}  at import: ${eager}`, eager),
    ...(lazy.length ? [row(`${' '.repeat(entry.length)}  with the first call: ${lazy}`, lazy), row(`${' '.repeat(entry.length)}  a whole call`, [...eager, ...lazy])] : []),
  ]);
  console.log(table([['', ...Object.keys(MEASURES)], ...rows]));
  const [packed] = JSON.parse(execFileSync('npm', ['pack', PKG, '--dry-run', '--json'], { encoding: 'utf8', env: environment(), stdio: ['ignore', 'pipe', 'ignore'] }));
  console.log(`\nnpm pack: ${grouped(packed.size)} B, ${grouped(packed.unpackedSize)} B unpacked, ${packed.entryCount} files, with source maps and types`);
  console.log(`\n${table([['peers', 'brotli 11'], ...PEERS.map(([name, size]) => [name, grouped(size)])])}\n`);

  const budgets = JSON.parse(readFileSync(at('size-budget.json'), 'utf8'));
  const over = [];
  for (const [entry, budget] of Object.entries(budgets)) {
    const { eager, lazy } = ENTRIES[entry];
    for (const [part, files] of Object.entries({ eager, call: [...eager, ...lazy] })) {
      const [size] = sizesOf(files);
      if (!budget[part]) continue;
      const isAimed = part === 'call' || !budget.call;
      const aim = isAimed && size > budget.aim ? `, and ${grouped(size - budget.aim)} B over the aim of ${grouped(budget.aim)} B` : '';
      const text = `${entry}, ${part === 'eager' ? 'at import' : 'a whole call'}: ${grouped(size)} B of a budget of ${grouped(budget[part])} B${aim}`;
      if (size > budget[part]) over.push(text);
      else done(text);
    }
  }
  if (over.length) throw new Failure(over.join('\n'), 'Find what grew: twiggy top target/package/voisnap_bg.wasm. A wider budget needs its reason in docs/size.md.');
});
