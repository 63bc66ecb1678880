// Who is compared on what, and what a process of its own is asked.

import type { SessionStore } from '../contract/store.ts';
import type { BenchDefinition, FullField } from '../definition/bench.ts';
import { FLOORS } from './floors/floors.ts';
import { PUBLISHED } from './workloads/published.ts';

/** The app's store, ours, and the floors that targets are ratios to. */
const CORE: readonly string[] = ['json', 'sqlite', 'floor-json-parse', 'floor-objects', 'floor-driver'];
const ALL: readonly string[] = [
  'json',
  'json-safe',
  'sqlite',
  'sqlite-full',
  'memory',
  ...Object.keys(FLOORS),
];
/** For what lies between the sizes that targets name: only growth is read from it. */
const GROWTH: Pick<FullField, 'stores' | 'isClosed' | 'share'> = {
  stores: ['json', 'sqlite'],
  isClosed: true,
  share: 1 / 3,
};

export const bench: BenchDefinition<SessionStore> = {
  operations: PUBLISHED,
  stores: CORE,
  profiles: ['small'],
  full: [
    { profile: 'small', size: 100, stores: CORE },
    { profile: 'small', size: 300, ...GROWTH },
    { profile: 'small', size: 1_000, stores: ALL },
    { profile: 'small', size: 3_000, ...GROWTH },
    // Growth is read from this end: a single trial would decide nothing.
    { profile: 'small', size: 10_000, stores: CORE, share: 2 / 3 },
    { profile: 'large', size: 100, stores: CORE, share: 2 / 3 },
    { profile: 'japanese', size: 1_000, stores: CORE, share: 2 / 3 },
  ],
  // The store that the house is responsible for, large enough that a read of everything shows.
  compared: { stores: ['sqlite'], profiles: ['small'], records: [300] },
  tasks: async () => (await import('./workloads/fresh-tasks.ts')).tasks,
};
