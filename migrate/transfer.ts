// How the sessions of one file get into the store and are compared with it: whole (whole-transfer.ts) or as a stream
// (streamed-transfer.ts). When to do which step, and what follows, is decided in import-readable.ts alike for both.

import type { Content } from './content-tally.ts';
import type { RecordCount } from './record-count.ts';

/** What the store holds for the workspace of a file. */
export interface Held extends Content {
  /** Puts it, as the app would write it, into the archive. Answers its digest and size there. */
  keep(): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
}

export interface ReadBack {
  /** Sessions that the store holds now. */
  readonly sessions: number;
  /** Records of the file that are among them; null when one is missing, changed or out of order. */
  readonly covered: RecordCount | null;
}

export interface Transfer {
  /** Undefined for a workspace that the store does not know; one without sessions is known. */
  held(): Promise<Held | undefined>;
  /**
   * Stores the file's sessions in the place of those with the digest, null for none. E_CHANGED when the store holds
   * others; E_FOREIGN_WRITE when the file is no longer what was read; then nothing is changed.
   */
  put(expected: string | null): Promise<void>;
  /** The store holds these sessions: the file may stand in another layout than when they were stored. */
  keepLayout(): Promise<void>;
  readBack(): Promise<ReadBack>;
}
