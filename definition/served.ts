// A store of a definition in a process of its own, over the subject protocol.

import { programFile } from '../contract/package-root.ts';
import type { Source } from './source.ts';
import { type Subject, subjectOf } from './subjects.ts';

/** A program is served as it is. Throws E_USAGE for a name that is none. */
export function servedSubject<Store>({ url, definition }: Source<Store>, name: string): Subject<Store> {
  const subject = subjectOf(definition, name);
  if (subject.isRemote) return subject;
  const command = definition.served?.(name) ?? [
    process.execPath,
    programFile('definition/serve-process'),
    ...[url, name],
  ];
  const served = `${name} over stdio`;
  return { ...subjectOf(definition, served, { [served]: command }), isPersistent: subject.isPersistent };
}
