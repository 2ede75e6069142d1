// The build's tools, each in exactly one version: found where it is, or built into .tools/.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Failure, done, step } from './log.mjs';
import { TOOLS, at } from './paths.mjs';
import { ask, must, stream } from './run.mjs';

const read = (file, pattern) => pattern.exec(readFileSync(at(file), 'utf8'))?.[1];

/**
 * The crate names it; the binary says its version. wasm-bindgen's tool must match the library to the digit, or it
 * refuses the file.
 */
const CARGO_TOOLS = {
  'wasm-pack': { version: () => '0.15.1', binaries: ['wasm-pack'], locked: true },
  'wasm-bindgen-cli': {
    version: () => read('Cargo.lock', /name = "wasm-bindgen"\nversion = "([^"]+)"/),
    binaries: ['wasm-bindgen', 'wasm-bindgen-test-runner'],
    // Its own lock file names a version of a certificate list that is not on every registry mirror.
    locked: false,
  },
  geckodriver: { version: () => '0.37.1', binaries: ['geckodriver'], locked: true },
};

/** What `npm start` and `npm run build` need, and what `npm test` needs besides. */
export const BUILD_TOOLS = ['wasm-pack', 'wasm-bindgen-cli'];
export const TEST_TOOLS = ['geckodriver'];

/** Is this Rust usable here: the pinned toolchain, and its wasm target? Installs both where rustup can. */
export const needRust = async () => {
  const channel = read('rust-toolchain.toml', /channel = "([^"]+)"/);
  const rustup = ask('rustup') !== undefined;
  if (ask('cargo') === undefined && !rustup) {
    throw new Failure('Rust is not installed.', 'Install it with rustup (see rust-lang.org/tools/install), open a new shell, and run this again.');
  }
  // Without a component of it, `rustc -V` through rustup fails, and this installs what rust-toolchain.toml lists.
  if (rustup && !ask('rustc')) {
    step(`Installing Rust ${channel}`);
    await must('rustup', ['toolchain', 'install', channel, '--profile', 'minimal'], { remedy: 'rustup could not install it. Is the network there?' });
  }
  const version = ask('rustc') ?? '';
  if (!version.startsWith(`rustc ${channel} `)) {
    throw new Failure(`Rust ${channel} is needed, and this is "${version}".`, `With rustup it is chosen by itself; without it, install ${channel}.`);
  }
  const target = 'wasm32-unknown-unknown';
  const present = () => existsSync(ask('rustc', ['--print', 'target-libdir', '--target', target]) ?? '');
  if (!present()) {
    if (!rustup) throw new Failure(`Rust’s ${target} target is missing.`, `Install your distribution’s package of it (Debian: libstd-rust-dev-wasm32), or use rustup.`);
    step(`Adding Rust’s ${target} target`);
    await must('rustup', ['target', 'add', target]);
  }
};

const hasVersion = (binary, version) => ask(binary)?.split(/\s+/).includes(version) ?? false;

const isThere = name => {
  const { binaries, version } = CARGO_TOOLS[name];
  return binaries.every(binary => hasVersion(binary, version()));
};

/** Makes sure of the named tools. */
export const needTools = async names => {
  for (const name of names.filter(name => !isThere(name))) {
    const { locked, version } = CARGO_TOOLS[name];
    const crate = `${name}@${version()}`;
    if (ask('cargo', ['binstall', '-V']) !== undefined) {
      step(`Fetching ${crate}`);
      await stream('cargo', ['binstall', '--no-confirm', '--root', TOOLS, crate]);
    }
    if (!isThere(name)) {
      step(`Building ${crate} into .tools/ (once; a few minutes)`);
      await must('cargo', ['install', '--root', TOOLS, '--force', crate, '-j', String(availableParallelism()), ...(locked ? ['--locked'] : [])], {
        // These tools wait for compilers and browsers: building them fast matters more than their speed.
        env: { CARGO_PROFILE_RELEASE_OPT_LEVEL: '1', CARGO_PROFILE_RELEASE_LTO: 'off', CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16' },
        remedy: `Without it, install it by hand: cargo install ${crate}`,
      });
    }
    if (!isThere(name)) throw new Failure(`${crate} was installed, but another version is found first on PATH.`, `Remove the other ${name}, or put .tools/bin first.`);
    done(`${crate} is there`);
  }
};
