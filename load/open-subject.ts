// The store under load, by name: one of the project's subjects or of a module of one's own.

import type { SessionStore } from '../contract/store.ts';
import type { Subject } from '../subjects/index.ts';

/** Throws E_USAGE for an unknown name, and whatever opening the store throws. */
export async function openSubject(
  name: string,
  home: string,
  subjectsModule: string | null,
): Promise<SessionStore> {
  const subjects = (
    subjectsModule === null ? await import('../subjects/index.ts') : await import(subjectsModule)
  ) as { subjectNamed(name: string): Subject };
  return subjects.subjectNamed(name).open(home);
}
