// The stages of `npm test`, in order: quick ones first, then what needs browsers.
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cargoCounts, jestCounts, nodeCounts, total, verdict, vitestCounts } from './counts.mjs';
import { buildEmulator, startEmulator } from './emulator.mjs';
import { at } from './paths.mjs';
import { must, stream } from './run.mjs';
import { needSdk } from './sdk.mjs';
import { keepReferenceHubs } from '../../tests/support/keeper.mjs';
import { hasReferenceHub } from '../../tests/support/paths.mjs';

/** Longer than any stage takes on two slow cores from nothing; a run that hangs ends, and says which stage did. */
const STAGE_LIMIT_MS = 40 * 60_000;

const run = (command, args, env) => stream(command, args, { env, keep: true, limitMs: STAGE_LIMIT_MS });

/** A check has no tests to count: it holds or it is one failure. */
const checkIn = async (env, command, ...args) => {
  const { code } = await run(command, args, env);
  return { passed: 0, failed: code ? 1 : 0, skipped: 0, note: code ? '' : 'holds', isCheck: true };
};

const check = (command, ...args) => checkIn({}, command, ...args);

const testFiles = folder => {
  try {
    return readdirSync(at(folder))
      .filter(name => name.endsWith('.test.mjs'))
      .map(name => join(folder, name));
  } catch {
    return [];
  }
};

/**
 * Calls wait for networks, limits and speech more than they compute: with this many files at once (two browsers each)
 * two cores have enough to do, and a call still keeps the times that its test gives it.
 */
const FILES_OF_CALLS_AT_ONCE = 3;

/** Node's own runner on the files of a folder; named one by one, because what a folder means differs between its versions. */
const nodeTests = async (folder, env, filesAtOnce = 1) => {
  const files = testFiles(folder);
  if (!files.length) return verdict(0, { passed: 0, failed: 0, skipped: 0 });
  const { code, output } = await run('node', ['--test', '--test-reporter=spec', `--test-concurrency=${filesAtOnce}`, ...files], env);
  return verdict(code, nodeCounts(output));
};

/** Done once, however many stages need it. */
const once = work => {
  let result;
  return () => (result ??= work());
};

const builtEmulator = once(buildEmulator);
const builtSdk = once(needSdk);

/** A port that is free now, and the same in each run if it can be: the wasm tests are compiled with it. */
const freePort = preferred =>
  new Promise((resolve, reject) => {
    const take = port => {
      const server = createServer();
      server.once('error', error => (port ? take(0) : reject(error)));
      server.listen(port, '127.0.0.1', () => {
        const taken = server.address().port;
        server.close(() => resolve(taken));
      });
    };
    take(preferred);
  });

/** The projects of Jest, each with the environment that its way to load modules needs. */
const JEST = { 'ES modules': { NODE_OPTIONS: '--experimental-vm-modules' }, CommonJS: {} };

/** What a stage says when it left tests out. */
const WITHOUT_REFERENCE = 'skipped: there is no reference hub beside the repository';

/** wasm-bindgen's tests of a crate in one real browser; `args` are cargo's, `env` names the browsers and the servers. */
const wasmTestsIn = async (browser, crate, args, env) => {
  const driver = browser === 'chrome' ? ['--chromedriver', env.CHROMEDRIVER] : [];
  const { code, output } = await run(
    'wasm-pack',
    ['test', '--mode', 'no-install', '--headless', `--${browser}`, ...driver, crate, ...args],
    // For a whole binary's tests, in seconds; its own default is short for a busy machine.
    { ...env, WASM_BINDGEN_TEST_TIMEOUT: '300' },
  );
  return verdict(code, cargoCounts(output));
};

/** The crate's own tests, with an emulator and, where it is, the reference hub to talk to; and the example's, in one browser. */
const wasmTests = async (browsers, { env }) => {
  await builtEmulator();
  const emulator = await startEmulator(['--port', String(await freePort(5169)), '--quiet']);
  const keeper = hasReferenceHub ? await keepReferenceHubs(await freePort(5179)) : undefined;
  const servers = {
    ...env,
    VOISNAP_EMULATOR_URL: emulator.url.replace(/\/$/, ''),
    ...(keeper && { VOISNAP_REFERENCE_URL: keeper.url }),
  };
  const tests = ['--lib', '--test', 'browser', '--test', 'machine', ...(keeper ? ['--', '--include-ignored'] : [])];
  try {
    // At once: they wait for speech and limits more than they compute.
    const results = await Promise.all(browsers.map(browser => wasmTestsIn(browser, '.', tests, servers)));
    results.push(await wasmTestsIn(browsers[0], 'examples/web-app', [], servers));
    const counts = total(results);
    return { ...counts, note: counts.note || (keeper ? '' : WITHOUT_REFERENCE) };
  } finally {
    await keeper?.stop();
    await emulator.stop();
  }
};

