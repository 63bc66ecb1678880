// What the load runs measured: the rows of the report's own table, marked with the verdict on each store.

import type { Check } from '../../../contract/result.ts';
import type { Report } from '../../report.ts';
import { count } from '../../text/figures.ts';
import { cellText } from '../table.ts';
import { loadTable } from '../tables.ts';
import type { Block, Mark, ScreenColumn } from './screen.ts';

export const CHECK_MARKS: Readonly<Record<Check['verdict'], Mark>> = {
  ok: 'good',
  fail: 'bad',
  'expected-fail': 'expected',
  unknown: 'open',
};

/** Columns of the table: those without a number are always there, the highest go first. */
const COLUMNS: Readonly<Record<string, Partial<ScreenColumn>>> = {
  Store: { title: '' },
  Operation: { title: 'operation' },
  Rate: { title: 'rate' },
  p50: { rank: 3 },
  p99: { rank: 1 },
  'p99, steady': { rank: 4 },
  Longest: { title: 'longest', rank: 2 },
  Failed: { title: 'failed', rank: 0 },
  'Writes lost': { title: 'writes lost' },
};

export function loadBlock(report: Report): Block[] {
  const { loads, checks } = report;
  const [first] = loads;
  if (first === undefined) return [];
  const { columns, rows } = loadTable(report);
  const shown = columns.flatMap((column, index) => {
    const own = COLUMNS[column.title];
    return own === undefined ? [] : [{ index, column: { title: column.title, align: column.align, ...own } }];
  });
  const starts = new Map<number, string>();
  let at = 0;
  for (const { store, operations } of loads) {
    starts.set(at, store);
    at += operations.length;
  }
  const verdictOn = (store: string | undefined): Mark | undefined => {
    const check = checks.find(({ area, subject }) => area === 'load' && subject === store);
    return check === undefined ? undefined : CHECK_MARKS[check.verdict];
  };
  const processes = `${count(first.processes)} ${first.processes === 1 ? 'process' : 'processes'}`;
  return [
    {
      title: 'LOAD',
      text: `${processes}, ${count(first.sessions)} sessions`,
      table: {
        columns: shown.map(({ column }) => column),
        rows: rows.map((cells, row) => {
          const mark = verdictOn(starts.get(row));
          const texts = shown.map(({ index }) => {
            // The name of a store stands in its first row.
            const cell = cells[index];
            return cell === undefined || (index === 0 && !starts.has(row)) ? '' : cellText(cell);
          });
          return { ...(mark !== undefined && { mark }), cells: texts };
        }),
        rest: 'more: --full',
      },
    },
  ];
}
