// What was measured afterwards counts as if the run had gone on, and only if it is of the same.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import { withLonger } from './longer.ts';
import { originOf } from './origins.ts';
import type { BodyRow, Header } from './result.ts';
import type { Results } from './result-file.ts';

const { freshFolder } = useFolder('longer');

function written({ header, rows, footer }: Results, change: Partial<Header> = {}): string {
  const file = join(freshFolder(), 'results.ndjson');
  const lines = [{ ...header, ...change }, ...rows, ...(footer === null ? [] : [footer])];
  writeFileSync(file, lines.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

const run = exampleRun({ trials: 1 });
const longer = exampleRun({ trials: 3, seed: 'longer' });
const trialsOf = ({ rows }: Results) => rows.filter((row) => row.row === 'trial');

test('its trials stand behind those of the run, each in a place of its own', () => {
  const all = withLonger(run, [written(longer), written(exampleRun({ trials: 2, seed: 'again' }))]);
  expect(trialsOf(all)).toHaveLength(6 * trialsOf(run).length);
  expect(new Set(trialsOf(all).map(({ order }) => order)).size).toBe(6 * trialsOf(run).length);
  expect(all.isComplete).toBe(true);
});

test('figures that it took again are figures of their own', () => {
  const withFigure = (results: Results, value: number): Results => ({
    ...results,
    rows: results.rows.map((row) =>
      row.row === 'size'
        ? {
            row: 'figure',
            name: 'overhead',
            operation: 'getOne',
            store: 'sqlite',
            records: row.records,
            unit: '%',
            value,
            order: 3,
          }
        : row,
    ),
  });
  const all = withLonger(withFigure(run, 10), [written(withFigure(longer, 9))]);
  const figures = all.rows.flatMap((row) => (row.row === 'figure' && row.name === 'overhead' ? [row] : []));
  const places = (value: number) =>
    new Set(figures.filter((row) => row.value === value).map(({ order }) => order));
  expect(figures.length).toBeGreaterThan(1);
  expect(places(10)).toEqual(new Set([3]));
  expect(places(9).has(3)).toBe(false);
});

test('its checks count where they failed: what its time did not reach leaves the run as it was', () => {
  const checks = (verdict: 'fail' | 'unknown') =>
    withLonger(run, [
      written({
        ...longer,
        rows: longer.rows.map((row) => (row.row === 'check' ? { ...row, verdict } : row)),
      }),
    ]).rows.filter((row) => row.row === 'check' && row.verdict === verdict).length;
  expect(checks('unknown')).toBe(0);
  expect(checks('fail')).toBeGreaterThan(0);
});

test('of two machines the one that did more else is told', () => {
  const machine = { processors: 2, wallNs: 1, idleShare: 0, othersShare: 0.7, stealShare: 0 };
  expect(withLonger(run, [written(exampleRun({ machine }))]).footer?.machine?.othersShare).toBe(0.7);
});

test.each<[string, Partial<Header>]>([
  ['other sources', { revision: 'b'.repeat(40) }],
  ['another definition', { definition: { ...run.header.definition, name: 'others' } }],
  ['another machine', { environment: { ...run.header.environment, cpuModel: 'Another' } }],
  ['another Node', { environment: { ...run.header.environment, nodeVersion: '27.0.0' } }],
])('%s are refused', (_name, change) => {
  expect(() => withLonger(run, [written(longer, change)])).toThrow('was not measured of the same as the run');
});

test('of a run that two machines made, each adds to what it timed itself', () => {
  const { environment } = run.header;
  const other = { ...run.header, environment: { ...environment, cpuModel: 'Another' } };
  const isThere = (row: BodyRow): boolean => row.row === 'trial' && row.operation === 'getOne';
  const mixed: Results = {
    ...run,
    origins: new Map(run.rows.map((row) => [row, isThere(row) ? { ...run, header: other } : run])),
  };
  const added = (change: Partial<Header>): string[] => {
    const all = withLonger(mixed, [written(longer, change)]);
    const rows = all.rows.slice(run.rows.length).filter((row) => row.row === 'trial');
    expect(rows.map((row) => originOf(row, all).header.seed)).toEqual(rows.map(() => 99));
    return [...new Set(rows.map(({ operation }) => operation))];
  };
  expect(added({ seed: 99 })).not.toContain('getOne');
  expect(added({ seed: 99 }).length).toBeGreaterThan(1);
  expect(added({ seed: 99, environment: other.environment })).toEqual(['getOne']);
});

test('another seed, command or choice is the same subject', () => {
  const file = written(longer, { seed: 43, command: 'storeproof bench', options: {} });
  expect(() => withLonger(run, [file])).not.toThrow();
});
