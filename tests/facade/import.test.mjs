// Importing the package must be safe anywhere: on a server, in a worker, under any framework's rendering.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** An entry and all that it imports as one script, over a binary that fails when it is used. */
const script = async (entry = 'index.js') => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../pkg-template/${entry}`, import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'sdk',
    write: false,
    plugins: [{
      name: 'made',
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /^build:/ }, ({ path }) => ({ path, namespace: 'build' }));
        onLoad({ filter: /.*/, namespace: 'build' }, () => ({ contents: 'const used = () => { throw new Error("used") }; export { used as default, used as createGlue };' }));
      },
    }],
  });
  return outputFiles[0].text;
};

/** What belongs to the language, and is the same wherever it runs. */
const LANGUAGE = Object.fromEntries(['Error', 'Map', 'Object', 'Proxy', 'Set', 'TypeError', 'WeakMap', 'undefined'].map(name => [name, globalThis[name]]));

/** Runs `code` where every global is watched; gives the names it asked for that are not the language's own. */
const globalsAskedFor = code => {
  const asked = new Set();
  const note = name => {
    if (typeof name === 'string' && !Object.hasOwn(LANGUAGE, name)) asked.add(name);
  };
  const names = { ...LANGUAGE };
  const global = new Proxy(names, {
    has: (target, name) => (note(name), Reflect.has(target, name)),
    get: (target, name) => (note(name), Reflect.get(target, name)),
  });
  names.globalThis = global;
  vm.runInContext(code, vm.createContext(global));
  return [...asked];
};

for (const entry of ['index.js', 'inline.js', 'slim.js', 'testing.js']) {
  test(`importing ${entry} asks for no global but the language’s own`, async () => {
    assert.deepEqual(globalsAskedFor(`(() => { ${await script(entry)} })()`), []);
  });
}

test('importing element.js asks only whether elements can be defined here', async () => {
  assert.deepEqual(globalsAskedFor(`(() => { ${await script('element.js')} })()`).sort(), ['HTMLElement', 'customElements', 'globalThis']);
});

test('the watch sees what it must: a use of navigator is noticed', () => {
  assert.ok(globalsAskedFor('typeof navigator').includes('navigator'));
});

test('isSupported works where nothing is there', async () => {
  const context = vm.createContext({});
  assert.equal(vm.runInContext(`${await script()}; sdk.VoiceCall.isSupported`, context), false);
});

test('a response that fails before a call needs it is the load_failed of that call, and no unhandled rejection', async () => {
  const { VoiceCall, init } = new Function(`${await script('slim.js')} return sdk;`)();
  const cause = new TypeError('Failed to fetch');
  init(Promise.reject(cause));
  await new Promise(setImmediate); // the runner fails a test that leaves a rejection unhandled
  await assert.rejects(VoiceCall.preload(), { name: 'VoisnapError', code: 'load_failed', cause });
});
