// What the load runs measured: the rows of the report's own table, with the verdict on each store.

import type { Check } from '../../../results/result.ts';
import { namesIn } from '../../names.ts';
import type { Report } from '../../report.ts';
import { count } from '../../text/figures.ts';
import { steadyText } from '../notes.ts';
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

/** What the number of lost writes does not say by itself. Behind it: a line of a log begins with its store. */
const REMARKS: Readonly<Record<Check['verdict'], string>> = {
  ok: '',
  fail: ' FAILED',
  'expected-fail': ' !',
  unknown: ' undecided',
};

export function loadBlock(report: Report): Block[] {
  const { loads, checks, doubts } = report;
  const [first] = loads;
  if (first === undefined) return [];
  const { columns, rows } = loadTable(report);
  const shown = columns.flatMap((column, index) => {
    const own = COLUMNS[column.title];
    return own === undefined ? [] : [{ index, column: { title: column.title, align: column.align, ...own } }];
  });
  // Each line says which store it is about: lines of a log are read one by one.
  const stores = loads.flatMap(({ store, operations }) => operations.map(() => store));
  const remarkOn = (store: string | undefined): string => {
    const check = checks.find(({ area, subject }) => area === 'load' && subject === store);
    return check === undefined ? '' : REMARKS[check.verdict];
  };
  const isExpected = checks.some(({ area, verdict }) => area === 'load' && verdict === 'expected-fail');
  const processes = `${count(first.processes)} ${first.processes === 1 ? 'process' : 'processes'}`;
  return [
    {
      title: 'LOAD',
      text: `${processes}, ${namesIn(report).records(first.records)}`,
      table: {
        columns: shown.map(({ column }) => column),
        rows: rows.map((cells, row) => ({
          cells: shown.map(({ index, column }) => {
            const cell = cells[index];
            if (cell === undefined) return '';
            // Of how many calls it is says the line below, where they are too few.
            const text = column.title === 'p99' ? cell.text : cellText(cell);
            return column.title === 'writes lost' && text !== '' ? `${text}${remarkOn(stores[row])}` : text;
          }),
        })),
        rest: 'more: --full',
      },
      foot: [
        ...(isExpected ? ['! loses writes, which is expected of it: it takes no lock'] : []),
        ...doubts
          .filter(({ doubt }) => doubt === 'few-calls')
          .map(
            ({ places }) =>
              `p99 is in doubt in ${count(places.length)} of ${count(rows.length)} rows: fewer than 5 calls took longer`,
          ),
        ...[steadyText(report)].filter((text) => text !== ''),
      ],
    },
  ];
}
