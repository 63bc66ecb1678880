// Small histories of which the literature says what they are, and some of our own kinds: each with exactly the anomalies
// that are to be found. The phenomena are those of Adya's thesis and of the paper on Elle, told in our own histories.

import type { AnomalyName } from '../anomaly.ts';

export interface Example {
  readonly title: string;
  /** In the notation of `notation.ts`. */
  readonly history: string;
  readonly found: readonly AnomalyName[];
}

const CLEAN: readonly Example[] = [
  { title: 'nothing at all', history: '', found: [] },
  {
    title: 'appends and reads one after the other, and what was there before',
    history: `
      9 0-1 x+1 x+2
      1 2-3 x+3 x:1,2,3
      2 4-5 x:1,2,3 x+4 y+1
      8 9-10 x:1,2,3,4 y:1`,
    found: [],
  },
  {
    title: 'concurrent appends in either order, seen or not yet',
    history: `
      1 0-9 x+1
      2 0-9 x+2
      3 1-8 x:
      4 1-8 x:2
      8 20-21 x:2,1`,
    found: [],
  },
  {
    title: 'unknown appends, of which one happened, one late, and one never',
    history: `
      1 0-5? x+1
      2 0-5? x+2
      3 0-5? x+3
      4 6-7 x+4
      5 8-9 x:1,4
      8 20-21 x:1,4,2`,
    found: [],
  },
  {
    title: 'a page at the time of the last read that goes on behind it, and one with nothing that was read',
    history: `
      8 20-21 x:1,2
      1 0-9 x+1
      2 0-9 x+2
      1 10-30 x+3
      2 10-30? x+4
      3 19-22 x~2,3
      4 19-22 x~3
      3 23-24 x~3,4`,
    found: [],
  },
  {
    title: 'what a transaction saw that failed or is unknown',
    history: `
      1 0-5 x+1
      2 6-7! x:7
      3 6-7? x:8,9
      8 20-21 x:1`,
    found: [],
  },
  {
    title: 'reads that say how many values are as before, pages and counts',
    history: `
      8 50-51 x:1,2,3,4
      1 0-1 x+1 x:1
      2 2-3 x+2 x:1,2
      2 4-5 x:=2
      3 4-5 x+3
      2 6-7 x:=2,3 x#3 x~2,3 x~3/3
      4 8-9 x+4
      2 10-11 x~3,4 x~4/4 y~ y#0 x:=3,4`,
    found: [],
  },
  {
    title: 'a page that comes before the reads that it is part of',
    history: `
      1 0-1 x+1
      1 2-3 x+2
      2 4-5 x~2 x~1,2/2
      8 9-10 x:1,2`,
    found: [],
  },
  {
    title: 'appends that failed and that nobody saw, and one unknown that was not there at once',
    history: `
      1 0-1! x+1
      1 2-3? x+2
      1 4-5 x:
      8 20-21 x:2`,
    found: [],
  },
  {
    title: 'pages and counts of transactions that failed or are unknown',
    history: `
      8 20-21 x:1,2
      1 0-9 x+1
      1 10-11 x+2
      3 0-1! x~7 x#9 x~2,1
      4 0-1? x~8 x#9`,
    found: [],
  },
  {
    title: 'a read that goes on from one that did not count',
    history: `
      1 0-1 x+1 x:1
      2 2-3! x:1,9
      3 4-5 x+2 x:1,2
      2 6-7 x:=1,2`,
    found: [],
  },
  {
    title: 'reads and appends of the same list in one transaction, and one after the other',
    history: `
      1 0-1 x: x+1 x:1 x+2
      2 2-3 x:1,2 x+3
      3 4-5 x:1,2,3 x+4
      8 20-21 x:1,2,3,4`,
    found: [],
  },
  {
    title: 'a read that began at the moment when the append was acknowledged',
    history: `
      1 0-1 x+1
      2 1-2 x:
      8 20-21 x:1`,
    found: [],
  },
];

