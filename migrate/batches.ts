// Cuts a stream of sessions into batches: few enough sessions, and little enough text, to be held at once.

import type { WorktreeSession } from '../contract/session.ts';

export const BATCH_SESSIONS_DEFAULT = 100;
/** Characters of large texts; with short keys and values beside them a batch is about as many bytes. */
const BATCH_LENGTH_MAX = 2 * 1024 * 1024;

export function* batchesOf(
  sessions: Iterable<WorktreeSession>,
  sizeMax: number,
): Generator<readonly WorktreeSession[]> {
  let batch: WorktreeSession[] = [];
  let length = 0;
  for (const session of sessions) {
    batch.push(session);
    length += textLength(session);
    if (batch.length < sizeMax && length < BATCH_LENGTH_MAX) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Characters of the texts that can be large. */
export function textLength({ task, instances, chatHistory }: WorktreeSession): number {
  const outputs = instances.reduce((sum, { output }) => sum + (output?.length ?? 0), 0);
  return task.length + chatHistory.reduce((sum, { content }) => sum + content.length, outputs);
}
