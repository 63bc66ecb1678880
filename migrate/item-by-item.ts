// Long work, one item after the other: told as it goes on, and stopped between two of them. Whatever was done stays done,
// and running again goes on from there.

import { StoreError } from '../contract/errors.ts';
import { type Control, noProgress } from '../contract/progress.ts';

/** The items, each announced before its turn, and all of them told as done behind the last. E_ABORTED. */
export function* itemByItem<T>(
  stage: string,
  items: readonly T[],
  { onProgress = noProgress, signal }: Control,
  unit = 'files',
): Generator<T> {
  const { length: total } = items;
  for (const [done, item] of items.entries()) {
    requireNotAborted(signal, stage, { done, total });
    onProgress({ stage, done, total, unit });
    yield item;
  }
  onProgress({ stage, done: total, total, unit });
}

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
