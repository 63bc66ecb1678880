// The sessions of a file that need not fit into memory. They are stored from the archived copy, whose bytes are known,
// and compared with the store by digest; only when that fails are records looked for one by one.

import { createHash } from 'node:crypto';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import type { Archive } from './archive.ts';
import { batchesOf } from './batches.ts';
import { compareEntries, type ListEntry, listEntries, listEntry } from './compare-lists.ts';
import type { ReadableSource } from './import-source.ts';
import type { ImportTarget } from './import-target.ts';
import { addRecords, countRecords, NO_RECORDS, type RecordCount } from './record-count.ts';
import { requireStateAt } from './stream/file-source.ts';
import { readSessionStream } from './stream/session-stream.ts';
import type { Held, ReadBack, Transfer } from './transfer.ts';
import { storedContent, visitWorkspace } from './visit-workspace.ts';

export interface StreamedOptions {
  /** Sessions in a batch at most. */
  readonly batchSize: number;
  /** Throws to end the work between two batches. */
  readonly onBatch: (sessions: number) => void;
}

export class StreamedTransfer implements Transfer {
  private readonly store: ImportTarget;
  private readonly archive: Archive;
  private readonly source: ReadableSource;
  private readonly options: StreamedOptions;

  constructor(store: ImportTarget, archive: Archive, source: ReadableSource, options: StreamedOptions) {
    this.store = store;
    this.archive = archive;
    this.source = source;
    this.options = options;
  }

  async held(): Promise<Held | undefined> {
    const content = await storedContent(this.store, this.source.workspace);
    return content === undefined ? undefined : { ...content, keep: () => this.keepHeld() };
  }

  private async keepHeld(): Promise<{ sha256: string; sizeBytes: number }> {
    const held = await this.writeHeld(() => {});
    await this.archive.keepProduced(held.sha256, async (write) => {
      const { sha256 } = await this.writeHeld(write);
      if (sha256 !== held.sha256) throw this.changed();
    });
    return held;
  }

  /** The store was written between two looks: what it holds now is judged anew. */
  private changed(): StoreError {
    const { workspace } = this.source;
    return new StoreError('E_CHANGED', `The workspace ${workspace} changed while it was archived.`);
  }

  /** What the store holds, as the app would write it. */
  private async writeHeld(target: (bytes: Buffer) => void): Promise<{ sha256: string; sizeBytes: number }> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const write = (bytes: Buffer): void => {
      hash.update(bytes);
      sizeBytes += bytes.length;
      target(bytes);
    };
    let isFirst = true;
    await visitWorkspace(this.store, this.source.workspace, (page) => {
      const text = writeSessions(page);
      write(Buffer.from(`${isFirst ? '[' : ','}${text.slice(1, -2)}`, 'utf8'));
      isFirst = false;
    });
    write(Buffer.from(isFirst ? '[]' : '\n]', 'utf8'));
    return { sha256: hash.digest('hex'), sizeBytes };
  }

  put(expected: string | null): Promise<void> {
    return this.store.fillWorkspace(this.source.workspace, this.batches(), { expected });
  }

  private *batches(): Generator<readonly WorktreeSession[]> {
    const { sha256, path, fileState } = this.source;
    const sessions = readSessionStream(this.archive.sourceOf(sha256));
    let done = 0;
    for (const batch of batchesOf(sessions, this.options.batchSize)) {
      this.options.onBatch(done);
      yield batch;
      done += batch.length;
    }
    requireStateAt(path, fileState);
  }

  /** None is kept of a file this large; its bytes are in the archive. */
  async keepLayout(): Promise<void> {}

  async readBack(): Promise<ReadBack> {
    const { content } = this.source;
    const stored = await storedContent(this.store, this.source.workspace);
    const isAsGiven = stored?.digest === content.digest;
    const covered = isAsGiven ? stored.records : await this.covered();
    return { sessions: stored?.records.sessions ?? 0, covered };
  }

  private async covered(): Promise<RecordCount | null> {
    const stored: (ListEntry & { readonly records: RecordCount })[] = [];
    await visitWorkspace(this.store, this.source.workspace, (page) => {
      for (const session of page) {
        stored.push({ ...listEntry(session, stored.length), records: countRecords([session]) });
      }
    });
    const given = listEntries(this.source.sessions);
    const found = compareEntries(given, stored);
    if (found.some((finding) => finding.class !== 'extra')) return null;
    const added = new Set(found.map(({ position }) => position));
    return stored
      .filter(({ position }) => !added.has(position))
      .reduce((sum, { records }) => addRecords(sum, records), NO_RECORDS);
  }
}
