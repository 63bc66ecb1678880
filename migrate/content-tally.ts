// What is known of a list of sessions once they have passed by: their number and the digest of their content.

import { createHash } from 'node:crypto';
import { breathe } from '../contract/breathe.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { canonicalText } from '../contract/session-writer.ts';
import { addRecords, countRecords, NO_RECORDS, type RecordCount } from './record-count.ts';

export interface Content {
  readonly records: RecordCount;
  /** sessionsDigest of the list. */
  readonly digest: string;
}

export class ContentTally {
  private readonly hash = createHash('sha256');
  private records: RecordCount = NO_RECORDS;

  add(sessions: readonly WorktreeSession[]): void {
    for (const session of sessions) this.hash.update(`${canonicalText(session)}\n`, 'utf8');
    this.records = addRecords(this.records, countRecords(sessions));
  }

  /** Of all that were added; ends the tally. */
  content(): Content {
    return { records: this.records, digest: this.hash.digest('hex') };
  }
}

/** As contentOf, for what takes long to come: with room for the rest of the process. */
export async function contentOfStream(sessions: Iterable<WorktreeSession>): Promise<Content> {
  const tally = new ContentTally();
  for (const session of sessions) {
    tally.add([session]);
    await breathe();
  }
  return tally.content();
}

export function contentOf(sessions: Iterable<WorktreeSession>): Content {
  const tally = new ContentTally();
  if (Array.isArray(sessions)) tally.add(sessions);
  else for (const session of sessions) tally.add([session]);
  return tally.content();
}
