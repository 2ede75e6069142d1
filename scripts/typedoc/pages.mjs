// Names the reference's pages as a reader knows them: each module as an application imports it, each guide by its heading. What a
// guide links to outside of itself is on the repository's pages.
import { posix } from 'node:path';
import { Converter, ReflectionKind } from 'typedoc';

const REPOSITORY = 'https://github.com/voisnap/webrtc/blob/main';
/** The folder of most guides; docs/errors.md stands above it. */
const FOLDERS = { Errors: 'docs' };

/** @param {import('typedoc').DocumentReflection} page */
const nameAndLink = page => {
  page.name = /^# (.+)$/m.exec(page.content[0].text)?.[1] ?? page.name;
  page.content = page.content.map(part => {
    if (part.kind !== 'relative-link') return part;
    const path = posix.join(FOLDERS[page.name] ?? 'docs/guides', part.text);
    // The other guides are pages of the reference.
    return /^docs\/(guides|errors)/.test(path) ? part : { kind: 'text', text: `${REPOSITORY}/${path}` };
  });
};

/**
 * Resolves what the comments of one entry link to in another: TypeScript, which knows the imports, does not read a link after `@throws`.
 * @param {import('typedoc').ProjectReflection} project
 */
const linkToMainEntry = project => {
  const main = project.getChildByName('index');
  for (const { comment } of Object.values(project.reflections)) {
    const parts = comment?.blockTags.flatMap(({ content }) => content) ?? [];
    for (const part of parts) if (part.kind === 'inline-tag') part.target ??= main.getChildByName(part.text);
  }
};

/** @param {import('typedoc').Application} app */
export const load = app => {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    linkToMainEntry(project);
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = module.name === 'index' ? '@voisnap/webrtc' : `@voisnap/webrtc/${module.name}`;
    }
    for (const page of project.getReflectionsByKind(ReflectionKind.Document)) nameAndLink(page);
    // TypeDoc writes the package's name above its README.
    const [first] = project.readme ?? [];
    if (first) first.text = first.text.replace(/^# .+\n/, '');
  });
};
