// Chromium and Firefox for the tests: found, installed where the system allows, otherwise named with the command.
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { Failure, done, step, warn } from './log.mjs';
import { environment } from './paths.mjs';
import { must, outputOf } from './run.mjs';

const APPLICATIONS = '/Applications';

/** Where each is looked for, best first. The variables are what the tests themselves read. */
const WANTED = {
  chromium: {
    variable: 'VOISNAP_CHROMIUM',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', `${APPLICATIONS}/Google Chrome.app/Contents/MacOS/Google Chrome`, `${APPLICATIONS}/Chromium.app/Contents/MacOS/Chromium`],
  },
  firefox: { variable: 'VOISNAP_FIREFOX', names: ['firefox-esr', 'firefox', `${APPLICATIONS}/Firefox.app/Contents/MacOS/firefox`] },
  chromedriver: { variable: 'CHROMEDRIVER', names: ['chromedriver'] },
};

const PACKAGES = {
  debian: { chromium: 'chromium', chromedriver: 'chromium-driver', firefox: 'firefox-esr' },
  ubuntu: { chromium: 'chromium-browser', chromedriver: 'chromium-chromedriver', firefox: 'firefox' },
};
const CASKS = { chromium: 'google-chrome', chromedriver: 'chromedriver', firefox: 'firefox' };

/** The file of a program by name or path, or undefined. */
const locate = name => {
  const candidates = isAbsolute(name) ? [name] : environment().PATH.split(delimiter).map(folder => join(folder, name));
  return candidates.find(file => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
};

const find = ({ variable, names }) => process.env[variable] || names.map(locate).find(Boolean);

/** What there is: name -> file. */
const found = () => Object.fromEntries(Object.entries(WANTED).map(([name, wanted]) => [name, find(wanted)]));

const missingOf = there => Object.keys(WANTED).filter(name => !there[name]);

/** Debian, Ubuntu, or what is built on one of them; undefined elsewhere. */
const debianLike = () => {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return ['ubuntu', 'debian'].find(name => new RegExp(`^ID(_LIKE)?=.*\\b${name}\\b`, 'm').test(release));
  } catch {
    return undefined;
  }
};

/** How to become root without a prompt: nothing to do, sudo, or not at all. */
const asRoot = () => {
  if (process.getuid?.() === 0) return [];
  return outputOf('sudo', ['-n', 'true']) === undefined ? undefined : ['sudo', '-n'];
};

/** The command a person would type to install what is missing. */
const command = missing => {
  const system = debianLike();
  if (system) return `sudo apt-get install ${missing.map(name => PACKAGES[system][name]).join(' ')}`;
  if (process.platform === 'darwin') return `brew install --cask ${missing.map(name => CASKS[name]).join(' ')}`;
  return `your system’s packages of ${missing.join(', ')}; or name the files: ${missing.map(name => `${WANTED[name].variable}=/path`).join(' ')}`;
};

const major = file => /(\d+)\.\d+/.exec(outputOf(file) ?? '')?.[1];

/**
 * Makes sure of both browsers and chromedriver (geckodriver is one of the cargo tools).
 * @returns {Promise<Record<string, string>>} the environment that names them for the tests
 */
export const needBrowsers = async () => {
  let there = found();
  const missing = missingOf(there);
  const prefix = missing.length && debianLike() && locate('apt-get') ? asRoot() : undefined;
  if (prefix) {
    step(`Installing ${missing.join(', ')}`);
    const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y'];
    const remedy = `Install them by hand: ${command(missing)}`;
    await must(apt[0], [...apt.slice(1), 'update'], { remedy });
    await must(apt[0], [...apt.slice(1), 'install', '--no-install-recommends', ...missing.map(name => PACKAGES[debianLike()][name])], { remedy });
    there = found();
    done(`${missing.join(', ')} installed`);
  }
  const still = missingOf(there);
  if (still.length) throw new Failure(`The tests need ${still.join(', ')}.`, `Install: ${command(still)}`);
  if (major(there.chromium) !== major(there.chromedriver)) {
    warn(`chromedriver ${major(there.chromedriver)} may not drive Chromium ${major(there.chromium)}: they should have the same version.`);
  }
  return Object.fromEntries(Object.entries(WANTED).map(([name, { variable }]) => [variable, there[name]]));
};
