// Sessions out of a database into files of the user's own: as the app's files, in a directory that can serve as a home
// or be imported again, or as NDJSON, one canonical session a line. Never overwrites a file with other content.

import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { Control } from '../../contract/progress.ts';
import { canonicalText } from '../../contract/session-writer.ts';
import { createDurably, holdsSame } from '../../files/durable-file.ts';
import type { ImportTarget } from '../import-target.ts';
import { itemByItem } from '../item-by-item.ts';
import { legacyFileOf } from '../legacy-files.ts';
import { requireSoundStore } from '../sound-source.ts';
import { sha256Of } from '../source-file.ts';

export const EXPORT_FORMATS = ['json', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions extends Control {
  readonly store: Pick<ImportTarget, 'workspaces' | 'sessionsOfHash' | 'fileText' | 'check' | 'file'>;
  readonly targetDir: string;
  /** Called once it is known that there is something to write. */
  readonly makeTarget: () => void;
  readonly format: ExportFormat;
  /** Only these hashes. Default: all. */
  readonly workspaces?: readonly string[] | undefined;
}

export interface ExportedFile {
  /** Relative to the target directory. */
  readonly file: string;
  readonly workspace: string;
  readonly sessions: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** present: the very same bytes stood there already. */
  readonly result: 'written' | 'present';
}

/**
 * Looks at the store and every target before the first write. E_CORRUPT when the store is damaged, E_NOT_FOUND when none of the workspaces is stored, E_REFUSED when a file
 * with other content is in the way, E_ABORTED between files.
 */
export async function exportSessions(options: ExportOptions): Promise<ExportedFile[]> {
  const { store, workspaces } = options;
  await requireSoundStore(store);
  const stored = (await store.workspaces()).map(({ hash }) => hash);
  const chosen = workspaces === undefined ? stored : stored.filter((hash) => workspaces.includes(hash));
  if (chosen.length === 0) {
    throw new StoreError('E_NOT_FOUND', 'The database holds no such workspace. Nothing was written.');
  }
  options.makeTarget();
  for (const hash of chosen) {
    const { path, bytes } = await contentOf(options, hash);
    holdsSame(path, bytes);
  }
  const files: ExportedFile[] = [];
  for (const hash of itemByItem('exporting', chosen, options)) {
    const { file, path, bytes, sessions } = await contentOf(options, hash);
    const result = createDurably(path, bytes) ? 'written' : 'present';
    files.push({ file, workspace: hash, sessions, sizeBytes: bytes.length, sha256: sha256Of(bytes), result });
  }
  return files;
}

interface FileContent {
  readonly file: string;
  readonly path: string;
  readonly bytes: Buffer;
  readonly sessions: number;
}

async function contentOf({ store, targetDir, format }: ExportOptions, hash: string): Promise<FileContent> {
  const sessions = await store.sessionsOfHash(hash);
  const file = format === 'json' ? legacyFileOf(hash) : `${hash}.ndjson`;
  const text =
    format === 'json'
      ? ((await store.fileText(hash)) ?? '[]')
      : sessions.map((session) => `${canonicalText(session)}\n`).join('');
  return { file, path: join(targetDir, file), bytes: Buffer.from(text, 'utf8'), sessions: sessions.length };
}
