// The set-up on machines that lack something: a copy of the scripts, and a PATH that holds only what the test puts there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RUST = /channel = "(.+)"/.exec(readFileSync(join(ROOT, 'rust-toolchain.toml'), 'utf8'))[1];
const BINDGEN = /name = "wasm-bindgen"\nversion = "(.+)"/.exec(readFileSync(join(ROOT, 'Cargo.lock'), 'utf8'))[1];

const machines = [];
after(() => machines.forEach(folder => rmSync(folder, { recursive: true })));

let machine;
let bin;

/** Puts a program on the machine's PATH: a shell script that notes its arguments, then does `body`. */
const program = (name, body = '') => {
  const file = join(bin, name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${machine}/log"\n${body}\n`);
  chmodSync(file, 0o755);
};

/** A program that only says its version. */
const tool = (name, version) => program(name, `echo "${name} ${version}"`);

/** What was run, without the questions for versions. */
const done = () => readFileSync(join(machine, 'log'), 'utf8').split('\n').filter(line => line && !/ (--version|-V|--print .*)$/.test(line));

const run = (...args) => {
  writeFileSync(join(machine, 'log'), '');
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: bin, HOME: machine, CARGO_HOME: join(machine, 'cargo') },
  });
  return { status, text: stdout + stderr };
};

/** Everything, as for the tests. */
const setup = () => run(join(machine, 'scripts', 'setup.mjs'));

/** What `npm run build` asks for, and with `{ stable: true }` `npm start`. */
const setupToBuild = (options = {}) =>
  run('--input-type=module', '--eval', `import { prepareToBuild } from '${join(machine, 'scripts', 'lib', 'prepare.mjs')}'; await prepareToBuild(${JSON.stringify(options)});`);

/** Cargo as it is here: `install` leaves programs of the wanted version, for the crates this project installs. */
const CARGO = `case "$1" in
  --version | clippy | fmt) echo cargo ;;
  install)
    mkdir -p "$3/bin"
    for word in "$@"; do
      case "$word" in
        wasm-bindgen-cli@*) names="wasm-bindgen wasm-bindgen-test-runner"; version="\${word#*@}" ;;
        *@*) names="\${word%@*}"; version="\${word#*@}" ;;
      esac
    done
    for name in $names; do printf '#!/bin/sh\\necho "%s %s"\\n' "$name" "$version" > "$3/bin/$name"; chmod 755 "$3/bin/$name"; done ;;
  *) exit 1 ;;
esac`;

/** Where the toolchain's `rust-src` leaves the standard library. */
const LIBRARY = () => join(machine, 'lib', 'rustlib', 'src', 'rust', 'library');

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'voisnap-setup-'));
  machines.push(machine);
  bin = join(machine, 'bin');
  mkdirSync(bin);
  for (const name of ['scripts', 'package.json', 'package-lock.json', 'rust-toolchain.toml', 'Cargo.lock']) {
    cpSync(join(ROOT, name), join(machine, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(machine, 'node_modules'));
  for (const name of ['mkdir', 'chmod', 'env']) symlinkSync(`/usr/bin/${name}`, join(bin, name));
  // A machine that has everything; each test takes something away.
  mkdirSync(join(machine, 'wasm32'));
  mkdirSync(LIBRARY(), { recursive: true });
  writeFileSync(join(LIBRARY(), 'Cargo.lock'), '');
  program('cargo', CARGO);
  program('rustup', '[ "$1" = --version ] && echo rustup; [ "$1 $2" = "target add" ] && mkdir "' + join(machine, 'wasm32') + '"; true');
  program('rustc', `[ "$1" = --version ] && echo "rustc ${RUST} (abc 2026-01-01)"; [ "$2" = target-libdir ] && echo "${join(machine, 'wasm32')}"; [ "$2" = sysroot ] && echo "${machine}"; true`);
  tool('wasm-pack', '0.15.1');
  tool('wasm-bindgen', BINDGEN);
  tool('wasm-bindgen-test-runner', BINDGEN);
  tool('geckodriver', '0.37.1 (abc 2026-01-01)');
  tool('chromium', '156.0.1');
  tool('chromedriver', '156.0.1');
  tool('firefox', '153.7');
});

const remove = (...names) => names.forEach(name => rmSync(join(bin, name)));

test('with everything there, nothing is installed', () => {
  const { status, text } = setup();
  assert.equal(status, 0, text);
  assert.deepEqual(done(), []);
});

test('without Rust it says how to get it', () => {
  remove('cargo', 'rustup', 'rustc');
  const { status, text } = setup();
  assert.equal(status, 1);
  assert.match(text, /Rust is not installed[^]*rustup/);
  assert.doesNotMatch(text, /at .*\.mjs:\d+/, 'no stack');
});

test('another Rust than the pinned one is named', () => {
  remove('rustup');
  tool('rustc', '1.70.0 (abc 2023-01-01)');
  const { status, text } = setup();
  assert.equal(status, 1);
  assert.match(text, new RegExp(`Rust ${RUST} is needed, and this is "rustc 1.70.0`));
});

test('the wasm target is added with rustup', () => {
  rmSync(join(machine, 'wasm32'), { recursive: true });
  assert.equal(setup().status, 0);
  assert.deepEqual(done(), ['rustup target add wasm32-unknown-unknown']);
});

test('the wasm target without rustup: it says what to install', () => {
  rmSync(join(machine, 'wasm32'), { recursive: true });
  remove('rustup');
  const { status, text } = setup();
  assert.equal(status, 1);
  assert.match(text, /wasm32-unknown-unknown target is missing/);
});

