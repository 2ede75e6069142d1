// From the Rust crate to the publishable package in pkg/: cargo, wasm-bindgen, wasm-opt and esbuild, as they are.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import zopfli from '@gfx/zopfli';
import { build, transform } from 'esbuild';
import { PKG, at, environment } from './paths.mjs';
import { must } from './run.mjs';

const WORK = at('target', 'package');
const TEMPLATE = at('pkg-template');
const TARGET = 'wasm32-unknown-unknown';

/**
 * How the crate is compiled for publishing: with the standard library built for size, and a panic as a trap without a message,
 * which pkg-template/load/ turns into `internal_error`. The flags are unstable ones, which the pinned compiler takes
 * under RUSTC_BOOTSTRAP; what they save is in docs/size.md. `stable` builds do without.
 */
const FOR_SIZE = {
  args: ['-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'],
  env: {
    RUSTC_BOOTSTRAP: '1',
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: '-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Zmir-opt-level=3',
    CARGO_TARGET_DIR: at('target', 'small'), // the flags would otherwise rebuild what tests and linters share
  },
};
const STABLE = { args: [], env: { CARGO_TARGET_DIR: at('target') } };

/** What the wasm32 target of the pinned Rust emits, one by one: Chromium refuses a file that is marked with every feature. */
const FEATURES = ['bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'];

/**
 * Compiles the crate and binds it to JavaScript: leaves `voisnap_bg.js`, `voisnap_bg.wasm` (with names), `voisnap.wasm` and what
 * that calls its imports and exports, `names.json`, in WORK.
 */
const compile = async ({ args, env }) => {
  await must('cargo', ['rustc', '--package', 'voisnap-webrtc', '--lib', '--crate-type', 'cdylib', '--features', 'js', '--release', '--target', TARGET, ...args], { env });
  // The `bundler` target's glue is handed the wasm's exports, so that load/instance.js can watch them for traps.
  const crate = join(env.CARGO_TARGET_DIR, TARGET, 'release', 'voisnap_webrtc.wasm');
  await must('wasm-bindgen', ['--target', 'bundler', '--no-typescript', '--out-dir', WORK, '--out-name', 'voisnap', crate]);
  const features = FEATURES.map(name => `--enable-${name}`);
  const strip = ['--strip-debug', '--strip-producers', '--strip-target-features'];
  // Functions with one caller stay apart unless they are tiny, and like expressions are not shared within a function: the file is
  // larger, and what is sent smaller (docs/size.md).
  const size = ['-Oz', '--converge', '--one-caller-inline-max-function-size=20', '--skip-pass=local-cse'];
  const optimized = join(WORK, 'voisnap_opt.wasm');
  await must('wasm-opt', [...size, '-mvp', ...features, ...strip, join(WORK, 'voisnap_bg.wasm'), '-o', optimized]);
  // wasm-bindgen's names of imports end with a hash each, which no compression makes smaller (docs/size.md).
  const minify = ['--minify-imports-and-exports-and-modules', ...features, optimized, '-o', join(WORK, 'voisnap.wasm')];
  await writeFile(join(WORK, 'names.json'), execFileSync('wasm-opt', minify, { env: environment() }));
};

/**
 * Everything that is shipped is ASCII (esbuild's default), so that no page's encoding matters, and ES2020, so that a browser
 * without WebRTC or WebAssembly gets as far as the error that says so.
 */
const bundle = options =>
  build({ bundle: true, minify: true, format: 'esm', target: 'es2020', platform: 'browser', legalComments: 'none', logLevel: 'warning', ...options });

/**
 * The glue keeps its state in module variables: as a function, each instance of the wasm gets its own. It knows imports and exports
 * by wasm-bindgen's names, voisnap.wasm by the short ones of names.json.
 */
const writeGlue = async () => {
  const names = JSON.parse(await readFile(join(WORK, 'names.json'), 'utf8'));
  // wasm-opt gives every import the module 'a'.
  const imports = names.imports.map(([, name, short]) => `${short}: glue.${name}`);
  await bundle({
    stdin: {
      contents: `
        import * as glue from './voisnap_bg.js';
        export { Call, __wbg_set_wasm } from './voisnap_bg.js';
        export const imports = { a: { ${imports} } };
        export const exportNames = ${JSON.stringify(Object.fromEntries(names.exports.map(([name, short]) => [short, name])))};`,
      resolveDir: WORK,
    },
    format: 'iife',
    globalName: 'glue',
    banner: { js: 'export const createGlue = () => {' },
    footer: { js: 'return glue; };' },
    outfile: join(WORK, 'glue.js'),
  });
};

