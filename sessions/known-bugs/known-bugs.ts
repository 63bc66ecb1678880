// All known bugs, in the order in which they are looked at.

import { COPY_BUGS } from './copy-bugs.ts';
import type { KnownBug } from './known-bug.ts';
import { MIGRATION_BUGS } from './migration-bugs.ts';
import { PROCESS_BUGS } from './process-bugs.ts';
import { QUERY_BUGS } from './query-bugs.ts';
import { TABLE_BUGS } from './table-bugs.ts';

export const KNOWN_BUGS: readonly KnownBug[] = [
  ...PROCESS_BUGS,
  ...MIGRATION_BUGS,
  ...COPY_BUGS,
  ...TABLE_BUGS,
  ...QUERY_BUGS,
];
