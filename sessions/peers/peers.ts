// Stores of other makers as subjects: each is loaded when it is opened.

import type { SessionStore } from '../../contract/store.ts';
import type { SubjectDefinition } from '../../definition/subject.ts';
import { lateSubject } from '../../definition/subjects.ts';
import { asDefinition } from '../session-subjects.ts';
import { PEER_NAMES } from './names.ts';

export const PEERS: Readonly<Record<string, SubjectDefinition<SessionStore>>> = Object.fromEntries(
  PEER_NAMES.map((name) => [
    name,
    lateSubject({ role: 'peer' }, async () => asDefinition((await import('./index.ts')).peerNamed(name))),
  ]),
);