const cargoTests = async (...args) => {
  const { code, output } = await run('cargo', ['test', '--no-fail-fast', ...args]);
  return verdict(code, cargoCounts(output));
};

/** The crate's native tests. Those that need the reference hub are ignored by cargo's own reckoning, and run where it is. */
const nativeTests = async () => {
  const crate = ['--package', 'voisnap-webrtc'];
  const result = await cargoTests(...crate);
  if (!hasReferenceHub) return { ...result, note: result.note || WITHOUT_REFERENCE };
  const reference = await cargoTests(...crate, '--test', 'reference', '--', '--ignored');
  const { passed, failed } = reference;
  return {
    passed: result.passed + passed,
    failed: result.failed + failed,
    // None was skipped where the others did not even compile.
    skipped: Math.max(0, result.skipped - passed - failed),
    note: result.note || reference.note,
  };
};

const LINTS = {
  format: () => check('cargo', 'fmt', '--all', '--check'),
  // As a user's build has it: without the development dependencies, whose features can hide what the crate itself lacks.
  'as-dependency': () => check('cargo', 'clippy', '--package', 'voisnap-webrtc', '--', '-D', 'warnings'),
  'as-dependency-wasm': () => check('cargo', 'clippy', '--package', 'voisnap-webrtc', '--target', 'wasm32-unknown-unknown', '--', '-D', 'warnings'),
  clippy: () => check('cargo', 'clippy', '--package', 'voisnap-webrtc', '--all-targets', '--', '-D', 'warnings'),
  // In the profile it is built with anyway, or its dependencies would be built twice.
  'clippy-emulator': () => check('cargo', 'clippy', '--package', 'voisnap-emulator', '--profile', 'emulator', '--all-targets', '--', '-D', 'warnings'),
  'clippy-wasm': () => check('cargo', 'clippy', '--package', 'voisnap-webrtc', '--target', 'wasm32-unknown-unknown', '--all-features', '--all-targets', '--', '-D', 'warnings'),
  'example-app': () => check('cargo', 'clippy', '--package', 'voisnap-web-app', '--target', 'wasm32-unknown-unknown', '--all-targets', '--', '-D', 'warnings'),
  docs: () => checkIn({ RUSTDOCFLAGS: '-D warnings' }, 'cargo', 'doc', '--package', 'voisnap-webrtc', '--no-deps', '--target', 'wasm32-unknown-unknown'),
  // Its warnings are errors: a link that leads nowhere, a type that is used and not exported.
  reference: () => check('node', 'scripts/docs.mjs'),
  types: () => check('tsc', '--project', 'tests/facade/tsconfig.json'),
};

/** The linters, which need no browser: `npm run lint`. */
export const LINT_NAMES = Object.keys(LINTS);

/**
 * name -> what runs it. Each gives its counts, and gets `{ env }`, which names the browsers.
 * @type {Record<string, (context: { env: Record<string, string> }) => Promise<import('./counts.mjs').Counts & { note: string, isCheck?: true }>>}
 */
export const STAGES = {
  ...LINTS,
  native: nativeTests,
  'native-emulator': () => cargoTests('--package', 'voisnap-emulator', '--profile', 'emulator'),
  tooling: () => nodeTests('tests/tooling'),
  facade: () => nodeTests('tests/facade'),
  'docs-pages': () => nodeTests('tests/docs'),
  build: async () => {
    await builtSdk();
    return check('node', 'scripts/size.mjs');
  },
  package: async ({ env }) => {
    await builtEmulator();
    await builtSdk();
    return nodeTests('tests/package', env);
  },
  frameworks: async () => {
    await builtSdk();
    const vitest = await run('vitest', ['run', '--config', 'tests/frameworks/vitest.config.mjs']);
    const results = [verdict(vitest.code, vitestCounts(vitest.output))];
    for (const [project, env] of Object.entries(JEST)) {
      const { code, output } = await run('jest', ['--config', 'tests/jest/jest.config.mjs', '--selectProjects', project], env);
      results.push(verdict(code, jestCounts(output)));
    }
    return total(results);
  },
  wasm: context => wasmTests(['chrome', 'firefox'], context),
  emulator: async ({ env }) => {
    await builtEmulator();
    return nodeTests('tests/emulator', env);
  },
  compare: async ({ env }) => {
    await builtEmulator();
    await must('cargo', ['build', '--package', 'voisnap-webrtc', '--example', 'hub_client']);
    return nodeTests('tests/compare', env);
  },
  examples: async ({ env }) => {
    await builtEmulator();
    await builtSdk();
    return nodeTests('tests/examples', env);
  },
  e2e: async ({ env }) => {
    await builtEmulator();
    await builtSdk();
    return nodeTests('tests/e2e', env, FILES_OF_CALLS_AT_ONCE);
  },
};
