// The stores of known bugs that other processes open, wrong ones and right ones: the definition that a load and a power cut are given.

import { ListStore } from '../../contract/list-store.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Definition } from '../../definition/definition.ts';
import type { SubjectDefinition } from '../../definition/subject.ts';
import sessions from '../definition.ts';
import { openMoved } from './moved-once.ts';
import { SnapshotTables } from './snapshot-tables.ts';
import { type FileWays, WholeFiles } from './whole-files.ts';

const files = (ways: FileWays): SubjectDefinition<SessionStore> => ({
  open: (home, options) => new ListStore(new WholeFiles(home, ways), options),
});

const tables = (begin: 'BEGIN' | 'BEGIN IMMEDIATE'): SubjectDefinition<SessionStore> => ({
  open: (home, options) => new ListStore(new SnapshotTables(home, begin), options),
});

const moved = (marks: 'early' | 'late'): SubjectDefinition<SessionStore> => ({
  open: (home, options) => openMoved(home, options, marks),
});

const VARIANTS = {
  'files, right': files({ lock: 'file' }),
  'files without a lock': files({ lock: 'none', leavesOut: 'sync of the folder' }),
  'files with a lock of one process': files({ lock: 'process', leavesOut: 'sync of the folder' }),
  'files remembered': files({ lock: 'file', leavesOut: 'sync of the folder', remembersMs: 100 }),
  'files in place': files({ lock: 'none', leavesOut: 'rename' }),
  'files not synced': files({ lock: 'none', leavesOut: 'sync of the file' }),
  'folder not synced': files({ lock: 'none', leavesOut: 'sync of the folder' }),
  'tables, right': tables('BEGIN IMMEDIATE'),
  'tables deferred': tables('BEGIN'),
  'moved, right': moved('late'),
  'moved, marked early': moved('early'),
} as const;

export type VariantName = keyof typeof VARIANTS;

const variants: Definition<SessionStore> = {
  ...sessions,
  subjects: { ...VARIANTS, memory: sessions.subjects.memory as SubjectDefinition<SessionStore> },
};

export default variants;
