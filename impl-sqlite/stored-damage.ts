// The error for a stored row that cannot be what was written.

import { StoreError } from '../contract/errors.ts';

/** `place`: table and key. */
export const storedDamage = (place: string, problem: string): StoreError =>
  new StoreError(
    'E_CORRUPT',
    `The database is damaged at ${place}: ${problem}. Nothing was changed. Run its check, then restore a backup or rebuild it from the session files.`,
    { data: { place } },
  );
