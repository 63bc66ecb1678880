// What the session files of a home must be, before and after writes.

import { readSessions } from '../../contract/session-reader.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { hashRaw } from '../../contract/workspace.ts';
import type { HomeFileContent } from '../arbitraries/legacy-home.ts';
import type { FilesOnDisk } from './session-files.ts';

export const readableOf = (files: readonly HomeFileContent[]): HomeFileContent[] =>
  files.filter(({ isReadable }) => isReadable);

export const onDisk = (files: readonly HomeFileContent[]): FilesOnDisk =>
  new Map(files.map(({ file, bytes }) => [file, bytes]));

export const said = (what: string, difference: string | null): string | null =>
  difference === null ? null : `${what}: ${difference}`;

export const isDamaged = (files: readonly HomeFileContent[], workspace: string): boolean =>
  files.some(({ file, isReadable }) => !isReadable && file.endsWith(`/${hashRaw(workspace)}.json`));

/**
 * What the files must be: as a store of files leaves them, but of unchanged sessions as they were before any write. A
 * deletion where nothing ever was leaves a file of no sessions, which holds nothing to lose.
 */
export function writtenOn(files: readonly HomeFileContent[], twin: FilesOnDisk): HomeFileContent[] {
  const before = onDisk(readableOf(files));
  const damaged = onDisk(files.filter(({ isReadable }) => !isReadable));
  return [...twin]
    .filter(([file, bytes]) => !damaged.has(file) && (before.has(file) || !isEmpty(bytes)))
    .map(([file, bytes]) => {
      const original = before.get(file);
      const isSame = original !== undefined && contentOf(original) === contentOf(bytes);
      return { file, what: '', isReadable: true, bytes: isSame ? original : bytes };
    });
}

export const isEmpty = (bytes: Buffer): boolean => bytes.toString() === '[]';

export const contentOf = (bytes: Buffer): string => writeSessions(readSessions(bytes.toString()));
