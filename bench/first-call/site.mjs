// The web servers of first-call.mjs, in the server's namespace: the customer's own, and a CDN on another origin. Both send files as gzip,
// compressed ahead: browsers take brotli over https and on localhost only.
//   node bench/first-call/site.mjs ADDRESS; prints `page ORIGIN cdn ORIGIN`
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { argv, stdin } from 'node:process';
import { gzipSync } from 'node:zlib';
import { pkg, root } from '../../tests/support/paths.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };

/**
 * Serves `files`, by path.
 * @param {Record<string, string | Buffer>} files
 * @returns {Promise<string>} the origin
 */
async function serve(files) {
  const compressed = Object.fromEntries(Object.entries(files).map(([path, body]) => [path, gzipSync(body, { level: 9 })]));
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const body = compressed[pathname];
    if (!body) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': TYPES[extname(pathname)], 'content-encoding': 'gzip', 'content-length': body.length, 'cache-control': 'public, max-age=31536000',
      'access-control-allow-origin': '*', 'timing-allow-origin': '*',
    }).end(body);
  });
  await new Promise((ready, fail) => server.once('error', fail).listen(0, argv[2], ready));
  return `http://${argv[2]}:${server.address().port}`;
}

const at = (...parts) => readFileSync(join(root, 'bench', ...parts), 'utf8');
const signalr = join(dirname(createRequire(import.meta.url).resolve('@microsoft/signalr/package.json')), 'dist', 'browser', 'signalr.min.js');
const cdn = await serve({ '/signalr.min.js': readFileSync(signalr), '/voisnap-webrtc.min.js': readFileSync(join(pkg, 'voisnap-webrtc.min.js')) });
const page = await serve({
  '/probe.js': at('pages', 'probe.js'),
  '/sample.html': at('pages', 'sample.html').replace('/signalr/signalr.min.js', `${cdn}/signalr.min.js`),
  '/sdk.html': at('first-call', 'sdk.html'),
  '/preloaded.html': at('first-call', 'sdk.html').replace('bench.prepared();', 'bench.prepared(); VoiceCall.preload();'),
  '/element.html': at('first-call', 'element.html').replace('CDN', cdn),
  '/pkg/index.js': readFileSync(join(pkg, 'index.js')),
  '/pkg/load/embedded.js': readFileSync(join(pkg, 'load', 'embedded.js')),
});
console.log(`page ${page} cdn ${cdn}`);
stdin.resume().on('end', () => process.exit());
