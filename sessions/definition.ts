// The session stores as the first definition. What only some engine needs is loaded when that one asks for it.

import type { SessionStore } from '../contract/store.ts';
import { type Definition, defineProof } from '../definition/definition.ts';
import { lateSubject } from '../definition/subjects.ts';
import { serveCommand } from '../subjects/serve-command.ts';
import { contentOf } from './content.ts';
import { FLOORS, LOAD_FLOORS } from './floors/floors.ts';
import { PEERS } from './peers/peers.ts';
import { refusal } from './refusal.ts';
import { asDefinition, sessionSubjects } from './session-subjects.ts';
import { SESSION_WORDS } from './words.ts';

export const sessions: Definition<SessionStore> = defineProof({
  name: 'sessions',
  subjects: { ...sessionSubjects, ...FLOORS, ...LOAD_FLOORS, ...PEERS },
  operations: async () => (await import('./operations.ts')).operations,
  content: contentOf,
  load: async () => (await import('./load.ts')).load,
  changes: async () => (await import('./changes.ts')).changes,
  damage: {
    sqlite: { '.db-wal': 'log', '.db': 'data' },
    'json-safe': { '.json': 'plain' },
  },
  faults: async () => (await import('./faults.ts')).faults,
  verification: async () => (await import('./verification.ts')).verification,
  words: SESSION_WORDS,
  versions: async () => ({ SQLite: (await import('../impl-sqlite/index.ts')).sqliteVersion() }),
  refusal,
  histories: async () => (await import('./histories.ts')).histories,
  datasets: async () => (await import('./datasets/datasets.ts')).datasets,
  workloads: async () => (await import('./workloads/registry.ts')).WORKLOADS,
  bench: async () => (await import('./bench.ts')).bench,
  program: (command, name) =>
    lateSubject({ isRemote: true }, async () => {
      const { programSubject } = await import('../subjects/program-subject.ts');
      return asDefinition(programSubject(command, { name }));
    }),
  served: serveCommand,
});

export default sessions;
