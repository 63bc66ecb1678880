import { expect, test } from 'vitest';
import type { BodyRow } from '../../results/result.ts';
import { reportOf } from '../example-report.ts';
import { comparedRows, comparedRun, comparisonOf, judgedAs } from '../fixtures/compared-run.ts';
import { namesIn } from '../names.ts';
import { renderHtml } from '../render/html/page.ts';
import { renderMarkdown } from '../render/markdown.ts';
import { drawScreen } from '../render/screen/draw.ts';
import { runScreen } from '../render/screen/run-screen.ts';
import { renderTerminal } from '../render/terminal.ts';
import { columnsOf } from '../text/columns.ts';
import { comparedCases } from './cases.ts';
import { type Compared, comparedExitCode, comparedOf } from './compared.ts';
import { comparedSummary } from './summary.ts';
import {
  comparedText,
  effectText,
  nextStep,
  notComparedLines,
  rangeText,
  sameCommitText,
  sureText,
} from './words.ts';

const compared = (rows: readonly BodyRow[]): Compared => comparedOf(rows) as Compared;
const without = (...verdicts: readonly string[]): BodyRow[] =>
  comparedRows().filter((row) => row.row !== 'comparison' || !verdicts.includes(row.verdict));
const NAMES = namesIn(comparedRun());

test('regressions come first, then what cannot be told, then improvements, then the rest', () => {
  const { comparisons, notCompared, itself } = compared(comparedRows());
  expect(comparisons.map(({ row }) => row.verdict)).toEqual([
    'regressed',
    'cannot tell',
    'improved',
    ...['fine', 'fine', 'fine'],
  ]);
  expect(notCompared.map(({ operation }) => operation)).toEqual(['old', 'new']);
  expect(itself).toMatchObject([{ row: { operation: 'find' }, pairs: 12, baseNs: 100_000 }]);
});

test('of several that regressed the one furthest beyond its floor is first, whichever quantile shows it', () => {
  const rows = [
    comparisonOf('slow', 'regressed', { p50: judgedAs(20, 1, 'regressed') }),
    comparisonOf('tail', 'regressed', {
      p50: judgedAs(0, 1, 'fine'),
      p95: judgedAs(80, 9, 'regressed', 0.05),
    }),
    comparisonOf('slightly', 'regressed', { p50: judgedAs(4, 1, 'regressed') }),
  ];
  expect(compared(rows).comparisons.map(({ row }) => row.operation)).toEqual(['tail', 'slow', 'slightly']);
});

const OTHER = comparisonOf('find', 'not compared', {
  detail: 'The sides do other work: their answers differ.',
});
const BROKEN = comparisonOf('add', 'failed', {
  processes: [],
  detail: 'The head could not be filled: Error: There is no note "note-0".',
});
const NEITHER = comparisonOf('gone', 'not compared', {
  reason: 'neither',
  detail: 'Neither side offers it: no second writer.',
});
const COMPARING = comparedRows().filter((row) => row.row === 'comparing');

test.each([
  ['a regression beside all else', comparedRows(), 'regressed', 3],
  ['one that cannot be told', without('regressed'), 'cannot tell', 12],
  ['improvements and what one side has', without('regressed', 'cannot tell'), 'fine', 0],
  ['a side that fails', [...comparedRows(), BROKEN], 'failed', 3],
  ['other work', [...without('regressed'), OTHER], 'not compared', 12],
  ['what neither side offers', [...without('regressed', 'cannot tell'), NEITHER], 'fine', 0],
  ['nothing that both sides have', COMPARING, 'not compared', 12],
  ['a run without an end', without('regressed', 'cannot tell').slice(0, -1), 'cannot tell', 12],
] as const)('%s makes the verdict', (_, rows, verdict, exitCode) => {
  expect(compared(rows).verdict).toBe(verdict);
  expect(comparedExitCode(verdict)).toBe(exitCode);
  // Only noise is forgiven.
  expect(comparedExitCode(verdict, 'warn')).toBe(verdict === 'cannot tell' ? 0 : exitCode);
});