/** The sheet of `<voisnap-call>`, which its modules hold as text. */
const writeSheet = async () => {
  const { code } = await transform(await readFile(join(TEMPLATE, 'element', 'element.css')), { loader: 'css', minify: true, target: ['chrome105', 'firefox110', 'safari16'] });
  await writeFile(join(WORK, 'element.css'), code);
};

const EMBEDDED = './load/embedded.js';

/** The classic script for pages without a build, with everything in it. */
const SCRIPT = 'voisnap-webrtc.min.js';

/** What a page's `<script>` may name as `integrity`, so that it runs this very file only. */
export const integrityOfScript = async () => `sha384-${createHash('sha384').update(await readFile(join(PKG, SCRIPT))).digest('base64')}`;

/** The default entry stays a file of its own, from whichever folder it is imported: all entries are beside it. */
const indexIsExternal = {
  name: 'index-is-external',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\.?\/index\.js$/ }, () => ({ path: './index.js', external: true })),
};

/** What stands on the default entry, which a page then has once. `react` is the application's own. */
const OVER_INDEX = { entryPoints: ['element.js', 'react.js', 'testing.js'], plugins: [indexIsExternal], external: ['react'] };

/** Bundles the entries over what the build made. */
const writeEntries = async outdir => {
  const shared = {
    outdir,
    outbase: TEMPLATE,
    absWorkingDir: TEMPLATE,
    sourcemap: true,
    alias: {
      'build:glue': join(WORK, 'glue.js'),
      'build:voisnap.wasm.gz': join(WORK, 'voisnap.wasm.gz'),
      'build:element.css': join(WORK, 'element.css'),
    },
    loader: { '.gz': 'base64', '.css': 'text' },
  };
  await bundle({ ...shared, entryPoints: ['index.js'], external: [EMBEDDED] });
  await bundle({ ...shared, entryPoints: ['inline.js', 'slim.js'] });
  // Without a map: it is the WebAssembly and generated code.
  await bundle({ ...shared, entryPoints: [EMBEDDED], sourcemap: false });
  await bundle({ ...shared, ...OVER_INDEX });
  const { outdir: _, ...script } = shared;
  await bundle({ ...script, entryPoints: ['script.js'], outfile: join(outdir, SCRIPT), format: 'iife' });
};

/** What load/embedded.js holds. For publishing it is packed by Zopfli, which any gzip reads and which takes seconds (docs/size.md). */
const writeGzip = async stable => {
  const wasm = await readFile(join(WORK, 'voisnap.wasm'));
  await writeFile(join(WORK, 'voisnap.wasm.gz'), stable ? gzipSync(wasm) : await zopfli.gzipAsync(wasm, { numiterations: 15 }));
};

/** The crate's version, which is the package's. */
const version = () => {
  const { packages } = JSON.parse(execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1'], { env: environment(), encoding: 'utf8', cwd: at() }));
  return packages.find(({ name }) => name === 'voisnap-webrtc').version;
};

/** What types/ has for the package's own code. */
const INTERNAL_TYPES = ['build.d.ts', 'wasm.d.ts'];

/** Builds the package into pkg/, whole or not at all. `stable`: with the stable compiler's own standard library. */
export const buildPackage = async ({ stable = false } = {}) => {
  await mkdir(WORK, { recursive: true });
  await compile(stable ? STABLE : FOR_SIZE);
  await writeGlue();
  await writeGzip(stable);
  await writeSheet();
  const fresh = join(WORK, 'pkg');
  await rm(fresh, { recursive: true, force: true });
  await writeEntries(fresh);
  const manifest = JSON.parse(await readFile(join(TEMPLATE, 'package.json'), 'utf8'));
  await writeFile(join(fresh, 'package.json'), `${JSON.stringify({ ...manifest, version: version() }, null, 2)}\n`);
  for (const name of await readdir(join(TEMPLATE, 'types'))) if (!INTERNAL_TYPES.includes(name)) await cp(join(TEMPLATE, 'types', name), join(fresh, name));
  await cp(join(TEMPLATE, 'README.md'), join(fresh, 'README.md'));
  for (const name of ['CHANGELOG.md', 'LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE']) await cp(at(name), join(fresh, name));
  await cp(join(WORK, 'voisnap.wasm'), join(fresh, 'voisnap.wasm'));
  await rm(PKG, { recursive: true, force: true });
  await rename(fresh, PKG);
};
