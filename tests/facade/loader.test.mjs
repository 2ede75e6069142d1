// The page's one wasm instance: shared, replaced after a crash, with an error that names the cause where it cannot be loaded.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import binaryen from 'binaryen';
import { VoisnapError } from '../../pkg-template/error.js';
import { sharedInstance } from '../../pkg-template/load/instance.js';
import { unpack } from '../../pkg-template/load/unpack.js';
import { createVoiceCallClass } from '../../pkg-template/voice-call.js';
import { OPTIONS } from './fake-wasm.mjs';

const wat = text => {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  return new Uint8Array(module.emitBinary());
};

/** A real trap is what this is about, so the wasm is real; the glue is what wasm-bindgen's amounts to. */
const WASM = wat(`(module
  (import "a" "a" (func $call))
  (memory (export "memory") 1)
  (func (export "__wbindgen_start"))
  (func (export "trap") unreachable)
  (func (export "overflow") (call $overflow)) (func $overflow (call $overflow) (call $overflow))
  (func (export "b") (result i32) (i32.const 2))
  (func (export "granted") (param externref))
  (func (export "call") (call $call)))`);

/** The same as load/embedded.js has it. */
const GZIP = gzipSync(WASM).toString('base64');

/** A loader over that wasm; `exports` has the watched exports of each instance. */
const over = ({ call = () => {}, source = () => WASM, Call = class {} } = {}) => {
  const exports = [];
  const createGlue = () => ({ imports: { a: { a: call } }, exportNames: { b: 'two' }, Call, __wbg_set_wasm: set => exports.push(set) });
  return { exports, load: sharedInstance(async () => ({ createGlue, source })) };
};

const causesOf = instance => {
  const causes = [];
  instance.onCrash(cause => causes.push(cause));
  return causes;
};

test('is loaded once and shared', async () => {
  const { load, exports } = over();
  const [first, second] = await Promise.all([load(), load()]);
  assert.equal(first, second);
  assert.equal(await load(), first);
  assert.equal(exports.length, 1);
  assert.equal(exports[0].two(), 2);
  assert.ok(exports[0].memory instanceof WebAssembly.Memory);
});

describe('is read from text', () => {
  test('with atob', async () => {
    assert.equal((await over({ source: unpack({ gzip: GZIP }).source }).load()).crashed, false);
  });

  test('with Uint8Array.fromBase64', async t => {
    const { fromBase64 } = Uint8Array;
    t.after(() => (fromBase64 ? (Uint8Array.fromBase64 = fromBase64) : delete Uint8Array.fromBase64));
    let read = 0;
    Uint8Array.fromBase64 = text => (read++, new Uint8Array(Buffer.from(text, 'base64')));
    assert.equal((await over({ source: unpack({ gzip: GZIP }).source }).load()).crashed, false);
    assert.equal(read, 1);
  });
});

