// Our own stores by name. Each implementation is loaded when it is first opened, so that a run over the file store
// never loads the database driver.

import { StoreError } from '../contract/errors.ts';
import { MemoryStore } from '../contract/memory-store.ts';
import type { SessionStore } from '../contract/store.ts';
import type { OpenOptions, SessionSubject } from './subject.ts';

interface Entry {
  readonly isPersistent: boolean;
  readonly hasSessionFiles: boolean;
  readonly open: (home: string, options: OpenOptions) => Promise<SessionStore>;
}

const ENTRIES = {
  memory: {
    isPersistent: false,
    hasSessionFiles: false,
    open: async (_home, options) => new MemoryStore(options),
  },
  json: {
    isPersistent: true,
    hasSessionFiles: true,
    open: (home, options) => openJson(home, 'faithful', options),
  },
  'json-safe': {
    isPersistent: true,
    hasSessionFiles: true,
    open: (home, options) => openJson(home, 'safe', options),
  },
  sqlite: {
    isPersistent: true,
    hasSessionFiles: false,
    open: async (home, options) => (await sqlite()).openSqliteStore({ home }, options),
  },
  'sqlite-full': {
    isPersistent: true,
    hasSessionFiles: false,
    open: async (home, options) =>
      (await sqlite()).openSqliteStore({ home }, { ...options, durability: 'full' }),
  },
  'sqlite-memory': {
    isPersistent: false,
    hasSessionFiles: false,
    open: async (_home, options) => (await sqlite()).openSqliteStore({ file: ':memory:' }, options),
  },
} as const satisfies Record<string, Entry>;

export type SubjectName = keyof typeof ENTRIES;
export const SUBJECT_NAMES: readonly SubjectName[] = Object.keys(ENTRIES) as SubjectName[];

const isSubjectName = (name: string): name is SubjectName => Object.hasOwn(ENTRIES, name);

/** Throws E_USAGE for a name that is none. */
export function subjectNamed(name: string): SessionSubject {
  if (!isSubjectName(name)) {
    throw new StoreError(
      'E_USAGE',
      `There is no store named "${name}". There are ${SUBJECT_NAMES.join(', ')}.`,
    );
  }
  const { isPersistent, open } = ENTRIES[name];
  return { name, isPersistent, isRemote: false, open: (home, options = {}) => open(home, options) };
}

/** Whether the store keeps the app's files, and so has the debate writer and the operations on files. */
export const hasSessionFiles = (name: string): boolean =>
  isSubjectName(name) && ENTRIES[name].hasSessionFiles;

async function openJson(
  home: string,
  mode: 'faithful' | 'safe',
  options: OpenOptions,
): Promise<SessionStore> {
  const { openJsonStore } = await import('../impl-json/index.ts');
  return openJsonStore({ home, mode, ...options });
}

const sqlite = (): Promise<typeof import('../impl-sqlite/index.ts')> => import('../impl-sqlite/index.ts');
