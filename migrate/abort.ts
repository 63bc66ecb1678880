// Stopping between files: whatever was done stays done, and running again goes on from there.

import { StoreError } from '../contract/errors.ts';

/** Throws E_ABORTED when the signal has been given. */
export function requireNotAborted(
  signal: AbortSignal | undefined,
  work: string,
  { done, total }: { readonly done: number; readonly total: number },
): void {
  if (signal?.aborted !== true) return;
  throw new StoreError(
    'E_ABORTED',
    `Stopped ${work} after ${done} of ${total} files; what was done is complete. Run again to go on.`,
    { data: { done, total } },
  );
}
