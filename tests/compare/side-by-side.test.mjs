// The official client and ours, side by side: the same inputs, the same server, and what is observed of each compared. A difference
// that is not declared (differences.mjs) fails, and so does a declared one that does not occur any more.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { hasReferenceHub } from '../support/paths.mjs';
import { conformance, webrtc } from './cases.mjs';
import { differences } from './differences.mjs';
import { Official } from './official.mjs';
import { Ours } from './ours.mjs';
import { startServer } from './servers.mjs';

const ABSENT = 'skipped: there is no reference hub beside the repository';
const seen = new Map();
let compared = 0;

describe('the documented hub, on the emulator', () => onServer('emulator', { webrtc }));
describe('the documented hub and the conformance hub, on ASP.NET Core', () => onServer('reference', { webrtc, conformance }, !hasReferenceHub && ABSENT));

function onServer(kind, hubs, skip = false) {
  let shared;
  before(async () => { if (!skip) shared = await startServer(kind); });
  after(() => shared?.stop());
  for (const [hub, cases] of Object.entries(hubs)) for (const [name, { only = kind, ...given }] of Object.entries(cases)) {
    if (only === kind) test(`${name}${hub === 'conformance' ? ' (conformance hub)' : ''}`, { timeout: 60_000, skip }, () => compare(kind, shared, hub, name, given));
  }
}

async function compare(kind, shared, hub, name, given) {
  const [official, ours] = [await observed(Official, kind, shared, hub, given), await observed(Ours, kind, shared, hub, given)];
  assert.deepEqual(Object.keys(official), Object.keys(ours));
  const wrong = [];
  for (const what of Object.keys(official)) {
    compared += 1;
    const declared = differences.find(difference => difference.case === name && difference.what === what);
    if (isDeepStrictEqual(official[what], ours[what])) {
      if (declared) wrong.push(`'${what}' is declared as a difference and is none: ${JSON.stringify(ours[what])}`);
    } else if (isDeepStrictEqual([official[what], ours[what]], [declared?.official, declared?.ours])) {
      seen.set(declared, [...(seen.get(declared) ?? []), kind]);
    } else {
      wrong.push(`'${what}' differs${declared ? ' in another way than declared' : ''}:\n  official ${JSON.stringify(official[what])}\n  ours     ${JSON.stringify(ours[what])}`);
    }
  }
  assert(!wrong.length, wrong.join('\n'));
}

/** Puts one client through a case, with a session of its own, and where the case harms the server with a server of its own. */
async function observed(Client, kind, shared, hub, { agent = 'agt_1', settings, server: options, run }) {
  const server = options ? await startServer(kind, options) : shared;
  try {
    const client = new Client({ ...await server.settings(hub, agent), ...settings });
    try {
      return structuredClone(await run(client, server));
    } finally {
      await client.dispose();
    }
  } finally {
    if (options) await server.stop();
  }
}

test('every declared difference was met', { skip: !hasReferenceHub && ABSENT }, () => {
  assert.deepEqual(differences.filter(difference => !seen.has(difference)), []);
});

after(() => {
  const row = cells => `| ${cells.join(' | ')} |`;
  const cell = value => [value].flat().join('; ');
  console.log(`\n${compared} observations compared. Different, and wanted so:\n`);
  console.log([row(['case', 'official', 'ours', 'why']), row(Array(4).fill('---'))].join('\n'));
  for (const [{ case: name, what, official, ours, why }, on] of seen) console.log(row([`${name}: ${what} (${on.join(', ')})`, cell(official), cell(ours), why]));
  console.log('');
});
