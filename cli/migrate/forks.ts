// What verbs say of session files that hold what the database may lack.

import type { Context } from '../context.ts';
import { counted } from '../counted.ts';

const LISTED_MAX = 20;

/** Nothing when there is none. `hashes`: of workspaces. */
export function printForks(context: Context, hashes: readonly string[]): void {
  if (hashes.length === 0) return;
  const more = hashes.length > LISTED_MAX ? ` and ${hashes.length - LISTED_MAX} more` : '';
  context.warn(
    `${counted(hashes.length, 'workspace')} forked: ${hashes.slice(0, LISTED_MAX).join(', ')}${more}. Their session files may hold what the database lacks and stay as they are; "ait42-migrate reconcile" decides.`,
  );
}
