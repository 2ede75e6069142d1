// From the Rust crate to the publishable package in pkg/.
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { asFactory } from './bindings.mjs';
import { toImage } from './image.mjs';
import { assemble } from '../../pkg-template/image.js';
import { Failure } from './log.mjs';
import { shorten } from './names.mjs';
import { withSortingNames } from './order.mjs';
import { PKG, at, environment } from './paths.mjs';
import { must } from './run.mjs';

/** What the wasm32 target of Rust 1.95 emits, one by one: a file with every feature is one that Chromium refuses. */
const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'].map(
  name => `--enable-${name}`,
);

const WORK = at('target', 'package');
const TEMPLATE = at('pkg-template');

/**
 * The standard library is built with the crate, for size and without panic messages, which nobody would read: a panic is
 * a trap here, and the facade tells it (pkg-template/loader.js). It saves a quarter of the wasm. The flags are unstable
 * ones, which the pinned compiler of rust-toolchain.toml takes under RUSTC_BOOTSTRAP.
 */
const STANDARD_LIBRARY = ['-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'];
const SMALL = {
  RUSTC_BOOTSTRAP: '1',
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: '-Zlocation-detail=none -Zfmt-debug=none -Zunstable-options -Cpanic=immediate-abort -Zmir-opt-level=4',
  // Its own folder: the flags would otherwise rebuild everything that tests and linters share.
  CARGO_TARGET_DIR: at('target', 'small'),
};

/** Compiles the crate and binds it to JavaScript; leaves `voisnap_bg.wasm` and `voisnap_bg.js` in WORK. */
const compile = () =>
  must(
    'wasm-pack',
    // no-install: wasm-pack must not fetch a wasm-bindgen of its own choice; setup made sure of the right one.
    ['build', '.', '--mode', 'no-install', '--target', 'bundler', '--release', '--no-typescript', '--no-pack', '--out-dir', WORK, '--out-name', 'voisnap', '--', ...STANDARD_LIBRARY],
    { env: SMALL, remedy: 'The compiler’s message above says why. `npm run setup` checks the tools.' },
  );

const wasmOpt = args => execFileSync('wasm-opt', ['-mvp', ...FEATURES, ...args], { env: environment(), encoding: 'utf8', cwd: WORK });

/** Shrinks the wasm, and sorts its functions. */
const optimise = async () => {
  // Functions with one caller stay functions unless they are tiny. Inlining them makes the file smaller (161,301 against
  // 164,548 B), but what is sent larger (60,309 against 57,284 B of brotli): like code ends up unlike its neighbours.
  const inlining = '--one-caller-inline-max-function-size=20';
  // Likewise: a local for what occurs twice, or a structure with a value, saves bytes here and there and makes each
  // place its own (44,087 against 43,645 B of brotli for 116,088 against 117,265 B).
  const skipped = ['--skip-pass=local-cse', '--skip-pass=simplify-locals'];
  // The first kilobyte is the far end of the stack, where no object lives: offsets fold into loads (39,924 -> 39,657 B).
  wasmOpt(['voisnap_bg.wasm', '-o', 'small.wasm', '-Oz', '--converge', inlining, ...skipped, '--low-memory-unused', '--strip-debug', '--strip-producers', '--strip-target-features']);
  await writeFile(join(WORK, 'named.wasm'), withSortingNames(await readFile(join(WORK, 'small.wasm'))));
  wasmOpt(['named.wasm', '-o', 'final.wasm', '--reorder-functions-by-name', '--strip-debug']);
  return readFile(join(WORK, 'final.wasm'));
};

/** Gives the two modules that pkg-template/wasm.js takes from the build. */
const made = modules => ({
  name: 'made',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^build:/ }, ({ path }) => ({ path, namespace: 'build' }));
    onLoad({ filter: /.*/, namespace: 'build' }, ({ path }) => ({ contents: modules[path], loader: 'js' }));
  },
});

/** Bundles and minifies the template over what the build made; the facade alone is measured this way too. */
const bundle = async modules => {
  const { outputFiles } = await build({
    entryPoints: [join(TEMPLATE, 'index.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    charset: 'utf8', // or it would write the image as escapes
    legalComments: 'none',
    write: false,
    plugins: [made(modules)],
    logLevel: 'warning',
  });
  return outputFiles[0].text;
};

const IMAGE = 'build:image';
const BINDINGS = 'build:bindings';

const imageModule = ({ text, ...numbers }) => `export default { text: "${text}", ...${JSON.stringify(numbers)} };`;

/** The crate's version, which is the package's. */
const version = () => {
  const { packages } = JSON.parse(execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1'], { env: environment(), encoding: 'utf8', cwd: at() }));
  return packages.find(({ name }) => name === 'voisnap-webrtc').version;
};

/** Builds the package into pkg/, whole or not at all, and keeps the parts of it for `npm run size`. */
export const buildPackage = async () => {
  await mkdir(WORK, { recursive: true });
  await compile();
  const { wasm, ...names } = shorten(await optimise());
  const bindings = asFactory(await readFile(join(WORK, 'voisnap_bg.js'), 'utf8'), names, path => readFileSync(join(WORK, path), 'utf8'));
  const image = toImage(wasm);
  const again = assemble(image);
  if (!WebAssembly.validate(again) || toImage(again).text !== image.text) throw new Failure('The wasm does not survive being sorted.', 'See scripts/lib/streams.mjs and pkg-template/image.js.');
  const index = await bundle({ [BINDINGS]: bindings, [IMAGE]: imageModule(image) });
  if (!index.includes(image.text)) throw new Failure('esbuild rewrote the wasm’s text.', 'See scripts/lib/image.mjs: it must come through as it is.');

  const fresh = join(WORK, 'pkg');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh);
  const manifest = JSON.parse(await readFile(join(TEMPLATE, 'package.json'), 'utf8'));
  await writeFile(join(fresh, 'index.js'), index);
  await writeFile(join(fresh, 'package.json'), `${JSON.stringify({ ...manifest, version: version() }, null, 2)}\n`);
  for (const name of ['index.d.ts', 'README.md']) await cp(join(TEMPLATE, name), join(fresh, name));
  for (const name of ['LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE']) await cp(at(name), join(fresh, name));
  await rm(PKG, { recursive: true, force: true });
  await rename(fresh, PKG);

  // For `npm run size`: what each part of index.js weighs, measured as it goes into it.
  const parts = {
    'wasm.bin': wasm,
    'bindings.js': (await transform(bindings, { minify: true, target: 'es2022' })).code,
    'facade.js': await bundle({ [BINDINGS]: 'export default 0', [IMAGE]: 'export default {}' }),
  };
  for (const [name, content] of Object.entries(parts)) await writeFile(join(WORK, name), content);
};