test('a side that fails has its own words, and no figures of what was not measured', () => {
  const report = reportOf(comparedRun([BROKEN, ...COMPARING]));
  const style = { width: 100, hasColour: false, hasUnicode: true };
  const screen = drawScreen(runScreen(report, []), style);
  for (const text of [
    'FAILED   A side fails at 1 of 1 benchmark',
    'add a note: The head could not be filled',
  ])
    expect(screen).toContain(text);
  for (const page of [screen, renderMarkdown(report), comparedSummary(report, 1e6)])
    expect(page).not.toMatch(/0 ns|0 pairs|false alarm|more trials|Measure again|figures was measured/);
  expect(comparedCases(report.compared as Compared, NAMES, () => undefined)).toMatchObject([
    { outcome: 'failed', message: BROKEN.detail },
  ]);
});

test('what does other work is named with what differs', () => {
  const report = reportOf(comparedRun([OTHER, ...COMPARING]));
  const style = { width: 100, hasColour: false, hasUnicode: true };
  expect(drawScreen(runScreen(report, []), style)).toContain(
    'The sides do other work: their answers differ: find',
  );
});

test('where the time was over, a longer one is named', () => {
  const over = comparisonOf('add', 'cannot tell', {
    reason: 'time over',
    detail: 'The time was over before it was decided.',
  });
  const [step] = nextStep(compared([over]), true, 2);
  expect(step).toBe('Measure again longer, and when the machine is quieter: --ops add --budget 180.');
});

test('what is not compared without a reason, or in other words, is other work', () => {
  const unexplained = comparisonOf('add', 'not compared', { detail: 'Only the base has it.' });
  expect(compared([unexplained, ...COMPARING]).verdict).toBe('not compared');
});

test('an open p95 does not hide that the median is fine, and does not pass', () => {
  const tail = comparisonOf('find', 'cannot tell', {
    p50: judgedAs(0.4, 1, 'fine'),
    p95: judgedAs(4, 12, 'cannot tell', 0.05),
  });
  const rows = [...without('regressed', 'cannot tell').slice(0, -1), tail, ...COMPARING];
  const report = reportOf(comparedRun(rows));
  expect(comparedText(compared(rows), NAMES)).toContain(
    '1 of 5 benchmarks cannot be told, it in the p95 alone: the median is not slower.',
  );
  expect(compared(rows).verdict).toBe('cannot tell');
  const style = { width: 120, hasColour: false, hasUnicode: true };
  expect(drawScreen(runScreen(report, []), style)).toContain('(-8 to +16) ?');
  expect(renderMarkdown(report)).toContain('fine (p95 cannot tell)');
  const [open] = comparedCases(report.compared as Compared, NAMES, () => undefined);
  expect(open).toMatchObject({ outcome: 'skipped', message: expect.stringContaining('The median is fine') });
});

test('what neither side offers is named as that', () => {
  const lines = notComparedLines(compared([...comparedRows(), NEITHER]), NAMES, null);
  expect(lines.map(({ name }) => name)).toEqual([
    'only in base',
    'only in head',
    'Neither side offers it: no second writer',
  ]);
});

test('a run that compared nothing is told as before', () => {
  expect(comparedOf([])).toBeNull();
});

test.each([
  [3.04, 0.03, '+3.04%'],
  [2.96, 0.03, '+2.96%'],
  [5.0001, 0.05, '+5.0001%'],
  [15.23, 0.03, '+15%'],
  [-0.04, 0.03, '-0.04%'],
  [200, 0.03, '+200%'],
])('an effect of %d%% beside a floor of %d never reads as on its other side', (percent, floor, text) => {
  expect(effectText(judgedAs(percent, 1, 'fine', floor))).toBe(text);
});

test('two sides of one commit are said to be one, unless something is not committed', () => {
  expect(sameCommitText('main (0123456789ab)', '0123456789ab')).toMatch(/^Both sides are the same commit/);
  expect(sameCommitText('main (0123456789ab)', 'this folder (0123456789ab with changes)')).toBeNull();
  expect(sameCommitText('../before', '../before')).toBeNull();
});

