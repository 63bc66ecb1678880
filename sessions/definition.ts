// The session stores as the first definition. What only some engine needs is loaded when that one asks for it.

import type { SessionStore } from '../contract/store.ts';
import { type Definition, defineProof } from '../definition/definition.ts';
import { programSubject } from '../subjects/index.ts';
import { contentOf } from './content.ts';
import { refusal } from './refusal.ts';
import { asDefinition, sessionSubjects } from './session-subjects.ts';
import { SESSION_WORDS } from './words.ts';

export const sessions: Definition<SessionStore> = defineProof({
  name: 'sessions',
  subjects: sessionSubjects,
  operations: async () => (await import('./operations.ts')).operations,
  content: contentOf,
  load: async () => (await import('./load.ts')).load,
  words: SESSION_WORDS,
  refusal,
  histories: async () => (await import('./histories.ts')).histories,
  program: (command, name) => asDefinition(programSubject(command, { name })),
});

export default sessions;
