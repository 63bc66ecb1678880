// The part of the page about load: what came out, rates, latencies by percentile, the runs over time, and the highest rates.

import type { Load } from '../../../results/result.ts';
import { settingWords } from '../../judge/load-runs.ts';
import { type Names, namesIn } from '../../names.ts';
import type { Report } from '../../report.ts';
import { count } from '../../text/figures.ts';
import {
  kneesTable,
  loadRunsTable,
  loadTable,
  slopesTable,
  stepsTogether,
  timelineTable,
} from '../load-tables.ts';
import { steadyText } from '../notes.ts';
import type { Table } from '../table.ts';
import { CURVES_MAX, kneeCharts, latencyCurves, loadCharts } from './load-charts.ts';
import { type Chart, escaped, folded, grid, tableMarkup } from './markup.ts';
import { storeColour } from './plot.ts';
import { timelineCharts } from './time-line-charts.ts';

export function load(report: Report): string {
  if (report.loads.length + report.knees.length === 0) return '';
  return [opening(report), latencies(report), timelines(report), growing(report), knees(report)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function opening(report: Report): string {
  const names = namesIn(report);
  const charts = loadCharts(report.loads, names);
  if (report.loads.length === 0) return '';
  return `<section class="load">
<h2>Several processes on one ${escaped(names.home)}</h2>
<p class="note">Every write that a process was told had happened was looked for afterwards. Fairness is what the slowest process of a group did, as a share of the fastest; a wait is a call that met another process.</p>
${charted(charts, 'two')}
<div class="stacked">${tabled(loadRunsTable(report), 'Load runs')}</div>
</section>`;
}

function latencies(report: Report): string {
  const curves = latencyCurves(report);
  const drawn = curves.flatMap(({ charts }) => charts).length;
  const table = tabled(loadTable(report), 'Calls under load');
  if (table === '') return '';
  const few = drawn < CURVES_MAX ? '' : ` The first ${CURVES_MAX} are drawn; the table has all.`;
  const note =
    drawn === 0
      ? ''
      : `How long a call took from the time at which it was meant to begin. Both axes are logarithmic: each step to the right leaves a tenth of the calls, to the longest of all. A percentile is drawn where at least one call took longer. Dashed: the p99 that was promised.${few} `;
  return `<section class="load">
<h2>How long calls took under load</h2>
<p class="note">${escaped(`${note}${steadyText(report)}`)}</p>
${key(report.loads, namesIn(report))}
${curves.map(({ title, charts }) => `${runTitle(title)}\n${grid(charts)}`).join('\n')}
${table}
</section>`;
}

/** Points of all time lines of a page together: each is a hundred bytes, and a page stays below 1 MiB. */
const POINTS_MAX = 3_000;
/** Of one: more would be finer than a pixel. */
const STEPS_EACH_MAX = 240;
const STEPS_EACH_MIN = 12;
/** Rows of a table that anybody reads. */
const ROWS_MAX = 30;
/** The others unfold. */
const OPEN_MAX = 3;
/** Beyond these no time line is drawn. */
const TIMELINES_MAX = 24;

function timelines(report: Report): string {
  const names = namesIn(report);
  const all = report.loads.filter(({ timeline }) => (timeline?.steps.length ?? 0) > 1);
  // What was disturbed on purpose is what one looks for.
  const runs = all
    .toSorted((left, right) => (right.faults?.length ?? 0) - (left.faults?.length ?? 0))
    .slice(0, TIMELINES_MAX);
  if (runs.length === 0) return '';
  const lines = runs.reduce((sum, run) => sum + linesOf(run), 0);
  const stepsMax = Math.max(STEPS_EACH_MIN, Math.min(STEPS_EACH_MAX, Math.floor(POINTS_MAX / lines)));
  const parts = runs.map((run, at) => timelineOf(run, { report, names, stepsMax, isOpen: at < OPEN_MAX }));
  const left = all.length - runs.length;
  const more = left === 0 ? '' : ` ${count(left)} more runs have one in the result file.`;
  return `<section class="load">
<h2>The load over time</h2>
<p class="note">${escaped(`Shaded: what was played on purpose. Of more than four operations, reads and writes are drawn together, with the p99 of the slowest.${more}`)}</p>
${parts.join('\n')}
</section>`;
}

/** Calls a second and p99 of each operation, memory, files. */
const linesOf = ({ operations, timeline }: Load): number =>
  2 * operations.length + 1 + Object.keys(timeline?.steps[0]?.fileBytes ?? {}).length;

function timelineOf(
  run: Load,
  {
    report,
    names,
    stepsMax,
    isOpen,
  }: {
    readonly report: Report;
    readonly names: Names;
    readonly stepsMax: number;
    readonly isOpen: boolean;
  },
): string {
  const title = [names.title(run.store), ...settingWords(run, names)].join(', ');
  const rowsMax = Math.min(ROWS_MAX, stepsMax);
  const [drawnTogether, toldTogether] = [stepsTogether(run, stepsMax), stepsTogether(run, rowsMax)];
  const note = drawnTogether === 1 ? '' : `<p class="note">${escaped(togetherText(run, drawnTogether))}</p>`;
  const rowsNote =
    toldTogether === 1 ? '' : `<p class="note">${escaped(togetherText(run, toldTogether))}</p>`;
  const content = [
    note,
    charted(timelineCharts(run, names, stepsMax), 'two'),
    folded(
      'Second by second',
      `${rowsNote}${tableMarkup(timelineTable(run, report, rowsMax), `${title}, over time`)}`,
    ),
  ].join('\n');
  return isOpen ? `${runTitle(title)}\n${content}` : folded(title, content);
}

const runTitle = (title: string): string => `<h3 class="run">${escaped(title)}</h3>`;

const togetherText = ({ timeline }: Load, together: number): string => {
  const seconds = (together * (timeline?.stepNs ?? 1e9)) / 1e9;
  return `Thinned out: each point stands for ${count(seconds)} s. Calls a second are their mean; p99, memory and sizes the most in any second of them.`;
};

function growing(report: Report): string {
  const table = tabled(slopesTable(report), 'Growth over the time of the load');
  return table === ''
    ? ''
    : `<section class="load">
<h2>What grew over the time of the load</h2>
<p class="note">A straight line through each quantity, without the first tenth of the time (memory in use, which is what is left after collections: without the first half). An interval that holds 0 shows no growth.</p>
${table}
</section>`;
}

function knees(report: Report): string {
  const table = tabled(kneesTable(report), 'Highest rates');
  return table === ''
    ? ''
    : `<section class="load">
<h2>Up to which rate the promised latency is kept</h2>
<p class="note">Filled: the rate was achieved and its p99 kept. Hollow: not. Upright: the highest rate that was kept; dashed: the p99 that was promised.</p>
${key(report.knees, namesIn(report))}
${charted(kneeCharts(report), 'two')}
${table}
</section>`;
}

const charted = (charts: readonly Chart[], layout = ''): string =>
  charts.length === 0 ? '' : grid(charts, layout);

const tabled = (table: Table, label: string): string =>
  table.rows.length === 0 ? '' : tableMarkup(table, label);

const key = (rows: readonly { readonly store: string }[], names: Names): string =>
  `<ul class="key">${[...new Set(rows.map(({ store }) => store))]
    .map(
      (store) =>
        `<li><i style="background:${storeColour(store, names)}"></i>${escaped(names.title(store))}</li>`,
    )
    .join('')}</ul>`;
