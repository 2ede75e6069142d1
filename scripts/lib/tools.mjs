// The build's tools, each in exactly one version: found where it is, or built into .tools/.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Failure, done, step } from './log.mjs';
import { TOOLS, at } from './paths.mjs';
import { must, outputOf, stream } from './run.mjs';

const read = (file, pattern) => pattern.exec(readFileSync(at(file), 'utf8'))?.[1];

/**
 * The crate names it; the binary says its version. wasm-bindgen's tool must match the library to the digit, or it
 * refuses the file.
 */
const CARGO_TOOLS = {
  'wasm-pack': { version: () => '0.15.1', binaries: ['wasm-pack'], args: ['--locked'] },
  'wasm-bindgen-cli': {
    version: () => read('Cargo.lock', /name = "wasm-bindgen"\nversion = "([^"]+)"/),
    binaries: ['wasm-bindgen', 'wasm-bindgen-test-runner'],
    // Its feature is TLS, for drivers that are not on this machine. Its own lock file names a version of a certificate list that
    // is not on every registry mirror.
    args: ['--no-default-features'],
  },
  geckodriver: { version: () => '0.37.1', binaries: ['geckodriver'], args: ['--locked'] },
};

/** What `npm start` and `npm run build` need, and what `npm test` needs besides. */
export const BUILD_TOOLS = ['wasm-bindgen-cli'];
export const TEST_TOOLS = ['wasm-pack', 'geckodriver'];

const TARGET = 'wasm32-unknown-unknown';

/** A path of the compiler’s own; nothing is there where it cannot say. */
const compilerPath = (...args) => outputOf('rustc', ['--print', ...args]) ?? '';

/**
 * What rust-toolchain.toml lists, checked one by one: a rustup that installs nothing by itself
 * (RUSTUP_AUTO_INSTALL=0), or a toolchain that was linked by hand, leaves parts of it out.
 */
const WASM_TARGET = {
  name: `${TARGET} target`,
  present: () => existsSync(compilerPath('target-libdir', '--target', TARGET)),
  add: ['target', 'add', TARGET],
  otherwise: 'Install your distribution’s package of it (Debian: libstd-rust-dev-wasm32)',
};

/** What is published is built with it (scripts/lib/package.mjs). */
const LIBRARY_SOURCE = {
  name: 'standard library source',
  present: () => existsSync(join(compilerPath('sysroot'), 'lib', 'rustlib', 'src', 'rust', 'library', 'Cargo.lock')),
  add: ['component', 'add', 'rust-src'],
  otherwise: 'Install your distribution’s package of it (Debian: rust-src)',
};

/** What only the linters need: nobody is kept from building by them. */
const LINTERS = [
  { name: 'clippy', command: 'clippy', debian: 'rust-clippy' },
  { name: 'rustfmt', command: 'fmt', debian: 'rustfmt' },
].map(({ name, command, debian }) => ({
  name,
  present: () => outputOf('cargo', [command, '--version']) !== undefined,
  add: ['component', 'add', name],
  otherwise: `Install your distribution’s package of it (Debian: ${debian})`,
}));

const hasRustup = () => outputOf('rustup') !== undefined;

const needParts = async parts => {
  for (const { name, add, otherwise } of parts.filter(({ present }) => !present())) {
    if (!hasRustup()) throw new Failure(`Rust’s ${name} is missing.`, `${otherwise}, or use rustup.`);
    step(`Adding Rust’s ${name}`);
    await must('rustup', add);
  }
};

/** Makes sure of the linters, where Rust is usable. */
export const needLinters = () => needParts(LINTERS);
export const needRustSource = () => needParts([LIBRARY_SOURCE]);

/** Is this Rust usable here: the pinned toolchain, with what the build needs of it? Installs both where rustup can. */
export const needRust = async () => {
  const channel = read('rust-toolchain.toml', /channel = "([^"]+)"/);
  const rustup = hasRustup();
  if (outputOf('cargo') === undefined && !rustup) {
    throw new Failure('Rust is not installed.', 'Install it with rustup (see rust-lang.org/tools/install), open a new shell, and run this again.');
  }
  // Without a component of it, `rustc -V` through rustup fails, and this installs what rust-toolchain.toml lists.
  if (rustup && !outputOf('rustc')) {
    step(`Installing Rust ${channel}`);
    await must('rustup', ['toolchain', 'install', channel, '--profile', 'minimal'], { remedy: 'rustup could not install it. Is the network there?' });
  }
  const version = outputOf('rustc') ?? '';
  if (!version.startsWith(`rustc ${channel} `)) {
    throw new Failure(`Rust ${channel} is needed, and this is "${version}".`, `With rustup it is chosen by itself; without it, install ${channel}.`);
  }
  await needParts([WASM_TARGET]);
};

const hasVersion = (binary, version) => outputOf(binary)?.split(/\s+/).includes(version) ?? false;

const isThere = name => {
  const { binaries, version } = CARGO_TOOLS[name];
  return binaries.every(binary => hasVersion(binary, version()));
};

/** Makes sure of the named tools. */
export const needTools = async names => {
  for (const name of names.filter(name => !isThere(name))) {
    const { args, version } = CARGO_TOOLS[name];
    const crate = `${name}@${version()}`;
    if (outputOf('cargo', ['binstall', '-V']) !== undefined) {
      step(`Fetching ${crate}`);
      await stream('cargo', ['binstall', '--no-confirm', '--root', TOOLS, crate]);
    }
    if (!isThere(name)) {
      step(`Building ${crate} into .tools/ (once; a few minutes)`);
      await must('cargo', ['install', '--root', TOOLS, '--force', crate, '-j', String(availableParallelism()), ...args], {
        // These tools wait for compilers and browsers: building them fast matters more than their speed.
        env: { CARGO_PROFILE_RELEASE_OPT_LEVEL: '1', CARGO_PROFILE_RELEASE_LTO: 'off', CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16' },
        remedy: `Without it, install it by hand: cargo install ${crate}`,
      });
    }
    if (!isThere(name)) throw new Failure(`${crate} was installed, but another version is found first on PATH.`, `Remove the other ${name}, or put .tools/bin first.`);
    done(`${crate} is there`);
  }
};
