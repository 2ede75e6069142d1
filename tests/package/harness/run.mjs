// Goes through the set-ups: installs, builds and serves each, and places a call by every entry it has a page for.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '../../support/static.mjs';
import { openProject } from './project.mjs';
import { visit } from './visit.mjs';

/**
 * @typedef {object} Variant
 * @property {string} [name]
 * @property {string[][]} [commands] @property {string} [serves] @property {string[]} [server] @property {Record<string, string>} [env] of the server
 * @property {string} [charset] @property {(api: {base: string}) => Record<string, string>} [headers]
 * @property {string} [file] the folder whose pages are opened as file: @property {string[]} [other] the pages that name $OTHER, a second origin
 * @property {Record<string, string>} [pages] entry -> the path of its page
 * @property {Record<string, string[]>} [imports] entry -> the command that imports it, instead of a page
 * @property {'buttons' | 'element'} [by] @property {RegExp} [says] @property {RegExp} [refused] @property {RegExp} [ignores] @property {RegExp} [allowed] @property {string} [frame]
 * @property {boolean} [inTest] @property {boolean} [rendered] the server's own HTML shows the page @property {string} [note]
 *
 * @typedef {object} SetUp
 * @property {string} name @property {string} [tool] @property {string} [version] @property {string[]} folders @property {string} [node]
 * @property {Variant[]} variants
 *
 * @typedef {{setUp: string, version: string, variant: string, entry: string, ms: number, error?: Error, note: string}} Result
 */

/** The entries whose pages have a <voisnap-call>. */
const WITH_ELEMENT = ['./element', 'script tag'];

const COMPLAINT = /\bwarn(ing)?s?\b|\bignored\b|\(!\)|⚠|(^|[\s[])error[\]:\s]/i;
/** What tools say of themselves: of the terminal's colors, and of their own plugins' times. */
const OF_THEMSELVES = /'NO_COLOR' env is ignored|node --trace-warnings|PLUGIN_TIMINGS/;

/** The lines of a tool's output that complain of something. */
const complaints = (output, allowed) =>
  output.split('\n').filter(line => COMPLAINT.test(line) && !OF_THEMSELVES.test(line) && !allowed?.test(line));

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });

const timed = async work => {
  const began = performance.now();
  const error = await work().then(() => undefined, error => error);
  return { ms: performance.now() - began, error };
};

/**
 * Runs one set-up and reports every call as it is judged.
 * @param {SetUp} setUp
 * @param {{archive: string, offline?: boolean, browser: object, server: object, report: (result: Result) => void}} context
 */
export async function runSetUp(setUp, { archive, offline = false, browser, server, report }) {
  let project;
  const opened = await timed(async () => { project = await openProject(setUp, { archive, offline }); });
  const version = setUp.version ?? (project && setUp.tool && project.version(setUp.tool)) ?? '';
  const all = (variant, error) => {
    for (const entry of Object.keys(variant.pages ?? variant.imports)) report({ setUp: setUp.name, version, variant: variant.name ?? '', entry, note: variant.note ?? '', ms: 0, error });
  };
  try {
    for (const variant of setUp.variants) {
      if (!project) {
        all(variant, opened.error);
        continue;
      }
      await runVariant(variant, { project, browser, server, report: result => report({ setUp: setUp.name, version, variant: variant.name ?? '', note: variant.note ?? '', ...result }) })
        .catch(error => all(variant, error));
    }
  } finally {
    project?.close();
  }
}

async function runVariant(variant, { project, browser, server, report }) {
  let output = '';
  for (const command of variant.commands ?? []) output += await project.run(command);
  for (const [entry, command] of Object.entries(variant.imports ?? {})) report({ entry, ...(await timed(() => project.run(command))) });
  if (!variant.pages) return;
  const other = variant.other && await serveElsewhere(variant, project);
  const site = await open(variant, project, server);
  try {
    for (const [entry, path] of Object.entries(variant.pages)) {
      const url = new URL(path, `${site.origin}/`).href;
      const { ms, error } = await timed(async () => {
        if (variant.rendered) await isRendered(url);
        await visit({ by: WITH_ELEMENT.includes(entry) ? 'element' : 'buttons', ...variant, browser, server, url });
        const complained = complaints(output + site.output(), variant.allowed);
        if (complained.length) throw new Error(`the tool complains:\n${complained.join('\n')}`);
      });
      report({ entry, ms, error: error && new Error(`${error.message}\nThe tool's output:\n${(output + site.output()).slice(-6_000) || '(nothing)'}`, { cause: error }) });
    }
  } finally {
    await site.stop();
    await other?.stop();
  }
}

/** Serves the project from another origin too, as a CDN does, and writes where that is into the pages that want to know. */
const serveElsewhere = async ({ other }, project) => {
  const site = await serve({ '/': project.folder }, { host: '127.0.0.1', charset: '', headers: { 'access-control-allow-origin': '*' } });
  const script = readFileSync(join(project.folder, 'node_modules', '@voisnap', 'webrtc', 'voisnap-webrtc.min.js'));
  const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`;
  for (const name of other) {
    const file = join(project.folder, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace('$OTHER', site.origin).replace('$INTEGRITY', integrity));
  }
  return site;
};

const open = async (variant, project, api) => {
  const folder = variant.serves ?? variant.file;
  if (folder && !existsSync(join(project.folder, folder))) throw new Error(`there is no folder '${folder}': the build failed`);
  if (variant.file) return { origin: pathToFileURL(join(project.folder, variant.file)).href, output: () => '', stop: () => {} };
  if (!variant.server) {
    const site = await serve({ '/': join(project.folder, variant.serves) }, { charset: variant.charset, headers: variant.headers?.(api) });
    return { ...site, output: () => '' };
  }
  const port = await freePort();
  const withPort = text => text.replace('$PORT', port);
  const env = Object.fromEntries(Object.entries(variant.env ?? {}).map(([name, value]) => [name, withPort(value)]));
  return project.serve(variant.server.map(withPort), { ...variant, env });
};

/** What the server sends has the page's button in it. */
const isRendered = async url => {
  const html = await (await fetch(url)).text();
  if (!/id="?call"?|<voisnap-call/.test(html)) throw new Error(`the server did not render the page:\n${html.slice(0, 2_000)}`);
};