test('what rustup left out of the toolchain is added', () => {
  rmSync(LIBRARY(), { recursive: true });
  program('cargo', CARGO.replace('| clippy | fmt', ''));
  assert.equal(setup().status, 0);
  assert.deepEqual(
    done().filter(line => line.startsWith('rustup')),
    ['rustup component add rust-src', 'rustup component add clippy', 'rustup component add rustfmt'],
  );
});

test('the standard library’s source without rustup: it says what to install', () => {
  rmSync(LIBRARY(), { recursive: true });
  remove('rustup');
  const { status, text } = setup();
  assert.equal(status, 1);
  assert.match(text, /standard library source is missing[^]*rust-src/);
});

test('npm start needs neither the standard library’s source nor what only the tests use', () => {
  remove('wasm-pack', 'geckodriver', 'chromium', 'chromedriver', 'firefox', 'rustup');
  rmSync(LIBRARY(), { recursive: true });
  const { status, text } = setupToBuild({ stable: true });
  assert.equal(status, 0, text);
  assert.deepEqual(done(), []);
});

test('without the linters and without rustup it builds, and the tests say what to install', () => {
  remove('rustup');
  program('cargo', CARGO.replace('| clippy | fmt', ''));
  assert.equal(setupToBuild().status, 0);
  const { status, text } = setup();
  assert.equal(status, 1);
  assert.match(text, /clippy is missing[^]*rust-clippy/);
});

test('missing and wrong tools are built into .tools/ in the pinned versions, once', () => {
  remove('wasm-pack', 'geckodriver');
  tool('wasm-bindgen', '0.2.99');
  const { status, text } = setup();
  assert.equal(status, 0, text);
  const installs = done();
  assert.equal(installs.length, 3);
  assert.match(installs[1], /^cargo install --root .*\.tools --force wasm-pack@0\.15\.1 .*--locked$/);
  assert.match(installs[0], new RegExp(`^cargo install .* wasm-bindgen-cli@${BINDGEN.replaceAll('.', '\\.')} -j \\d+ --no-default-features$`), 'the library’s version, without --locked');
  assert.match(installs[2], /^cargo install .* geckodriver@0\.37\.1 .*--locked$/);
  assert.ok(existsSync(join(machine, '.tools', 'bin', 'wasm-pack')));
  assert.equal(setup().status, 0);
  assert.deepEqual(done(), [], 'the second time they are found');
});

test('cargo binstall is preferred where it is installed', () => {
  remove('wasm-pack');
  program('cargo', `[ "$1" = binstall ] && [ "$2" != -V ] && set -- install --root "$4" "$5"\n${CARGO.replace('*) exit 1', 'binstall) echo 1.0 ;;\n  *) exit 1')}`);
  const { status, text } = setup();
  assert.equal(status, 0, text);
  assert.match(done().join('\n'), /^cargo binstall --no-confirm --root .*\.tools wasm-pack@0\.15\.1$/);
});

test('a tool that cannot be built says so, and how to do it by hand', () => {
  remove('wasm-pack');
  program('cargo', '[ "$1" = --version ] && echo cargo');
  const { status, text } = setup();
  assert.equal(status, 1);
  assert.match(text, /cargo install wasm-pack@0\.15\.1/);
});

test('missing browsers that cannot be installed are named with the command that would', () => {
  remove('chromium', 'chromedriver', 'firefox');
  const { status, text } = setup();
  assert.equal(status, 1);
  assert.match(text, /The tests need chromium, firefox, chromedriver\./);
  assert.match(text, /Install: (sudo apt-get install|brew install|your system)/);
});

test('missing browsers are installed with apt, and nothing else is', { skip: !existsSync('/etc/debian_version') && 'not a Debian' }, () => {
  remove('chromedriver', 'firefox');
  const browsers = ['chromedriver', 'firefox'].map(name => `printf '#!/bin/sh\\necho "${name} 156.0"\\n' > "${bin}/${name}"; chmod 755 "${bin}/${name}"`);
  program('apt-get', `case "$*" in *install*) ${browsers.join('; ')} ;; esac`);
  program('sudo', 'shift; exec "$@"');
  const { status, text } = setup();
  assert.equal(status, 0, text);
  const ran = done().filter(line => line.startsWith('apt-get'));
  assert.equal(ran.length, 2);
  assert.match(ran[0], /update$/);
  assert.match(ran[1], /install --no-install-recommends (firefox(-esr)? (chromium-driver|chromium-chromedriver))$/);
});

test('a chromedriver of another version is warned of', () => {
  tool('chromedriver', '120.0.1');
  const { status, text } = setup();
  assert.equal(status, 0);
  assert.match(text, /chromedriver 120 may not drive Chromium 156/);
});

test('npm ci runs when node_modules is missing or stale', () => {
  for (const name of ['rm', 'ln']) symlinkSync(`/usr/bin/${name}`, join(bin, name));
  program('npm', `rm -rf "${machine}/node_modules"; ln -s "${join(ROOT, 'node_modules')}" "${machine}/node_modules"`);
  for (const make of [() => {}, stale]) {
    rmSync(join(machine, 'node_modules'), { recursive: true });
    make();
    const { status, text } = setup();
    assert.equal(status, 0, text);
    assert.deepEqual(done(), ['npm ci']);
  }
});

/** What `npm ci` of an older lock file left. */
const stale = () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'node_modules', '.package-lock.json'), 'utf8'));
  lock.packages['node_modules/esbuild'].version = '0.1.0';
  mkdirSync(join(machine, 'node_modules'));
  writeFileSync(join(machine, 'node_modules', '.package-lock.json'), JSON.stringify(lock));
};
