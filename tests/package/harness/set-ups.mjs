// The set-ups that a call is placed from: one row each. A fixture is a folder of ../fixtures/ with the files that a customer
// has in such a project; `pages` says which of its pages stands for which entry of the package.
//
// Of a set-up: `tool`: the package whose version is reported; `node`: the version of Node its tools need, where this
// repository's is too old.
// Of a variant: `commands` run first; then the folder `serves` is served, or `server` started. `$PORT` is a free port.
// `inTest`: a part of `npm test` too, with the tools that the repository itself has.
// `note`: what to know about the whole row; `allowed`: lines of the tool's output that are no complaint about the package.

const buildOf = (...commands) => ({ name: 'build', commands });

/** @type {import('./run.mjs').SetUp[]} */
export const SET_UPS = [
  {
    name: 'Import map, no bundler', folders: ['shared', 'pages', 'import-map'],
    variants: [{ inTest: true, serves: '.', pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' } }],
  },
  ...['8', '7'].map(major => ({
    name: `Vite ${major}`, tool: 'vite', folders: ['shared', 'pages', 'vite', `vite-${major}`],
    variants: [
      { ...buildOf(['vite', 'build']), inTest: major === '8', serves: 'dist', pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' } },
      { name: 'dev', server: ['vite', '--port', '$PORT', '--strictPort'], pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' } },
    ],
  })),
  {
    name: 'webpack 5', tool: 'webpack', folders: ['shared', 'pages', 'webpack'],
    variants: [
      { ...buildOf(['node', 'build.js']), inTest: true, serves: 'dist', pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' } },
      {
        name: 'build, classic script on a page without a charset', inTest: true, serves: 'dist', charset: '',
        pages: { '.': 'classic-main.html', './inline': 'classic-inline.html' },
      },
    ],
  },
  {
    name: 'esbuild', tool: 'esbuild', folders: ['shared', 'pages', 'copied', 'esbuild'],
    variants: [
      { ...buildOf(['node', 'build.js', 'esm', 'splitting']), inTest: true, serves: 'dist', pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' } },
      { name: 'build without splitting', commands: [['node', 'build.js', 'esm']], serves: 'dist', pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' } },
      {
        name: 'build, IIFE on a page without a charset', inTest: true, commands: [['node', 'build.js', 'iife']], serves: 'dist', charset: '',
        pages: { './inline': 'classic-inline.html' },
      },
    ],
  },
  {
    name: 'Rspack', tool: '@rspack/core', folders: ['shared', 'pages', 'rspack'],
    variants: [{ ...buildOf(['rspack', 'build']), serves: 'dist', pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' } }],
  },
  {
    name: 'Rollup', tool: 'rollup', folders: ['shared', 'pages', 'copied', 'rollup'],
    variants: [
      {
        ...buildOf(['rollup', '--config', '--dir', 'dist'], ['cp', 'main.html', 'inline.html', 'slim.html', 'node_modules/@voisnap/webrtc/voisnap.wasm', 'dist']),
        serves: 'dist', pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' },
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
      { ...buildOf(['parcel', 'build', 'main.html', 'inline.html', 'slim.html']), serves: 'dist', pages: { '.': 'main.html', './inline': 'inline.html', './slim': 'slim.html' } },
    ],
  },
];

/** What `npm test` runs of them. */
export const SMALL_SET = SET_UPS.map(setUp => ({ ...setUp, variants: setUp.variants.filter(({ inTest }) => inTest) })).filter(({ variants }) => variants.length);
