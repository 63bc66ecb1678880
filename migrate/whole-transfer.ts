// The sessions of a file that fits into memory, with its text, so that the store can keep its layout.

import type { WorktreeSession } from '../contract/session.ts';
import { encodeSessions } from '../impl-json/index.ts';
import type { Archive } from './archive.ts';
import { compareLists } from './compare-lists.ts';
import { contentOf } from './content-tally.ts';
import type { ReadableSource } from './import-source.ts';
import type { ImportTarget } from './import-target.ts';
import { countRecords } from './record-count.ts';
import { sha256Of } from './source-file.ts';
import { requireStateAt } from './stream/file-source.ts';
import type { Held, ReadBack, Transfer } from './transfer.ts';

export interface WholeSource extends ReadableSource {
  readonly original: Buffer;
}

export class WholeTransfer implements Transfer {
  private readonly store: ImportTarget;
  private readonly archive: Archive;
  private readonly source: WholeSource;

  constructor(store: ImportTarget, archive: Archive, source: WholeSource) {
    this.store = store;
    this.archive = archive;
    this.source = source;
  }

  async held(): Promise<Held | undefined> {
    const { workspace } = this.source;
    const sessions = await this.store.sessionsOfHash(workspace);
    if (sessions.length === 0 && (await this.store.fileText(workspace)) === undefined) return undefined;
    return { ...contentOf(sessions), keep: async () => this.keep(encodeSessions(sessions)) };
  }

  private keep(bytes: Buffer): { sha256: string; sizeBytes: number } {
    const sha256 = sha256Of(bytes);
    this.archive.keep({ bytes, sha256 });
    return { sha256, sizeBytes: bytes.length };
  }

  put(expected: string | null): Promise<void> {
    const original = this.text();
    return this.store.replaceWorkspace(this.source.workspace, unchanged(this.source), { original, expected });
  }

  /** Of a damaged file null: its text is none that the app could read again. */
  private text(): string | null {
    return this.source.salvage === undefined ? this.source.original.toString('utf8') : null;
  }

  async keepLayout(): Promise<void> {
    const { workspace } = this.source;
    const original = this.text();
    if (original === null) return;
    if ((await this.store.fileText(workspace)) !== original) await this.store.keepLayout(workspace, original);
  }

  async readBack(): Promise<ReadBack> {
    const { workspace, content, sessions } = this.source;
    const stored = await this.store.sessionsOfHash(workspace);
    const isAsGiven = contentOf(stored).digest === content.digest;
    const found = isAsGiven ? [] : compareLists([...sessions], stored);
    const isCovered = found.every((finding) => finding.class === 'extra');
    const added = new Set(found.map(({ position }) => position));
    const covered = isCovered ? countRecords(stored.filter((_, position) => !added.has(position))) : null;
    return { sessions: stored.length, covered };
  }
}

/** The sessions; behind the last one E_FOREIGN_WRITE when the file is no longer the one that they were read from. */
export function* unchanged({ sessions, path, fileState }: ReadableSource): Generator<WorktreeSession> {
  yield* sessions;
  requireStateAt(path, fileState);
}
