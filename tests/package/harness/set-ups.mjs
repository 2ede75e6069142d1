// The set-ups that a call is placed from: one row each. A fixture is a folder of ../fixtures/ with the files that a customer
// has in such a project; `pages` says which of its pages stands for which entry of the package.
//
// Of a set-up: `tool`: the package whose version is reported, or `version` itself; `node`: the version of Node its tools need, where this
// repository's is too old.
// Of a variant: `commands` run first; then the folder `serves` is served, or `server` started. `$PORT` is a free port.
// `inTest`: a part of `npm test` too, with the tools that the repository itself has.
// `note`: what to know about the whole row; `allowed`: lines of the tool's output that are no complaint about the package.

const buildOf = (...commands) => ({ name: 'build', commands });
const PAGES = { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html', './element': 'element.html' };

const STRICT =
  "`default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' <the API, as https: and wss:>; require-trusted-types-for 'script'`. " +
  "`'self'` in `connect-src` is for the token route of the page's own backend and, with `./slim`, for `voisnap.wasm`.";
const WORKER = 'No call: a worker has no WebRTC. The import works, and `VoiceCall.isSupported` is false.';
const WORKER_FORMAT = "Vite 7 wants `worker: { format: 'es' }` for that, because its own format allows no dynamic import.";
const SERVER = 'No call: a server has no WebRTC. The import works, defines no global, and `VoiceCall.isSupported` is false.';
const FILE =
  'The page is opened as `file:`, as Electron\'s `loadFile` does (in Chromium here, not in Electron). Chromium lets it use the microphone, but refuses it modules: ' +
  'it takes a bundle as a classic script, or the script tag.';
const FILE_SLIM = 'No call: a page opened as `file:` cannot fetch `voisnap.wasm`, and receives `load_failed`. Take another entry there, or hand the bytes to `init()`.';

/** For tools that want more than this repository's own. */
const NEWER_NODE = '24.21.0';
const ROUTES = { '.': '', './inline': 'inline', './element': 'element' };
const ANGULAR = { '.': '', './element': '?element' };
const REACT_ROUTES = { ...ROUTES, './react': 'react' };
const PAGES_ROUTER = { '.': 'pages-router', './element': 'pages-router-element', './react': 'pages-router-react' };
const VITE = { ...PAGES, './react': 'hook.html' };
/** On a server there is nothing to call from: importing is all. */
const IMPORTS = ['.', './inline', './slim', './element', './react', './testing'];
const importsOf = (command, entries = IMPORTS) => Object.fromEntries(entries.map(entry => [entry, [...command, entry]]));
const { platform, arch } = process;
// The packages' own commands are made by a lifecycle script, which is off.
const DENO = `node_modules/@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}/deno`;
const BUN = `node_modules/@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`;
/** The strictest policy that a page with calls can have: what it may run is its own, and what it may reach is itself and the API. */
const strictPolicy = ({ base }) => ({
  'content-security-policy':
    `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${base} ${base.replace(/^http/, 'ws')}; require-trusted-types-for 'script'`,
});

/** @type {import('./run.mjs').SetUp[]} */
export const SET_UPS = [
  {
    name: 'Import map, no bundler', folders: ['shared', 'pages', 'import-map'],
    variants: [{ inTest: true, serves: '.', pages: PAGES }],
  },
  {
    name: 'Script tag', folders: ['shared', 'script-tag'],
    variants: [
      { name: 'on a page without a charset', inTest: true, serves: '.', charset: '', pages: { 'script tag': 'own.html' } },
      { name: 'from another origin, with integrity', inTest: true, serves: '.', charset: '', other: ['other.html'], pages: { 'script tag': 'other.html' } },
      { name: 'with data-agent-id and no markup', serves: '.', charset: '', pages: { 'script tag': 'placed.html' } },
      { name: 'its global VoisnapWebRTC', serves: '.', charset: '', by: 'buttons', pages: { 'script tag': 'global.html' } },
      { name: 'strict Content-Security-Policy', serves: '.', headers: strictPolicy, pages: { 'script tag': 'own.html' }, note: STRICT },
    ],
  },
  {
    name: 'Iframe of another origin', folders: ['shared', 'pages', 'import-map', 'iframe'],
    variants: [
      { name: 'allow="microphone"', serves: '.', other: ['allowed.html'], frame: 'iframe', pages: { '.': 'allowed.html' } },
      {
        name: 'without allow', serves: '.', other: ['forbidden.html'], frame: 'iframe', refused: /^microphone_blocked: /, pages: { '.': 'forbidden.html' },
        ignores: /Permissions policy violation: microphone/,
        note: 'No call: the browser refuses the microphone, and the page receives `microphone_blocked`.',
      },
    ],
  },
  ...['8', '7'].map(major => ({
    name: `Vite ${major}`, tool: 'vite', folders: ['shared', 'pages', 'react', 'vite', `vite-${major}`],
    variants: [
      { ...buildOf(['vite', 'build']), inTest: major === '8', serves: 'dist', pages: VITE },
      { name: 'build, strict Content-Security-Policy', serves: 'dist', headers: strictPolicy, pages: VITE, note: STRICT },
      { name: 'build, in a web worker', serves: 'dist', pages: { '.': 'worker.html' }, says: /^not supported$/, note: major === '7' ? `${WORKER} ${WORKER_FORMAT}` : WORKER },
      { name: 'dev', server: ['vite', '--port', '$PORT', '--strictPort'], pages: VITE },
    ],
  })),
  {
    name: 'webpack 5', tool: 'webpack', folders: ['shared', 'pages', 'webpack'],
    variants: [
      { ...buildOf(['node', 'build.js']), inTest: true, serves: 'dist', pages: PAGES },
      {
        name: 'build, classic script on a page without a charset', inTest: true, serves: 'dist', charset: '',
        pages: { '.': 'classic-main.html', './inline': 'classic-inline.html' },
      },
      { name: 'build, classic script opened as file:', file: 'dist', pages: { '.': 'classic-main.html', './inline': 'classic-inline.html' }, note: FILE },
      {
        name: 'build, classic script opened as file:, voisnap.wasm beside it', file: 'dist', pages: { './slim': 'classic-slim.html' },
        refused: /^load_failed: /, ignores: /^Access to fetch at 'file:|net::ERR_FAILED/, note: FILE_SLIM,
      },
    ],
  },
  {
    name: 'esbuild', tool: 'esbuild', folders: ['shared', 'pages', 'copied', 'esbuild'],
    variants: [
      { ...buildOf(['node', 'build.js', 'esm', 'splitting']), inTest: true, serves: 'dist', pages: PAGES },
      { name: 'build without splitting', commands: [['node', 'build.js', 'esm']], serves: 'dist', pages: PAGES },
      {
        name: 'build, IIFE on a page without a charset', inTest: true, commands: [['node', 'build.js', 'iife']], serves: 'dist', charset: '',
        pages: { './inline': 'classic-inline.html' },
      },
    ],
  },
  {
    name: 'Rspack', tool: '@rspack/core', folders: ['shared', 'pages', 'rspack'],
    variants: [{ ...buildOf(['rspack', 'build']), serves: 'dist', pages: PAGES }],
  },
  {
    name: 'Rollup', tool: 'rollup', folders: ['shared', 'pages', 'copied', 'rollup'],
    variants: [
      {
        ...buildOf(['rollup', '--config', '--dir', 'dist'], ['cp', ...Object.values(PAGES), 'node_modules/@voisnap/webrtc/voisnap.wasm', 'dist']),
        serves: 'dist', pages: PAGES,
      },
      {
        name: 'build, --file and IIFE', serves: 'dist',
        commands: [['rollup', '--config', 'one-file.config.js', '--file', 'dist/inline.js', '--format', 'iife'], ['cp', 'classic-inline.html', 'dist']],
        pages: { './inline': 'classic-inline.html' },
      },
    ],
  },
  {
    name: 'Parcel 2', tool: 'parcel', folders: ['shared', 'pages', 'parcel'],
    variants: [
      { ...buildOf(['parcel', 'build', ...Object.values(PAGES)]), serves: 'dist', pages: PAGES },
    ],
  },
  {
    name: 'Next 16', tool: 'next', folders: ['shared', 'react', 'next'],
    variants: [
      ...[['Turbopack', []], ['webpack', ['--webpack']]].flatMap(([bundler, flags]) => [
        {
          name: `app router, build with ${bundler}`, commands: [['next', 'build', ...flags]], server: ['next', 'start', '--port', '$PORT'],
          rendered: true, pages: REACT_ROUTES, allowed: /No build cache found/,
        },
        { name: `pages router, build with ${bundler}`, server: ['next', 'start', '--port', '$PORT'], rendered: true, pages: PAGES_ROUTER },
      ]),
      { name: 'app router, dev', server: ['next', 'dev', '--port', '$PORT'], rendered: true, pages: REACT_ROUTES },
      { name: 'pages router, dev', server: ['next', 'dev', '--port', '$PORT'], rendered: true, pages: PAGES_ROUTER },
    ],
  },
  {
    name: 'React Router 8', tool: 'react-router', folders: ['shared', 'react', 'react-router'], node: NEWER_NODE,
    variants: [
      {
        name: 'build', commands: [['react-router', 'build']], server: ['react-router-serve', 'build/server/index.js'], env: { HOST: 'localhost', PORT: '$PORT' },
        rendered: true, pages: REACT_ROUTES,
      },
      { name: 'dev', server: ['react-router', 'dev', '--port', '$PORT', '--strictPort'], rendered: true, pages: REACT_ROUTES },
    ],
  },
  {
    name: 'Nuxt 4', tool: 'nuxt', folders: ['shared', 'nuxt'], node: NEWER_NODE,
    variants: [
      {
        name: 'build', commands: [['nuxt', 'build']], server: ['node', '.output/server/index.mjs'], env: { HOST: 'localhost', PORT: '$PORT' },
        rendered: true, pages: ROUTES,
      },
      { name: 'dev', server: ['nuxt', 'dev', '--host', 'localhost', '--port', '$PORT'], rendered: true, pages: ROUTES },
    ],
  },
  {
    name: 'SvelteKit 3', tool: '@sveltejs/kit', folders: ['shared', 'sveltekit'], node: NEWER_NODE,
    variants: [
      { name: 'build', commands: [['vite', 'build']], server: ['vite', 'preview', '--port', '$PORT', '--strictPort'], rendered: true, pages: ROUTES },
      { name: 'dev', server: ['vite', '--port', '$PORT', '--strictPort'], rendered: true, pages: ROUTES },
    ],
  },
  {
    name: 'Astro 7', tool: 'astro', folders: ['shared', 'astro'], node: NEWER_NODE,
    variants: [
      { name: 'build', commands: [['astro', 'build']], server: ['astro', 'preview', '--port', '$PORT'], pages: ROUTES },
      { name: 'dev', server: ['astro', 'dev', '--port', '$PORT'], pages: ROUTES },
    ],
  },
  ...['22', '21'].map(major => ({
    name: `Angular ${major}`, tool: '@angular/build', folders: ['shared', 'angular', `angular-${major}`], node: NEWER_NODE,
    variants: [
      { name: 'build', commands: [['ng', 'build']], serves: 'dist', pages: ANGULAR },
      { name: 'dev', server: ['ng', 'serve', '--port', '$PORT'], pages: ANGULAR },
    ],
  })),
  {
    name: 'TypeScript, no bundler', tool: 'typescript', folders: ['shared', 'typescript'],
    variants: [
      { name: 'tsc and an import map', commands: [['tsc']], serves: '.', pages: { '.': 'main.html', './inline': 'inline.html', './element': 'element.html' } },
    ],
  },
  {
    name: `Node ${process.versions.node.split('.')[0]}`, version: process.versions.node, folders: ['server'],
    variants: [
      { name: 'import', imports: importsOf(['node', 'import.mjs']), note: SERVER },
      { name: 'import in a worker thread', imports: importsOf(['node', 'worker.mjs']), note: SERVER },
      {
        name: 'import where there is the language only, as at the edge', note: SERVER,
        imports: importsOf(['node', '--experimental-vm-modules', '--experimental-import-meta-resolve', 'edge.mjs'], IMPORTS.filter(entry => entry !== './react')),
      },
    ],
  },
  {
    name: `Node ${NEWER_NODE.split('.')[0]}`, version: NEWER_NODE, folders: ['server'], node: NEWER_NODE,
    variants: [
      { name: 'import', imports: importsOf(['node', 'import.mjs']), note: SERVER },
      { name: 'require()', imports: importsOf(['node', 'require.cjs']), note: SERVER },
    ],
  },
  {
    name: 'Deno', tool: 'deno', folders: ['server', 'server-deno'],
    variants: [{ name: 'import', imports: importsOf([DENO, 'run', '--allow-all', 'import.mjs']), note: SERVER }],
  },
  { name: 'Bun', tool: 'bun', folders: ['server', 'server-bun'], variants: [{ name: 'import', imports: importsOf([BUN, 'import.mjs']), note: SERVER }] },
];

/** What `npm test` runs of them. */
export const SMALL_SET = SET_UPS
  .map(setUp => ({ ...setUp, variants: setUp.variants.filter(({ inTest }) => inTest) }))
  .filter(({ variants }) => variants.length);
