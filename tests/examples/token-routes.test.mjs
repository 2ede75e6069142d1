// examples/token-routes: each server gives a token that Voisnap takes, to whoever is signed in, and refuses clearly.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createTokenRoute } from '../../examples/token-routes/node/token-route.mjs';
import { root } from '../support/paths.mjs';
import { start } from '../support/process.mjs';
import { TEST_LIMIT_MS } from '../support/suite.mjs';
import { startEmulator } from '../support/voisnap.mjs';

const PASSWORD = 'a-password-that-nobody-sees';
const routes = join(root, 'examples', 'token-routes');
const built = mkdtempSync(join(tmpdir(), 'voisnap-token-route-'));
after(() => rmSync(built, { recursive: true }));

const has = (command, argument) => spawnSync(command, [argument]).status === 0;
/** A program and not `go run`, which would leave its child behind. */
const buildGo = () => {
  const file = join(built, 'voice-token');
  const { status, stderr } = spawnSync('go', ['build', '-o', file, '.'], { cwd: join(routes, 'go'), encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return [file];
};

const SERVERS = {
  Node: { command: () => [process.execPath, join(routes, 'node', 'server.mjs')] },
  Python: { command: () => ['python3', join(routes, 'python', 'server.py')], skip: !has('python3', '--version') && 'there is no Python' },
  Go: { command: buildGo, skip: !has('go', 'version') && 'there is no Go toolchain' },
};

/** Starts a server that logs in at `baseUrl`. */
const startRoute = async ([command, ...args], baseUrl) => {
  const settings = { VOISNAP_URL: baseUrl, VOISNAP_EMAIL: 'me@example.com', VOISNAP_PASSWORD: PASSWORD, PORT: '0' };
  const server = await start({
    command, args, ready: /^ready on (http\S+)\/$/, within: ['env', ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)],
  });
  const [, url] = server.match;
  const get = (path, headers) => fetch(url + path, { headers });
  const signIn = async () => {
    const response = await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual' });
    assert.equal(response.status, 303);
    const cookie = response.headers.get('set-cookie');
    assert.match(cookie, /HttpOnly/i);
    assert.match(cookie, /SameSite=Lax/i);
    return { cookie: cookie.split(';')[0] };
  };
  return { ...server, get, signIn };
};

/** A Voisnap that answers the login as the test says. */
const startFake = async () => {
  const fake = { requests: [], answer: undefined };
  const server = createServer(async (request, response) => {
    fake.requests.push(`${request.method} ${request.url}`);
    for await (const _ of request);
    fake.answer(response);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  fake.base = `http://127.0.0.1:${server.address().port}`;
  fake.stop = () => new Promise(done => { server.close(done); server.closeAllConnections(); });
  return fake;
};

/** A refusal, with its problem details; no answer is stored, and none has the credentials. */
const refusal = async response => {
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.match(response.headers.get('content-type'), /^application\/problem\+json/);
  const text = await response.text();
  assert.doesNotMatch(text, new RegExp(PASSWORD));
  const { status, detail } = JSON.parse(text);
  assert.equal(status, response.status);
  return detail;
};

for (const [name, { command, skip }] of Object.entries(SERVERS)) {
  describe(name, { skip }, () => {
    test('gives a token that Voisnap takes, to whoever is signed in', { timeout: TEST_LIMIT_MS }, async () => {
      const emulator = await startEmulator();
      const route = await startRoute(command(), emulator.base);
      try {
        const refused = await route.get('/voice-token');
        assert.equal(refused.status, 401);
        assert.equal(await refusal(refused), 'Sign in first.');
        assert.equal((await route.get('/voice-token', { cookie: 'session=somebody-else' })).status, 401);

        const response = await route.get('/voice-token', await route.signIn());
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('cache-control'), 'no-store');
        assert.match(response.headers.get('content-type'), /^text\/plain/);
        const token = await response.text();
        const session = await fetch(`${emulator.base}/api/v1/webrtc/sessions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ agentId: 'agt_demo' }),
        });
        assert.equal(session.status, 200);
        assert.ok((await session.json()).sessionToken);
        assert.ok(!route.output().includes(token), 'the token is not logged');
      } finally {
        await route.stop();
        await emulator.stop();
      }
    });

    test('refuses clearly, and says nothing of the credentials', { timeout: TEST_LIMIT_MS }, async () => {
      const fake = await startFake();
      const route = await startRoute(command(), fake.base);
      try {
        const session = await route.signIn();
        const answered = async answer => {
          fake.answer = answer;
          const response = await route.get('/voice-token', session);
          return [response.status, await refusal(response), response.headers.get('retry-after')];
        };
        assert.deepEqual(fake.requests, [], 'no login before there is a request');
        assert.deepEqual(await answered(response => response.writeHead(429, { 'retry-after': '7' }).end()), [429, 'Too many calls at the moment.', '7']);
        assert.deepEqual(await answered(response => response.writeHead(401).end('{"detail":"The password is wrong."}')), [502, 'Voisnap gave no token.', null]);
        assert.deepEqual(await answered(response => response.writeHead(503).end()), [502, 'Voisnap gave no token.', null]);
        assert.equal((await answered(response => response.writeHead(200).end('<html>')))[0], 502);
        assert.equal((await answered(response => response.writeHead(200, { 'content-type': 'application/json' }).end('{}')))[0], 502);
        assert.equal((await answered(response => response.writeHead(200, { 'content-type': 'application/json' }).end('null')))[0], 502);
        assert.equal((await route.get('//')).status, 404, 'and it still runs');
        assert.deepEqual(await answered(response => response.destroy()), [502, 'Voisnap does not answer.', null]);
        assert.deepEqual([...new Set(fake.requests)], ['POST /api/v1/auth/login']);
        assert.ok(!route.output().includes(PASSWORD), route.output());
      } finally {
        await route.stop();
        await fake.stop();
      }
    });

    test('does not start without credentials', () => {
      const [file, ...args] = command();
      const { status, stderr, stdout } = spawnSync(file, args, { encoding: 'utf8', env: { ...process.env, VOISNAP_EMAIL: '', VOISNAP_PASSWORD: '' } });
      assert.notEqual(status, 0);
      assert.match(stderr + stdout, /VOISNAP_EMAIL/);
    });
  });
}

test('the Node route reports a check of the sign-in that fails', async t => {
  const logged = t.mock.method(console, 'error', () => {});
  const handle = createTokenRoute({ baseUrl: 'http://127.0.0.1:1', email: 'me@example.com', password: PASSWORD, isSignedIn: () => Promise.reject(new Error('The store is away.')) });
  const server = createServer(handle);
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const response = await fetch(`http://127.0.0.1:${server.address().port}/voice-token`);
    assert.equal(response.status, 500);
    assert.equal(await refusal(response), 'The sign-in could not be checked.');
    assert.match(String(logged.mock.calls[0].arguments), /The store is away/);
  } finally {
    await new Promise(done => server.close(done));
  }
});
