// An example application on its development server, as `npm run example` starts it: a copy of its folder, so that a test can edit it.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vite';
import { installPackage } from '../../scripts/lib/install-package.mjs';
import { cache, root } from '../support/paths.mjs';

/**
 * @param {string} name the folder in examples/
 * @param {string} baseUrl where its Voisnap is
 */
export const startApp = async (name, baseUrl) => {
  installPackage();
  const folder = join(cache, `example-${name}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, 'examples', name), folder, { recursive: true, filter: path => !/node_modules|dist/.test(path.slice(root.length)) });
  process.env.VOISNAP_URL = baseUrl; // read by its token route and by its page
  const server = await createServer({ root: folder, logLevel: 'error', server: { port: 0 } });
  await server.listen();
  return {
    folder,
    url: server.resolvedUrls.local[0],
    /** Saves a changed file, as an editor does. */
    edit: (file, change) => writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8'))),
    stop: () => server.close(),
  };
};