const OF_ONE_LIST: readonly Example[] = [
  {
    title: 'lost append: never in the list',
    history: `
      1 0-1 x+1
      2 0-1 x+2
      8 9-10 x:2`,
    found: ['lost-append'],
  },
  {
    title: 'lost append: seen, and then gone',
    history: `
      1 0-1 x+1
      2 2-3 x:1
      8 9-10 x:`,
    found: ['lost-append', 'stale-read', 'G-single-realtime'],
  },
  {
    title: 'lost append: overwritten by what others go on with',
    history: `
      8 9-10 x:1,3
      1 0-1 x+1
      1 2-3 x+2 x:1,2
      2 2-3 x+3`,
    found: ['lost-append', 'incompatible-order'],
  },
  {
    title: 'duplicate append',
    history: `
      1 0-1 x+1
      8 9-10 x:1,1`,
    found: ['duplicate-append'],
  },
  {
    title: 'incompatible order',
    history: `
      1 0-9 x+1
      2 0-9 x+2
      3 5-8 x:1,2
      8 20-21 x:2,1`,
    found: ['incompatible-order'],
  },
  {
    title: 'incompatible order, seen by a read that goes on from a wrong one',
    history: `
      8 50-51 x:1,2
      1 0-20 x+1
      2 0-20 x+2
      5 5-6 x:2
      5 7-8 x:=1,1`,
    found: ['incompatible-order'],
  },
  {
    title: 'incompatible order, seen by a page',
    history: `
      8 50-51 x:1,2,3
      1 0-20 x+1
      2 0-20 x+2
      3 0-20 x+3
      4 5-8 x~3,2`,
    found: ['incompatible-order'],
  },
  {
    title: 'incompatible order, seen by a page with its total',
    history: `
      1 0-20 x+1
      2 0-20 x+2
      3 0-20 x+3
      6 5-8 x~3/2
      8 50-51 x:1,2,3`,
    found: ['incompatible-order'],
  },
  {
    title: 'lost append: seen on a page before it was acknowledged, and gone',
    history: `
      8 20-21 x:1
      1 0-9 x+1
      2 0-30 x+2
      3 10-11 x~1,2`,
    found: ['lost-append', 'stale-read'],
  },
  {
    title: 'an append of unknown outcome that a page showed, and the last read has not',
    history: `
      8 20-21 x:
      1 0-5? x+1
      3 6-7 x~1`,
    found: ['incompatible-order', 'stale-read'],
  },
  {
    title: 'the same beside others that the last read has in its place',
    history: `
      1 0-5? x+1
      3 6-7 x~1
      2 8-9 x+2
      8 20-21 x:2`,
    found: ['incompatible-order', 'reordered'],
  },
  {
    title: 'lost append: seen on a page, acknowledged behind the last read, and not in that',
    history: `
      1 0-30 x+1
      3 6-7 x~1
      2 8-9 x+2
      8 20-21 x:2`,
    found: ['lost-append', 'reordered'],
  },
  {
    title: 'an append of unknown outcome on a page, and on none that was read later',
    history: `
      1 0-5? x+1
      3 6-7 x~1
      4 8-9 x~`,
    found: ['stale-read'],
  },
  {
    title: 'a page that goes on behind the last read, and a shorter one after it',
    history: `
      8 4-5 x:1
      1 0-1 x+1
      1 2-30 x+2
      3 6-7 x~1,2
      4 8-9 x#1`,
    found: ['stale-read'],
  },
  {
    title: 'incompatible order on a page that goes on behind the last read',
    history: `
      8 20-21 x:1,2
      1 0-9 x+1
      2 0-9 x+2
      2 10-30 x+3
      3 19-22 x~2,1,3`,
    found: ['incompatible-order'],
  },
  {
    title: 'phantom value',
    history: `
      1 0-1 x+1
      8 9-10 x:1,7`,
    found: ['phantom-value'],
  },
  {
    title: 'phantom value on a page that nothing else shows',
    history: `
      1 0-1 x+1
      8 2-3 x:1
      2 2-3 x~7`,
    found: ['phantom-value'],
  },
  {
    title: 'G1a: the read of a failed append',
    history: `
      1 0-1! x+1
      2 0-1 x:1
      3 0-9 x+2
      8 9-10 x:`,
    found: ['aborted-read', 'stale-read'],
  },
  {
    title: 'G1a beside the order',
    history: `
      8 20-21 x:2
      1 0-9! x+1
      2 3-9 x+2
      3 0-9 x:1`,
    found: ['aborted-read', 'incompatible-order'],
  },
  {
    title: 'an append behind one that failed',
    history: `
      1 0-1! x+1
      2 2-3 x+2
      8 9-10 x:1,2`,
    found: ['aborted-read', 'dirty-update'],
  },
  {
    title: 'internal: a transaction without its own append',
    history: `
      1 0-9 x+1 x:
      8 20-21 x:1`,
    found: ['internal'],
  },
  {
    title: 'internal: a transaction that saw its own append before',
    history: `
      1 0-9 x:1 x+1
      8 20-21 x:1`,
    found: ['internal'],
  },
];

