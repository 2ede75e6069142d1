// ./testing, the hook and the element in Jest, over the built package, in both of Jest's ways to load modules: `npm test -- --only=frameworks`.
import { installPackage } from '../../scripts/lib/install-package.mjs';

installPackage();

const project = { testMatch: ['<rootDir>/*.test.js'], testEnvironment: 'jsdom' };

export default {
  // Nothing here waits for time, but a busy machine takes its own to load a React.
  testTimeout: 30_000,
  projects: [
    // Node's own modules, with NODE_OPTIONS=--experimental-vm-modules: nothing is transformed.
    { ...project, displayName: 'ES modules', transform: {} },
    // CommonJS, without that flag: what Babel and SWC make of an application's tests by default. The package is transformed with them.
    {
      ...project,
      displayName: 'CommonJS',
      transform: { '\\.js$': ['babel-jest', { plugins: ['@babel/plugin-transform-modules-commonjs'] }] },
      transformIgnorePatterns: ['/node_modules/(?!(\\.pnpm|@voisnap)/)'],
    },
  ],
};