describe('a crash', () => {
  for (const [what, name, type] of [['trap', 'trap', WebAssembly.RuntimeError], ['stack overflow', 'overflow', RangeError]]) {
    test(`a ${what} is reported once, and the next load gives a fresh instance without a second download`, async () => {
      let downloads = 0;
      const { load, exports } = over({ source: () => (downloads++, WASM) });
      const first = await load();
      const causes = causesOf(first);
      assert.throws(() => exports[0][name](), type);
      assert.equal(first.crashed, true);
      assert.equal(causes.length, 1);
      assert.ok(causes[0] instanceof type);
      // Nothing to act on, and nothing that throws when the glue takes it apart.
      assert.deepEqual(exports[0].trap(), []);
      assert.deepEqual(exports[0].two(), []);
      assert.equal(causes.length, 1);
      const second = await load();
      assert.notEqual(second, first);
      assert.equal(second.crashed, false);
      assert.equal(exports[1].two(), 2);
      assert.equal(downloads, 1);
    });
  }

  test('an unsubscribed listener is not called', async () => {
    const { load, exports } = over();
    (await load()).onCrash(() => assert.fail())();
    assert.throws(() => exports[0].trap());
  });

  test('inside a call from wasm it is reported once', async () => {
    const { load, exports } = over({ call: () => exports[0].trap() });
    const causes = causesOf(await load());
    assert.throws(() => exports[0].call(), WebAssembly.RuntimeError);
    assert.equal(causes.length, 1);
  });

  for (const thrown of [new Error('from a function of the page'), new RangeError('an invalid date'), undefined]) {
    test(`${thrown} from a function of the page is none`, async () => {
      const { load, exports } = over({ call: () => { throw thrown; } });
      const instance = await load();
      assert.throws(() => exports[0].call(), error => error === thrown);
      assert.equal(instance.crashed, false);
      assert.equal(exports[0].two(), 2);
      assert.equal(await load(), instance);
    });
  }

  test('fault_23: a crash between the load and its use gives the other call a fresh instance', async () => {
    const made = [];
    class Call {
      constructor() {
        made.push(exports.length);
      }
      ask() {}
    }
    const { load, exports } = over({ Call });
    globalThis.MediaStreamTrack ??= class {};
    const VoiceCall = createVoiceCallClass(load);
    // Its reaction comes before the other call's, which is waiting for the same promise.
    load().then(() => assert.throws(() => exports[0].trap()));
    const call = new VoiceCall(OPTIONS);
    call.start().catch(() => {});
    await load();
    while (!made.length) await new Promise(setImmediate);
    assert.deepEqual(made, [2], 'made on the second instance');
  });

  test('fault_26: a microphone that is granted after it is switched off', async t => {
    const stopped = [];
    globalThis.MediaStream = class {
      getTracks = () => ['first', 'second'].map(name => ({ stop: () => stopped.push(name) }));
    };
    t.after(() => delete globalThis.MediaStream);
    const { load, exports } = over();
    await load();
    const stream = new MediaStream();
    exports[0].granted(stream);
    assert.deepEqual(stopped, [], 'it is the instance’s own while that lives');
    assert.throws(() => exports[0].trap());
    assert.deepEqual(exports[0].granted(stream), []);
    assert.deepEqual(stopped, ['first', 'second']);
  });
});

