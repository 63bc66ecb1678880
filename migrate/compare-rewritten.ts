// Holds rewritten and restored files against the originals: byte for byte, or, where the original is not what the app would write
// today, equal in content with the reason why the bytes differ.

import { join } from 'node:path';
import { isBlank } from '../contract/workspace.ts';
import { decodeSessions, encodeSessions } from '../impl-json/index.ts';
import { compareLists } from './compare-lists.ts';
import { bytesAt } from './durable-file.ts';
import { countKeys } from './key-walk.ts';
import { legacyFiles } from './legacy-files.ts';
import { type ReadableFile, readSource } from './source-file.ts';

export interface CompareOptions {
  readonly home: string;
  /** Where rewriteFiles wrote. */
  readonly targetDir: string;
}

export interface RewriteComparison {
  readonly file: string;
  /**
   * identical: the same bytes. equal: other bytes, the same sessions, and the original is no fixed point of reading
   * and writing. different: other sessions, or other bytes for no such reason. absent: no rewritten file.
   */
  readonly result: 'identical' | 'equal' | 'different' | 'absent';
  /** Why the bytes differ; empty when they do not. */
  readonly reasons: readonly string[];
  /** Of the first differing sessions, at most POINTERS_MAX. */
  readonly pointers: readonly string[];
}

const POINTERS_MAX = 20;

/** One row per readable file of the home. Throws E_NOT_FOUND or E_IO for a home that cannot be listed. */
export async function compareRewritten({ home, targetDir }: CompareOptions): Promise<RewriteComparison[]> {
  const comparisons: RewriteComparison[] = [];
  for (const file of legacyFiles(home).files) {
    const source = await readSource(file);
    if (source.state === 'readable') comparisons.push(compareOne(source, join(targetDir, file.file)));
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
  const pointers = compareLists(sessions, decodeSessions(rewritten)).flatMap((found) => found.pointers);
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