test('both ends of an interval have the places of the larger one', () => {
  const judged = { ...judgedAs(-1.6, 1, 'fine'), low: 1 - 0.032, high: 1.00049 };
  expect(rangeText(judged)).toBe('(-3.2 to 0)');
  expect(rangeText({ ...judged, high: 1.0061 })).toBe('(-3.2 to +0.6)');
});

test('the first sentence names the benchmark, its effect, and that it was confirmed', () => {
  expect(comparedText(compared(comparedRows()), NAMES)).toBe(
    'add a note: median +15% (+13 to +17) and p95 +14% (+8 to +20) in head, confirmed by fresh processes. 1 faster.',
  );
  expect(comparedText(compared(without('regressed', 'cannot tell')), NAMES)).toContain(
    'None of 4 benchmarks',
  );
  expect(comparedText(compared(COMPARING), NAMES)).toBe('Nothing was compared.');
});

test('the screen has what was compared, how sure it is and what was left out, in 25 lines of 100 columns', () => {
  const ways = [{ label: 'Report', text: 'report.html' }];
  const style = { width: 100, hasColour: false, hasUnicode: true };
  const screen = drawScreen(runScreen(reportOf(comparedRun(comparedRows(60))), ways), style);
  const lines = screen.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(25);
  expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(100);
  for (const text of [
    'REGRESSED   add a note: median +15%',
    'base: main (0123456789ab)',
    'with uncommitted changes',
    '? find',
    '✓ quick',
    'and 5',
    'Measure again: --ops find.',
    'only in base: old',
    'only in head: new',
    '0.98% of such gates give a false alarm',
    '4.1% of any median, 7.2% of any p95',
  ]) {
    expect(screen).toContain(text);
  }
});

test('where few processes would find nothing, no number stands for that', () => {
  const rows = comparedRows().map(
    (row): BodyRow =>
      row.row === 'comparing' ? { ...row, smallestEffect: { p50: 0.45, p95: 19_070 } } : row,
  );
  expect(sureText(compared(rows)).join(' ')).toContain(
    'it would find 45% of any median, no slowdown of every p95 (1 benchmark',
  );
});

test('what would be found says of how many benchmarks there is no p95', () => {
  const found = (rows: readonly BodyRow[]): string | undefined =>
    sureText(compared(rows)).find((text) => text.startsWith('Here and now'));
  expect(found(comparedRows())).toBe(
    'Here and now it would find 4.1% of any median, 7.2% of any p95 (1 benchmark without a p95: too few calls in a block).',
  );
  expect(found(without('cannot tell'))).toBe(
    'Here and now it would find 4.1% of any median, 7.2% of any p95.',
  );
});

test('terminal, Markdown and HTML have every benchmark in one table', () => {
  const report = reportOf(comparedRun());
  const pages = [
    renderTerminal(report, { width: 160, hasColour: false, hasUnicode: true }),
    renderMarkdown(report),
    renderHtml(report),
  ];
  for (const page of pages) {
    expect(page.match(/Base against head/g)?.length).toBeGreaterThan(0);
    for (const text of ['add a note', '+15%', 'regressed', 'improved', 'not compared'])
      expect(page).toContain(text);
    expect(page).not.toContain('Nothing was checked');
  }
});

test('services get a case for each benchmark, the worst first, and a summary that fits', () => {
  const report = reportOf(comparedRun());
  const cases = comparedCases(report.compared as Compared, NAMES, (file) => ({ file, line: 7 }));
  expect(cases.slice(0, 3)).toMatchObject([
    { outcome: 'failed', type: 'regression', place: { file: 'add', line: 7 } },
    { outcome: 'skipped' },
    { outcome: 'passed' },
  ]);
  expect(cases.filter(({ isQuiet }) => isQuiet === true)).toHaveLength(2);
  const whole = comparedSummary(report, 1e6) ?? '';
  expect(whole).toContain('## Base against head: regressed');
  const short = comparedSummary(report, Buffer.byteLength(whole) - 1) ?? '';
  expect(short).toMatch(/\d more, none of them worse/);
  expect(short).toContain('add a note');
  expect(comparedSummary(report, 10)).toBeNull();
});