const IN_TIME: readonly Example[] = [
  {
    title: 'stale read of another process',
    history: `
      1 0-1 x+1
      2 2-3 x:
      8 9-10 x:1`,
    found: ['stale-read', 'G-single-realtime'],
  },
  {
    title: 'stale read behind the read of an append that is not over yet',
    history: `
      1 0-20 x+1
      2 2-3 x:1
      3 4-5 x:
      8 30-31 x:1`,
    found: ['stale-read', 'G-single-realtime'],
  },
  {
    title: 'stale read by a process that knew better, where no clock tells',
    history: `
      1 0-20 x+1
      2 2-3 x:1
      2 3-5 x:
      8 30-31 x:1`,
    found: ['stale-read'],
  },
  {
    title: 'stale count behind a count',
    history: `
      1 0-9 x+1
      2 2-3 x#1
      3 4-5 x#0`,
    found: ['stale-read'],
  },
  {
    title: 'stale page',
    history: `
      8 20-21 x:1,2
      1 0-1 x+1
      1 2-3 x+2
      2 4-5 x~1`,
    found: ['stale-read', 'G-single-realtime'],
  },
  {
    title: 'stale page that came before the reads that it is part of',
    history: `
      1 0-1 x+1
      1 2-3 x+2
      2 4-5 x~1
      8 20-21 x:1,2`,
    found: ['stale-read', 'G-single-realtime'],
  },
  {
    title: 'stale read behind the ends of others',
    history: `
      1 0-1 x+1
      3 0-2 y+1
      4 0-3 y+2
      2 6-7 x:
      8 20-21 x:1 y:1,2`,
    found: ['stale-read', 'G-single-realtime'],
  },
  {
    title: 'a failed append before one that had been acknowledged',
    history: `
      1 0-1 x+1
      2 2-3! x+2
      8 20-21 x:2,1`,
    found: ['aborted-read', 'dirty-update'],
  },
  {
    title: 'reordered by one process',
    history: `
      1 0-1 x+1
      1 1-2 x+2
      8 9-10 x:2,1`,
    found: ['reordered'],
  },
  {
    title: 'G0-realtime: reordered between processes',
    history: `
      1 0-1 x+1
      2 2-3 x+2
      8 9-10 x:2,1`,
    found: ['reordered', 'G0-realtime'],
  },
  {
    title: 'G1c-realtime: a read from the future',
    history: `
      2 0-1 x:1
      1 2-3 x+1`,
    found: ['reordered', 'G1c-realtime'],
  },
  {
    title: 'G-single-realtime over two lists',
    history: `
      1 0-9 x+1 y+1
      2 2-3 y:1
      3 4-5 x:
      8 20-21 x:1 y:1`,
    found: ['G-single-realtime'],
  },
  {
    title: 'G2-item-realtime over two lists',
    history: `
      1 0-20 y+1
      2 0-20 y:1 x:
      3 1-2 x+1
      4 3-4 y:
      8 30-31 x:1 y:1`,
    found: ['G2-item-realtime'],
  },
  {
    title: 'the same without anybody who had ended before',
    history: `
      1 0-20 y+1
      2 0-20 y:1 x:
      3 1-3 x+1
      4 3-4 y:
      8 30-31 x:1 y:1`,
    found: [],
  },
  {
    title: 'an unknown append that happened later, and one before it began',
    history: `
      1 5-6? x+1
      2 8-9 x:
      3 0-1 y:1
      1 6-7? y+1
      8 20-21 x:1 y:1`,
    found: ['reordered', 'G1c-realtime'],
  },
];

