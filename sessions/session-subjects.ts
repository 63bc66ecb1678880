// The session stores as subjects of a definition: those of the registry, the phases of a migration, and a store of tests that
// has a name of its own.

import type { SessionStore } from '../contract/store.ts';
import type { SubjectDefinition } from '../definition/subject.ts';
import { type Subject, subjectFrom } from '../definition/subjects.ts';
import { SUBJECT_NAMES, subjectNamed } from '../subjects/registry.ts';
import { APP_METHODS, CONTRACT_METHODS, offeredBy, type SessionSubject } from '../subjects/subject.ts';
import { phaseSubjects } from './phase-subjects.ts';

export const sessionSubjects: Readonly<Record<string, SubjectDefinition<SessionStore>>> = {
  ...Object.fromEntries(SUBJECT_NAMES.map((name) => [name, asDefinition(subjectNamed(name))])),
  ...phaseSubjects,
  memory: {
    ...asDefinition(subjectNamed('memory')),
    open: async (_home, options) => new (await import('./model.ts')).ModelStore(options),
    role: 'model',
    // What it does as the app's debate writer is for others to be compared with.
    offered: () => new Set([...APP_METHODS, ...CONTRACT_METHODS]),
  },
};

/** A store of tests, or a program, as the engines take it. */
export const asSubject = (subject: SessionSubject): Subject<SessionStore> =>
  subjectFrom(subject.name, asDefinition(subject));

export function asDefinition(subject: SessionSubject): SubjectDefinition<SessionStore> {
  const { isPersistent, isRemote } = subject;
  return {
    isPersistent,
    isRemote,
    open: (home, { mayRemember = false, ...options }) =>
      subject.open(home, { ...options, remembersFiles: mayRemember }),
    kill: (store) => (canBeKilled(store) ? store.kill() : store.close()),
    offered: offeredBy,
  };
}

const canBeKilled = (store: SessionStore): store is SessionStore & { kill(): Promise<void> } =>
  'kill' in store && typeof store.kill === 'function';
