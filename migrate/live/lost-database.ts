// A database that is gone although sessions were kept in it: what it means in a phase in which it answers.

import { StoreError } from '../../contract/errors.ts';
import { databaseFile } from '../../impl-sqlite/index.ts';
import { isDatabasePhase, type Phase } from './phase.ts';

/** There is none, or nothing but its log. */
export const isLost = (error: unknown): error is StoreError =>
  error instanceof StoreError &&
  (error.code === 'E_NOT_FOUND' || (error.code === 'E_REFUSED' && 'log' in error.data));

/** What opening the database threw; for a missing one, what the phase makes of that. */
export function openingFailure(error: unknown, phase: Phase, home: string): unknown {
  const isMissing = error instanceof StoreError && error.code === 'E_NOT_FOUND';
  if (!isMissing || !isDatabasePhase(phase)) return error;
  return new StoreError(
    'E_NOT_FOUND',
    `The database ${databaseFile(home)} is missing, though the phase is ${phase}, which needs it. Nothing was changed. Put it back, restore a backup, or let a repair rebuild it from what there is.`,
    { data: { file: databaseFile(home), phase }, cause: error },
  );
}
