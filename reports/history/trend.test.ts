import { expect, test } from 'vitest';
import { HISTORY_SCHEMA, type HistoryLine } from '../../results/history-file.ts';
import type { Origin } from '../../results/origins.ts';
import type { BodyRow } from '../../results/result.ts';
import { exampleRun } from '../../sessions/examples/example-run.ts';
import { historyLines } from './history-lines.ts';
import { historyMarkdown, historyScreen } from './history-view.ts';
import { sparkline } from './sparkline.ts';
import { isMoved, trendsOf } from './trend.ts';

const line = (value: number, day: number, more: Partial<HistoryLine> = {}): HistoryLine => ({
  ...{ schema: HISTORY_SCHEMA, run: `run ${day}`, startedAt: new Date(Date.UTC(2026, 0, day)).toISOString() },
  ...{ revision: `revision ${day}`, definition: 'notes', machine: 'one', versions: 'Node 26', lines: 1 },
  ...{ name: 'small/10/get/file', measure: 'latency', unit: 'ns', isBiggerBetter: false },
  p50: { value, low: value * 0.98, high: value * 1.02 },
  ...more,
});
const days = (...values: readonly number[]): HistoryLine[] =>
  values.map((value, day) => line(value, day + 1));

test('the last run is told over the median of those before it, with an interval, whatever the order of the file', () => {
  const [trend] = trendsOf(days(100, 102, 98, 101, 120).toReversed());
  expect(trend).toMatchObject({ values: [100, 102, 98, 101, 120], before: 4 });
  expect(trend?.ratio?.value).toBeCloseTo(120 / 100.5);
  expect(trend?.ratio?.low).toBeCloseTo((120 * 0.98) / 102);
  expect(trend?.ratio?.high).toBeCloseTo((120 * 1.02) / 98);
  expect(trend !== undefined && isMoved(trend)).toBe(true);
});

test('only the last runs count as those before, and of a first run there is no trend', () => {
  const [trend] = trendsOf(
    days(...Array.from({ length: 20 }, () => 50), ...Array.from({ length: 11 }, () => 100)),
  );
  expect(trend).toMatchObject({ before: 10, ratio: { value: 1 } });
  expect(trendsOf(days(7))).toMatchObject([{ ratio: null, before: 0, steps: [] }]);
});

test('a step of the level is told with the run that it began with', () => {
  const values = Array.from({ length: 30 }, (_, day) => (day < 18 ? 100 : 130) + ((day * 7) % 5));
  const [trend] = trendsOf(days(...values));
  expect(trend?.steps).toMatchObject([{ from: 102, to: 132, revision: 'revision 19' }]);
});

test('figures of another kind of machine are kept apart, and p95 is a trend of its own', () => {
  const lines = [
    ...days(100, 100, 100),
    line(900, 4, { machine: 'other' }),
    line(950, 5, { machine: 'other', p95: { value: 1_900, low: 1_800, high: 2_000 } }),
  ];
  expect(trendsOf(lines)).toMatchObject([
    { quantile: 'p50', machine: 'other', values: [900, 950] },
    { quantile: 'p95', values: [1_900] },
  ]);
});

test('a run leaves a line for each figure, all of one run', () => {
  const lines = historyLines(exampleRun({ sizes: [100], trials: 2, samples: 5 }));
  expect(new Set(lines.map(({ run }) => run)).size).toBe(1);
  expect(new Set(lines.map(({ name, measure }) => `${name} ${measure}`)).size).toBe(lines.length);
  expect(lines[0]?.lines).toBe(lines.length);
  expect([...new Set(lines.map(({ measure }) => measure))]).toEqual(
    expect.arrayContaining(['latency', 'throughput', 'file-size']),
  );
  expect(lines.find(({ measure }) => measure === 'latency')).toMatchObject({
    unit: 'ns',
    p95: { value: expect.any(Number) },
  });
});

test('parts of other machines are kept apart, and the load of a quick proof is no part of it', () => {
  const run = exampleRun({ sizes: [100], trials: 2, samples: 5 });
  const { header, footer, rows } = run;
  const on = (cpuModel: string, command: string, options: object = {}): Origin => ({
    header: { ...header, command, options: { ...options }, environment: { ...header.environment, cpuModel } },
    footer,
  });
  const [bench, load, quick] = [
    on('one', 'storeproof bench'),
    on('other', 'storeproof load'),
    on('third', 'storeproof proof', { scale: 'quick' }),
  ];
  const again = rows.filter((row) => row.row === 'load').map((row) => ({ ...row }));
  const origins = new Map<BodyRow, Origin>([
    ...rows.map((row) => [row, row.row === 'load' ? load : bench] as const),
    ...again.map((row) => [row, quick] as const),
  ]);
  const lines = historyLines({ ...run, rows: [...rows, ...again], origins });
  const machines = (isLoad: boolean) => [
    ...new Set(lines.filter(({ name }) => name.startsWith('load/') === isLoad).map(({ machine }) => machine)),
  ];
  expect(machines(true)).toEqual([expect.stringMatching(/^other, /)]);
  expect(machines(false)).toEqual([expect.stringMatching(/^one, /)]);
  expect(lines.map(({ lines: count }) => count)).toEqual(lines.map(() => lines.length));
});

test('what can be 0 or less has no ratio, and does not stand among what moved', () => {
  const around = (...values: readonly number[]): HistoryLine[] =>
    days(...values).map((each) => ({ ...each, name: 'overhead', unit: 'percent', measure: 'overhead' }));
  const trends = trendsOf([...around(-5, -0.3, 1.1, 0, 1.3), ...days(100, 100, 100, 100, 150)]);
  expect(trends.map(({ name }) => name)).toEqual(['small/10/get/file', 'overhead']);
  expect(trends[1]).toMatchObject({ ratio: null, before: 4, steps: [] });
  expect(trends.map(isMoved)).toEqual([true, false]);
});

test('what moved stands first, for people and for a job summary, and nothing of it is a verdict', () => {
  const history = {
    lines: [...days(100, 100, 100, 100, 150), line(100, 6, { name: 'small/10/add/file' })],
    unread: 2,
  };
  const view = { history, trends: trendsOf(history.lines) };
  const screen = historyScreen(view, { head: ['history.ndjson'], ways: [], hasUnicode: true });
  expect(screen.head).toEqual(['history.ndjson', '6 runs', '2 lines could not be read']);
  const [first] = screen.blocks.at(-1)?.table?.rows ?? [];
  expect(first).toMatchObject({
    mark: 'bad',
    cells: ['small/10/get/file', '150 ns', '+50%', '+47% to +53%', '4', '▁▁▁▁█'],
  });
  const markdown = historyMarkdown(view);
  expect(markdown).toContain('nothing of this passes or fails');
  expect(markdown).toContain('| small/10/get/file | 150 ns | +50% |');
});

test('a sparkline spans its values', () => {
  expect(sparkline([1, 2, 3], 10)).toBe('▁▅█');
  expect(sparkline([5, 5], 10)).toBe('▄▄');
  expect(sparkline([9, 1, 2], 2)).toBe('▁█');
  expect(sparkline([1], 10)).toBe('');
});
