// What must be there before anything can be built or tested. Quick when all of it is.
import { needBrowsers } from './browsers.mjs';
import { needNode, needNodeModules } from './node-modules.mjs';
import { BUILD_TOOLS, TEST_TOOLS, needLinters, needRust, needRustSource, needTools } from './tools.mjs';

/**
 * For building and starting.
 * @param {{ stable?: boolean }} [options] `stable`: not for publishing (scripts/lib/package.mjs)
 */
export const prepareToBuild = async ({ stable = false } = {}) => {
  needNode();
  await needRust();
  if (!stable) await needRustSource();
  await needNodeModules();
  await needTools(BUILD_TOOLS);
};

/** For linting, which needs no browser. */
export const prepareToLint = async () => {
  await prepareToBuild();
  await needLinters();
};

/** For testing in browsers too; resolves with the environment that names them. */
export const prepareToTest = async () => {
  await prepareToLint();
  const env = await needBrowsers();
  await needTools(TEST_TOOLS);
  return env;
};