describe('fault_06: load_failed names the cause', () => {
  let server, base;
  before(() => new Promise(ready => {
    server = createServer(({ url }, response) => {
      const [, status, type] = url.split('/');
      response.writeHead(Number(status), type && { 'content-type': decodeURIComponent(type) });
      response.end(url.endsWith('page') ? '<!doctype html>' : WASM);
    }).listen(0, '127.0.0.1', () => {
      base = `http://127.0.0.1:${server.address().port}`;
      ready();
    });
  }));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const wasm = encodeURIComponent('application/wasm');

  const failsWith = async (load, { code = 'load_failed', message, hint, recoverable, ...rest }) => {
    await assert.rejects(Promise.all([load(), load()]), error => {
      assert.ok(error instanceof VoisnapError, error);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.match(error.hint, hint);
      assert.equal(error.recoverable, recoverable);
      for (const [name, check] of Object.entries(rest)) typeof check === 'function' ? assert.ok(error[name] instanceof check) : assert.equal(error[name], check);
      return true;
    });
  };

  for (const [what, source] of Object.entries({
    'as its bytes': () => WASM,
    'as an ArrayBuffer': () => WASM.buffer.slice(WASM.byteOffset, WASM.byteOffset + WASM.length),
    'as its module': () => new WebAssembly.Module(WASM),
    'from a URL, streamed': () => new URL(`${base}/200/${wasm}`),
    'from an address with another content type': () => `${base}/200/${encodeURIComponent('application/octet-stream')}`,
    'from a server without content types': () => `${base}/200/`,
    'from a request': () => new Request(`${base}/200/${wasm}`),
    'from a response': () => fetch(`${base}/200/${wasm}`),
    'from a response with a parameter of the type': () => fetch(`${base}/200/${encodeURIComponent('application/wasm; charset=utf-8')}`),
  })) test(`${what} it loads`, async () => assert.equal((await over({ source }).load()).crashed, false));

  test('a missing file', () => failsWith(over({ source: () => `${base}/404/${wasm}` }).load, { message: /status 404/, hint: /voisnap\.wasm/, recoverable: true, status: 404 }));
  test('a page in the place of the file', () => failsWith(over({ source: () => `${base}/200/${encodeURIComponent('text/html')}/page` }).load, {
    message: /not WebAssembly \(text\/html\)/, hint: /application\/wasm/, recoverable: false, cause: WebAssembly.CompileError,
  }));
  test('a page that claims to be the file', () => failsWith(over({ source: () => `${base}/200/${wasm}/page` }).load, { message: /not WebAssembly/, hint: /serve the file/, recoverable: false }));
  test('a server that is not there', () => failsWith(over({ source: () => 'http://127.0.0.1:9/' }).load, { message: /not downloaded/, hint: /network.*CORS.*connect-src/, recoverable: true, cause: TypeError }));
  test('a wasm of another version', () => failsWith(over({ call: null }).load, {
    message: /did not start/, hint: /same version/, recoverable: true, cause: WebAssembly.LinkError,
  }));
  test('a chunk that is not there', () => {
    const cause = new TypeError('Failed to fetch dynamically imported module');
    return failsWith(sharedInstance(() => Promise.reject(cause)), { message: /script/, hint: /script-src/, recoverable: true, cause });
  });

  describe('what is not downloaded while the browser is offline is network', () => {
    const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    const setOnLine = onLine => Object.defineProperty(globalThis, 'navigator', { value: { onLine }, configurable: true });
    after(() => (navigator ? Object.defineProperty(globalThis, 'navigator', navigator) : delete globalThis.navigator));
    const cause = new TypeError('Failed to fetch');
    for (const [what, load] of [
      ['the chunk', sharedInstance(() => Promise.reject(cause))],
      ['voisnap.wasm', over({ source: () => Promise.reject(cause) }).load],
    ]) test(what, async () => {
      setOnLine(false);
      await failsWith(load, { code: 'network', message: /offline/, hint: /online/, recoverable: true, cause, category: 'network' });
      setOnLine(true);
      await failsWith(load, { message: /not (loaded|downloaded)/, hint: /./, recoverable: true, cause });
    });

    test('and what is wrong with the file is not', async () => {
      setOnLine(false);
      await failsWith(over({ source: () => `${base}/404/${wasm}` }).load, { message: /status 404/, hint: /voisnap\.wasm/, recoverable: true });
    });
  });

  test('what does not arrive, while it goes on loading for the next call', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let arrive;
    const { load, exports } = over({ source: () => new Promise(resolve => { arrive = () => resolve(WASM); }) });
    const VoiceCall = createVoiceCallClass(load);
    const start = () => new VoiceCall(OPTIONS).start();
    const late = failsWith(start, { code: 'network', category: 'network', message: /within 30 s/, hint: /goes on/, recoverable: true });
    const cancelled = new VoiceCall(OPTIONS);
    const promise = cancelled.start();
    cancelled.hangUp();
    await assert.rejects(promise, { code: 'cancelled' });
    t.mock.timers.tick(29_999);
    const next = VoiceCall.preload();
    t.mock.timers.tick(1);
    await late;
    arrive();
    await next;
    assert.equal(exports.length, 1, 'loaded once');
  });

  test('a Content-Security-Policy', async t => {
    const { Module } = WebAssembly;
    const refused = class { constructor() { throw new WebAssembly.CompileError('violates the policy'); } };
    t.after(() => (WebAssembly.Module = Module));
    WebAssembly.Module = refused;
    const { compile } = WebAssembly;
    WebAssembly.compile = async () => new refused();
    t.after(() => (WebAssembly.compile = compile));
    await failsWith(over().load, { message: /Content-Security-Policy/, hint: /wasm-unsafe-eval/, recoverable: false, cause: WebAssembly.CompileError });
  });

  test('no DecompressionStream', async t => {
    const { DecompressionStream } = globalThis;
    t.after(() => {
      globalThis.DecompressionStream = DecompressionStream;
      delete globalThis.RTCPeerConnection;
    });
    delete globalThis.DecompressionStream;
    const { load } = over({ source: unpack({ gzip: GZIP }).source });
    await failsWith(load, { code: 'unsupported_browser', message: /no WebRTC/, hint: /testing/, recoverable: false });
    globalThis.RTCPeerConnection = class {};
    await failsWith(load, { message: /DecompressionStream/, hint: /slim/, recoverable: false });
  });

  test('no WebAssembly', async t => {
    const { WebAssembly } = globalThis;
    t.after(() => (globalThis.WebAssembly = WebAssembly));
    delete globalThis.WebAssembly;
    await failsWith(over().load, { code: 'unsupported_browser', message: /no WebAssembly/, hint: /Lockdown/, recoverable: false });
  });

  test('the next call tries again', async () => {
    let status = 503;
    const { load } = over({ source: () => `${base}/${status}/${wasm}` });
    await assert.rejects(load(), { code: 'load_failed', status: 503 });
    status = 200;
    assert.equal((await load()).crashed, false);
  });
});
