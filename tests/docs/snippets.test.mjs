// The documentation's JavaScript and TypeScript compile against the package's types: each fenced block as a module of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/paths.mjs';
import { fences, files, read } from './documents.mjs';

const folder = join(root, 'target', 'docs-snippets');
const ENDINGS = { js: '.js', javascript: '.js', jsx: '.jsx', ts: '.ts', typescript: '.ts', tsx: '.tsx' };
/** Blocks of these hold their script between tags. */
const COMPONENTS = ['vue', 'svelte', 'html'];

/** The scripts in a component or a page: `{ code, language, skipped }`, `skipped` being the lines before it. */
const scripts = code =>
  [...code.matchAll(/<script\b([^>]*)>\n([^]*?)<\/script>/g)].map(({ index, 0: all, 1: attributes, 2: script }) => ({
    code: script,
    language: /lang="ts"/.test(attributes) ? 'ts' : 'js',
    skipped: code.slice(0, index + all.indexOf('\n') + 1).split('\n').length - 1,
  }));

/** Every block that is checked: where it stands, and its code. */
const snippets = files
  // The architecture's and the emulator's blocks are no code of an application.
  .filter(file => /^(README\.md|pkg-template\/|docs\/|examples\/)/.test(file))
  .flatMap(file =>
    fences(read(file)).flatMap(({ language, code, line }) =>
      COMPONENTS.includes(language)
        ? scripts(code).map(({ code, language, skipped }) => ({ file, code, language, line: line + skipped }))
        : ENDINGS[language]
          ? { file, code, language, line }
          : [],
    ),
  );

test('every snippet compiles', () => {
  assert.ok(snippets.length > 30, `${snippets.length} snippets were found`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = snippets.map(({ file, line, language, code }) => {
    const name = `${file.replace(/\W+/g, '-')}.${line}${ENDINGS[language]}`;
    // As many lines down as it stands in its page, so that the compiler's messages name the page's lines.
    writeFileSync(join(folder, name), `${'\n'.repeat(line - 1)}${code}\nexport {};\n`);
    return name;
  });
  const types = name => join(root, 'pkg-template', 'types', `${name}.d.ts`);
  const entries = ['inline', 'slim', 'element', 'react', 'testing'].map(name => [`@voisnap/webrtc/${name}`, [types(name)]]);
  const config = {
    compilerOptions: {
      strict: true,
      // The snippets are JavaScript: what a handler's parameter is follows from the event, and is not written down.
      noImplicitAny: false,
      noEmit: true,
      allowJs: true,
      checkJs: true,
      skipLibCheck: true,
      jsx: 'react-jsx',
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['esnext', 'dom', 'dom.iterable'],
      types: ['node'],
      typeRoots: [join(root, 'node_modules', '@types')],
      paths: { '@voisnap/webrtc': [types('index')], ...Object.fromEntries(entries) },
    },
    // The element's events are known wherever its tag is.
    files: [...names, types('element'), join(root, 'tests', 'docs', 'globals.d.ts'), join(root, 'tests', 'docs', 'frameworks.d.ts')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config, null, 2));
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['--project', folder], { encoding: 'utf8', cwd: folder });
  assert.equal(status, 0, `${stdout}${stderr}`);
});
