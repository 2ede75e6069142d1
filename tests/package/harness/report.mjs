// The results as a table: a row for each set-up and way to build it, a column for each entry.

const ENTRIES = ['.', './inline', './slim', './element', './react', './testing', 'script tag'];

const unique = values => [...new Set(values)];

/** @param {import('./run.mjs').Result[]} results */
const rowsOf = (results, { ok, failed, absent }) =>
  unique(results.map(({ setUp, variant }) => `${setUp}\n${variant}`)).map(key => {
    const of = results.filter(({ setUp, variant }) => `${setUp}\n${variant}` === key);
    const [{ setUp, version, variant, note }] = of;
    return {
      name: [setUp, variant].filter(Boolean).join(', '), version, note,
      cells: entriesOf(results).map(entry => {
        const result = of.find(result => result.entry === entry);
        return result ? (result.error ? failed : ok) : absent;
      }),
    };
  });

const entriesOf = results => {
  const there = unique(results.map(({ entry }) => entry));
  return [...ENTRIES.filter(entry => there.includes(entry)), ...there.filter(entry => !ENTRIES.includes(entry))];
};

/** For the terminal. */
export function asTable(results) {
  const rows = [
    ['set-up', 'version', ...entriesOf(results)],
    ...rowsOf(results, { ok: '✓', failed: '✗', absent: '' }).map(({ name, version, cells }) => [name, version, ...cells]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  return rows.map(row => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

/** For docs/packaging.md. `missing`: the set-ups that nobody ran so far. */
export function asMarkdown(results, missing) {
  const rows = rowsOf(results, { ok: '✓', failed: '**fails**', absent: '' });
  const notes = unique(rows.map(({ note }) => note).filter(Boolean));
  const line = cells => `| ${cells.join(' | ')} |`;
  const entries = entriesOf(results);
  return [
    '# Build set-ups',
    '',
    'Each mark is a real call: `npm run test:packaging` installs the packed package into a project of that kind, builds or serves it,',
    'and calls the emulator from its page in Chromium. The call connects, the agent\'s words arrive, it is hung up, and the microphone is off;',
    'neither the page nor the tool has anything to complain of. An empty cell is a combination that nobody needs, or that its note explains.',
    '',
    `Written by \`npm run test:packaging -- --write\` from results of ${unique(results.map(({ date }) => date)).sort().join(' to ')}.`,
    'Direct dependencies are pinned in `tests/package/fixtures/`; what they depend on is what a customer gets who installs that day.',
    '',
    line(['set-up', 'version', ...entries.map(entry => (entry.startsWith('.') ? `\`${entry}\`` : entry))]),
    line(['---', '---', ...entries.map(() => ':-:')]),
    ...rows.map(({ name, version, note, cells }) => line([note ? `${name} [${notes.indexOf(note) + 1}]` : name, version, ...cells])),
    '',
    ...(missing.length ? [`Without a result so far: ${missing.join(', ')}.`, ''] : []),
    ...notes.map((note, index) => `${index + 1}. ${note}`),
    '',
  ].join('\n');
}
