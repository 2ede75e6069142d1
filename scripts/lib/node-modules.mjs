// npm's side of the set-up.
import { readFileSync } from 'node:fs';
import { Failure, step } from './log.mjs';
import { at } from './paths.mjs';
import { must } from './run.mjs';

const packages = file => JSON.parse(readFileSync(at(file), 'utf8')).packages;

/**
 * Does node_modules hold what package-lock.json says? Compared by version, because times and whole files differ between
 * a clone, an unpacked archive and a restored cache.
 */
const upToDate = () => {
  let installed;
  try {
    installed = packages('node_modules/.package-lock.json');
  } catch {
    return false; // no node_modules, or none that npm made
  }
  return Object.entries(packages('package-lock.json')).every(
    // The optional ones are other platforms' binaries; the one for this machine comes with its parent.
    ([path, { version, optional }]) => path === '' || (installed[path] ? installed[path].version === version : optional),
  );
};

/** Runs `npm ci` when node_modules is missing or stale. */
export const needNodeModules = async () => {
  if (upToDate()) return;
  step('Installing npm packages');
  await must('npm', ['ci'], { remedy: 'npm’s message above says why. Is the network there?' });
  if (!upToDate()) throw new Failure('node_modules does not hold what package-lock.json names.', 'Was npm run with --omit=dev or NODE_ENV=production? Unset it.');
};

/** Which Node this needs, from package.json's engines. */
export const needNode = () => {
  const { node } = JSON.parse(readFileSync(at('package.json'), 'utf8')).engines;
  const [least] = /\d+\.\d+/.exec(node);
  // Compared as numbers: 20.9 is older than 20.19.
  const [[major, minor], [leastMajor, leastMinor]] = [process.versions.node, least].map(version => version.split('.').map(Number));
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    throw new Failure(`Node ${least} or newer is needed, and this is ${process.versions.node}.`, 'Install it (nodejs.org, or your system’s package).');
  }
};