const CYCLES: readonly Example[] = [
  {
    title: 'G0: two writers of two lists, in either order',
    history: `
      1 0-9 x+1 y+1
      2 0-9 x+2 y+2
      8 20-21 x:1,2 y:2,1`,
    found: ['G0'],
  },
  {
    title: 'G0 beside weaker cycles of the same transactions',
    history: `
      1 0-9 x+1 y+1 z:1
      2 0-9 x+2 y+2 z+1
      8 20-21 x:1,2 y:2,1 z:1`,
    found: ['G0'],
  },
  {
    title: 'G0 around the append of a failed transaction',
    history: `
      1 0-9 x+1 y+1
      2 0-9 x+2 y+2
      3 0-9! x+3
      8 20-21 x:1,3,2 y:2,1`,
    found: ['aborted-read', 'dirty-update', 'G0'],
  },
  {
    title: 'G1b: the middle of a transaction',
    history: `
      1 0-9 x+1 x+2
      2 0-9 x:1
      8 20-21 x:1,2`,
    found: ['intermediate-read', 'G-single'],
  },
  {
    title: 'G1c: two transactions that saw each other',
    history: `
      1 0-9 x+1 y:1
      2 0-9 y+1 x:1
      8 20-21 x:1 y:1`,
    found: ['G1c'],
  },
  {
    title: 'the first example of Elle’s own pages: appended before, and saw what came after',
    history: `
      1 0-9 x+1 y:1
      2 0-9 x+2 y+1
      3 0-9 x:1,2`,
    found: ['G1c'],
  },
  {
    title:
      'read skew as the paper on Elle tells it of TiDB: a list that was read, and appended to behind another one',
    history: `
      9 0-1 x+2
      9 2-3 x+1
      1 10-19 x:2,1 y+5 x+4
      2 10-19 x+5
      3 10-19 x:2,1,5,4`,
    found: ['G-single'],
  },
  {
    title: 'internal, as the paper on Elle tells it of FaunaDB: an index without what was just appended',
    history: `
      1 0-9 x+6 x:
      2 10-19 x:6`,
    found: ['internal'],
  },
  {
    title: 'G2-item of three transactions, none of which saw the next',
    history: `
      1 0-9 x: y+1
      2 0-9 y: z+1
      3 0-9 z: x+1
      8 20-21 x:1 y:1 z:1`,
    found: ['G2-item'],
  },
  {
    title: 'G-single: read skew',
    history: `
      1 0-9 x+1 y+1
      2 0-9 x: y:1
      8 20-21 x:1 y:1`,
    found: ['G-single'],
  },
  {
    title: 'G-single: a list read twice, with an append between',
    history: `
      1 0-9 x+1
      2 0-9 x: x:1
      8 20-21 x:1`,
    found: ['G-single'],
  },
  {
    title: 'G-single: an effect without its cause',
    history: `
      1 0-9 x+1
      2 0-9 x:1 y+1
      3 0-9 y:1 x:
      8 20-21 x:1 y:1`,
    found: ['G-single'],
  },
  {
    title: 'G-single: half of an unknown transaction, and of one whose other half nobody saw',
    history: `
      1 0-9? x+1 y+1
      2 0-9 x:1 y:
      3 0-9? u+1 v+1
      4 0-9 u:1 v:
      8 20-21 x:1 y:1 u:1 v:`,
    found: ['G-single'],
  },
  {
    title: 'lost update',
    history: `
      1 0-9 x: x+1
      2 0-9 x: x+2
      8 20-21 x:1,2`,
    found: ['lost-update', 'G-single'],
  },
  {
    title: 'lost update of which one append is gone',
    history: `
      1 0-9 x: x+1
      2 0-9 x: x+2
      8 20-21 x:2`,
    found: ['lost-append', 'lost-update'],
  },
  {
    title: 'G2-item: write skew',
    history: `
      1 0-9 x: y: x+1
      2 0-9 x: y: y+1
      8 20-21 x:1 y:1`,
    found: ['G2-item'],
  },
  {
    title: 'G2-item: long fork',
    history: `
      1 0-9 x+1
      2 0-9 y+1
      3 0-9 x:1 y:
      4 0-9 x: y:1
      8 20-21 x:1 y:1`,
    found: ['G2-item'],
  },
  {
    title: 'two cycles that have nothing to do with each other',
    history: `
      1 0-9 x+1 y+1
      2 0-9 x: y:1
      3 0-9 u: v: u+1
      4 0-9 u: v: v+1
      8 20-21 x:1 y:1 u:1 v:1`,
    found: ['G-single', 'G2-item'],
  },
];

export const EXAMPLES: readonly Example[] = [...CLEAN, ...OF_ONE_LIST, ...IN_TIME, ...CYCLES];
