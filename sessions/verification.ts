// What a verification of the session stores has beside the parts that every definition has.

import type { SessionStore } from '../contract/store.ts';
import type { Parts } from '../definition/verification.ts';

export const verification: Parts<SessionStore> = {
  losslessness: async () => (await import('./losslessness/part.ts')).losslessness,
  'known bugs': async () => (await import('./known-bugs/part.ts')).knownBugs,
  mutants: async () => (await import('./mutants/part.ts')).mutants,
  checkers: async () => (await import('./checks/part.ts')).checkers,
};
