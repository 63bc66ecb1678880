// Counters by name: a file of lines takes over from one of JSON, and back. Nothing is timed, nothing loaded.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { defineProof } from '../../definition/definition.ts';

type Counts = Readonly<Record<string, number>>;

interface Keeper {
  load(): Counts;
  save(counts: Counts): void;
}

const counters = ({ load, save }: Keeper) => ({
  add: (name: string, by: number): number => {
    if (by > 100) throw Object.assign(new Error(`${by} is too much at once`), { code: 'TOO_MUCH' });
    const counts = { ...load(), [name]: (load()[name] ?? 0) + by };
    save(counts);
    return counts[name] ?? 0;
  },
  total: (): number => Object.values(load()).reduce((sum, count) => sum + count, 0),
  all: (): unknown => Object.entries(load()).toSorted(),
});

const inMemory = (kept = new Map<string, Counts>()): Keeper => ({
  load: () => kept.get('all') ?? {},
  save: (counts) => kept.set('all', counts),
});

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const inFile = (home: string, file = join(home, 'counts.json')): Keeper => ({
  load: () => JSON.parse(textOf(file) || '{}'),
  save: (counts) => writeFileSync(file, JSON.stringify(counts)),
});

/** Counts above the limit are forgotten. */
const inLines = (home: string, limit = 1e9, file = join(home, 'counts.txt')): Keeper => ({
  load: () => JSON.parse(`{${textOf(file).trimEnd().split('\n').join(',')}}`),
  save: (counts) => {
    const kept = Object.entries(counts).filter(([, count]) => count <= limit);
    writeFileSync(file, kept.map(([name, count]) => `${JSON.stringify(name)}:${count}\n`).join(''));
  },
});

export default defineProof<ReturnType<typeof counters>>({
  name: 'counters',
  subjects: {
    memory: { open: () => counters(inMemory()), role: 'model' },
    file: { open: (home) => counters(inFile(home)) },
    lines: { open: (home) => counters(inLines(home)) },
    forgetful: { open: (home) => counters(inLines(home, 150)), role: 'peer' },
  },
  operations: {
    add: { arguments: fc.tuple(fc.constantFrom('a', 'b', '', 'é'), fc.nat(110)), writes: true, weight: 3 },
    total: { arguments: fc.constant([]), writes: false },
  },
  content: (store) => store.all(),
  migrations: {
    'file -> lines': {
      ...{ from: 'file', to: 'lines' },
      run: (from, to) => inLines(to).save(inFile(from).load()),
      back: (from, to) => inFile(to).save(inLines(from).load()),
    },
  },
});
