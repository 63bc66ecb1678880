// A contestant's stores by its name. Our own are looked up where loading is cheapest: processes that measure how long a
// first page takes load this.

import { storeBelow } from '../../sessions/floors/names.ts';
import type { Subject } from '../../subjects/subject.ts';

/** What the stage needs of a subject. */
export type Opener = Pick<Subject, 'open' | 'isPersistent'> & Partial<Pick<Subject, 'isRemote'>>;

/** Commands of programs that answer the subject protocol, by name. */
export type Programs = Readonly<Record<string, readonly string[]>>;

export interface Sources {
  /** URL of another module with a `subjectNamed`. */
  readonly subjectsModule: string | null;
  readonly programs: Programs;
}

/** Rejects with E_USAGE for an unknown name. */
export async function openerNamed(name: string, { subjectsModule, programs }: Sources): Promise<Opener> {
  const command = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (command !== undefined) {
    const { programSubject } = await import('../../subjects/program-subject.ts');
    return programSubject(command, { name });
  }
  if (subjectsModule !== null) {
    const { subjectNamed } = (await import(subjectsModule)) as { subjectNamed(name: string): Opener };
    return subjectNamed(name);
  }
  const { SUBJECT_NAMES, subjectNamed } = await import('../../subjects/registry.ts');
  const store = storeBelow(name);
  if ((SUBJECT_NAMES as readonly string[]).includes(store)) return subjectNamed(store);
  const { loadPeers } = await import('./peers.ts');
  return (await loadPeers()).peerNamed(store);
}
