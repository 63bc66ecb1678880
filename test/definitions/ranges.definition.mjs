// A database of ranges takes over from a file. It has everything that a definition may have.

import fc from 'fast-check';
import { Closed, File, Memory, Table } from './ranges-stores.mjs';

const [FIRST, LAST] = ['', '~'];
const keyOf = (record) => `key-${String(record).padStart(6, '0')}`;
const key = fc.constantFrom('a', 'b', 'c', 'aa', "'");
const fill = (store, records) => {
  for (let record = 0; record < records; record++) store.push(keyOf(record), `item ${record}`);
};
const move = (from, to) => {
  for (const [name, items] of from.range(FIRST, LAST)) for (const item of items) to.push(name, item);
};

const targets = [
  { id: 'small', title: 'The database is no larger', tests: [{ quantity: 'size ratio', atMost: 1 }] },
  { id: 'equal', title: 'The stores agree', tests: [{ quantity: 'failed checks' }] },
  {
    id: 'faster',
    title: 'A few keys are read faster',
    tests: [{ quantity: 'ratio', operations: ['few'], atMost: 1 }],
  },
];

export default {
  name: 'ranges',
  subjects: {
    memory: { open: () => new Memory(), role: 'model' },
    file: { open: (home) => new File(home) },
    table: { open: (home) => new Table(home) },
    closed: { open: (home) => new Closed(home), role: 'peer' },
  },
  operations: {
    push: {
      arguments: fc.tuple(key, fc.string({ unit: 'grapheme-ascii', maxLength: 3 })),
      writes: true,
      weight: 2,
    },
    drop: { arguments: fc.tuple(key), writes: true },
    range: { arguments: fc.tuple(key, key), writes: false, weight: 2 },
  },
  content: (store) => store.range(FIRST, LAST),
  migrations: {
    'file -> table': {
      ...{ from: 'file', to: 'table' },
      run: (from, to) => move(new File(from), new Table(to)),
      back: (from, to) => move(new Table(from), new File(to)),
    },
  },
  datasets: { plain: { sizes: [20, 200], fill: (store, { size }) => fill(store, size) } },
  workloads: {
    few: {
      group: 'read',
      prepare: (stage) => ({ calls: [() => stage.store.range(keyOf(3), keyOf(9))] }),
    },
    push: {
      group: 'write',
      prepare: (stage) => ({
        calls: [() => stage.store.push('x', 'y')],
        end: () => void stage.store.drop('x'),
      }),
    },
  },
  load: {
    operations: {
      push: { does: 'append', call: (store, { record, id }) => store.push(keyOf(record), id) },
      range: {
        does: 'read',
        call: (store, { record }) => store.range(keyOf(record), keyOf(record + 1)),
      },
    },
    fill: (store, { records }) => fill(store, records),
    entries: (content) => content.map(([name, items]) => [Number(name.slice('key-'.length)), items]),
    without: (content, isOfLoad) =>
      content.map(([name, items]) => [name, items.filter((item) => !isOfLoad.entry(item))]),
  },
  words: { record: ['key', 'keys'], titles: { file: 'One file', table: 'SQLite' }, targets },
};
