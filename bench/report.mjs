// From the calls' marks to the tables that are printed.
import { table } from '../scripts/lib/log.mjs';

export const median = values => {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** When a mark that `test` accepts was passed first, in ms since the click. */
const at = (marks, test) => marks.find(([, what]) => test(what))?.[0];
const is = text => what => what === text;
const steps = [
  ['click -> offer left', marks => at(marks, what => what.includes('SendOfferAsync'))],
  ['offer -> answer', marks => at(marks, is('hub: SdpAnswerReceived')) - at(marks, what => what.includes('SendOfferAsync'))],
  ['answer -> ICE', marks => at(marks, is('ice connected')) - at(marks, is('hub: SdpAnswerReceived'))],
  ['ICE -> DTLS', marks => at(marks, is('peer connected')) - at(marks, is('ice connected'))],
  ['click -> connected', marks => at(marks, is('peer connected'))],
  ['start() resolved', marks => at(marks, is('start() resolved'))],
];

/** @param {{variant: string, marks: [number, string][], exchanges?: {total: number}}[]} calls */
export function report(calls, names, roundTripMs) {
  const rows = [['', ...names]];
  const of = name => calls.filter(({ variant }) => variant === name);
  const medians = step => names.map(name => median(of(name).map(({ marks }) => step(marks)).filter(Number.isFinite)));
  const ms = value => Number.isFinite(value) ? `${Math.round(value)} ms` : '-';
  for (const [label, step] of steps) rows.push([label, ...medians(step).map(ms)]);
  const [sample, ...ours] = medians(steps[4][1]);
  if (names[0] === 'sample') rows.push(['ratio to the sample', '1.00', ...ours.map(value => (value / sample).toFixed(2))]);
  rows.push(['round trips before the offer left', ...medians(steps[0][1]).map(value => (value / roundTripMs).toFixed(1))]);
  rows.push(['  counted as network exchanges', ...names.map(name => of(name).every(call => call.exchanges)
    ? median(of(name).map(call => call.exchanges.total)) : '-')]);
  rows.push(['range of click -> connected', ...names.map(name => {
    const all = of(name).map(({ marks }) => steps[4][1](marks));
    return `${Math.round(Math.min(...all))} - ${Math.round(Math.max(...all))}`;
  })]);
  return table(rows);
}
