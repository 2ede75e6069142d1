// ./react on React 19 and 18, VoiceCall and the element in Vue, and ./testing in Vitest, over the built package: `npm test -- --only=frameworks`.
import vue from '@vitejs/plugin-vue';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { installPackage } from '../../scripts/lib/install-package.mjs';
import { root } from '../support/paths.mjs';

installPackage();

const folder = join(root, 'tests', 'frameworks');
/** Nothing here waits for time, but a busy machine takes its own to load a React. */
const patient = { testTimeout: 30_000 };
const jsdom = { ...patient, environment: 'jsdom', restoreMocks: true };

export default defineConfig({
  test: {
    projects: [
      // The package is loaded by Node itself, as from node_modules.
      { root: folder, test: { ...jsdom, name: 'React 19', include: ['react/*.test.jsx', 'react-19/*.test.jsx'] } },
      {
        root: folder,
        // All of React from the workspace that has React 18; for the package too, which Vite therefore loads as source.
        resolve: { alias: ['react', 'react-dom', '@testing-library/react'].map(name => ({ find: new RegExp(`^${name}(?=$|/)`), replacement: join(root, 'tests', 'react-18', 'node_modules', name) })) },
        test: { ...jsdom, name: 'React 18', include: ['react/*.test.jsx'], env: { REACT: '18' }, server: { deps: { inline: [/@voisnap\/webrtc/] } } },
      },
      {
        root: folder,
        plugins: [vue({ template: { compilerOptions: { isCustomElement: tag => tag === 'voisnap-call' } } })],
        test: { ...jsdom, name: 'Vue', include: ['vue/*.test.js'] },
      },
      ...['jsdom', 'node'].map(environment => ({ root: folder, test: { ...patient, name: `./testing in ${environment}`, environment, include: ['testing/*.test.js'] } })),
      // As it is where the package is linked, or listed in server.deps.inline: Vite loads it as source.
      { root: folder, test: { ...patient, name: './testing inlined', include: ['testing/install.test.js'], server: { deps: { inline: [/@voisnap\/webrtc/] } } } },
    ],
  },
});
