// A file server for the tests' pages: one origin on localhost (a secure context), apart from the API's, so that CORS is always in play.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const types = {
  '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css',
  '.json': 'application/json', '.wasm': 'application/wasm', '.svg': 'image/svg+xml',
};

/**
 * @param {Record<string, string>} mounts path prefix -> folder, e.g. `{'/pkg': '…/pkg', '/': '…/tests/pages'}`; the longest prefix wins.
 * @param {{host?: string, charset?: string, headers?: Record<string, string>}} [options] `charset`: of every text, none where it is empty;
 *   `headers`: of every answer.
 * @returns {Promise<{origin: string, port: number, stop: () => Promise<void>}>}
 */
export async function serve(mounts, { host = 'localhost', charset = 'utf-8', headers = {} } = {}) {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const prefix = prefixes.find(prefix => path.startsWith(prefix));
    const relative = prefix && normalize(path.slice(prefix.length) || 'index.html').replace(/^\/+/, '');
    try {
      if (relative === undefined || relative.startsWith('..')) throw new Error('outside');
      const body = await readFile(join(mounts[prefix], relative));
      const type = types[extname(relative)] ?? 'application/octet-stream';
      const parameter = charset && type.startsWith('text/') ? `; charset=${charset}` : '';
      response.writeHead(200, { 'content-type': type + parameter, 'cache-control': 'no-cache', ...headers });
      response.end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  const { port } = server.address();
  return {
    origin: `http://${host}:${port}`, port,
    stop: () => new Promise(done => { server.close(done); server.closeAllConnections(); }),
  };
}
