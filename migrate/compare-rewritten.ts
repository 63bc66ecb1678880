// Holds rewritten and restored files against the originals, byte for byte. Where the bytes differ, it says how far: the
// same sessions in the layout that the app would give them, and how the original differs from it, or other sessions.

import { join } from 'node:path';
import { isBlank } from '../contract/workspace.ts';
import { bytesAt } from '../files/durable-file.ts';
import { encodeSessions } from '../impl-json/index.ts';
import { compareLists } from './compare-lists.ts';
import { countKeys } from './key-walk.ts';
import { legacyFiles } from './legacy-files.ts';
import { type ReadableFile, readableSessions, readSource } from './source-file.ts';

export interface CompareOptions {
  readonly home: string;
  /** Where rewriteFiles wrote. */
  readonly targetDir: string;
}

export interface RewriteComparison {
  readonly file: string;
  /**
   * identical: the same bytes. equal: the same sessions in the app's layout, which is not the original's. different:
   * other sessions, or another layout than either. absent: no rewritten file. unread: the app cannot read the original,
   * so there is nothing to write again. What a store of the original's text owes is `identical`.
   */
  readonly result: 'identical' | 'equal' | 'different' | 'absent' | 'unread';
  /** Why the bytes differ or the original is unread; empty when they do not. */
  readonly reasons: readonly string[];
  /** Of the first differing sessions, at most POINTERS_MAX. */
  readonly pointers: readonly string[];
}

const POINTERS_MAX = 20;

/** One row per session file of the home. Throws E_NOT_FOUND or E_IO for a home that cannot be listed. */
export async function compareRewritten({ home, targetDir }: CompareOptions): Promise<RewriteComparison[]> {
  const comparisons: RewriteComparison[] = [];
  for (const file of legacyFiles(home).files) {
    const source = await readSource(file);
    comparisons.push(
      source.state === 'readable'
        ? compareOne(source, join(targetDir, file.file))
        : { file: file.file, result: 'unread', reasons: [source.reason], pointers: [] },
    );
  }
  return comparisons;
}

export interface RestoreComparison {
  readonly file: string;
  readonly isIdentical: boolean;
}

/** One row per file of the home whose bytes can be had, readable or not: do restored originals have the same bytes? */
export async function compareRestored({ home, targetDir }: CompareOptions): Promise<RestoreComparison[]> {
  const comparisons: RestoreComparison[] = [];
  for (const file of legacyFiles(home).files) {
    const source = await readSource(file);
    if (source.state === 'blocked') continue;
    const isIdentical = bytesAt(join(targetDir, file.file))?.equals(source.bytes) ?? false;
    comparisons.push({ file: file.file, isIdentical });
  }
  return comparisons;
}

function compareOne(source: ReadableFile, path: string): RewriteComparison {
  const { file, bytes, sessions } = source;
  const rewritten = bytesAt(path);
  if (rewritten === undefined) return { file, result: 'absent', reasons: ['no such file'], pointers: [] };
  if (rewritten.equals(bytes)) return { file, result: 'identical', reasons: [], pointers: [] };
  const isSame = encodeSessions(sessions).equals(rewritten);
  if (isSame) return { file, result: 'equal', reasons: layoutReasons(bytes.toString('utf8')), pointers: [] };
  const written = readableSessions(rewritten);
  if (written === undefined) return { file, result: 'different', reasons: ['unreadable'], pointers: [] };
  const pointers = compareLists(sessions, written).flatMap((found) => found.pointers);
  const reasons = [pointers.length > 0 ? 'other sessions' : 'not as the app writes them'];
  return { file, result: 'different', reasons, pointers: pointers.slice(0, POINTERS_MAX) };
}

/** Why a readable text is not what the app would write for its sessions. */
function layoutReasons(text: string): string[] {
  if (isBlank(text)) return [text === '' ? 'the original is empty' : 'the original is white space'];
  const { absentKeys, unknownKeys, positionalRecords } = countKeys(text);
  const reasons = [
    absentKeys > 0 ? `${absentKeys} absent keys` : '',
    unknownKeys > 0 ? `${unknownKeys} unknown keys` : '',
    positionalRecords > 0 ? `${positionalRecords} positional records` : '',
  ].filter((reason) => reason !== '');
  return reasons.length > 0 ? reasons : ['other white space, key order or escapes'];
}
