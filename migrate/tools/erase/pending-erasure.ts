// Which workspaces were being erased, written down before the first byte goes and removed when nothing of them is left:
// afterwards nothing else may know of a workspace whose erasure was cut short. Hashes and file names only.

import { rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { StoreError } from '../../../contract/errors.ts';
import { attempt } from '../../../files/attempt.ts';
import { syncDirectory } from '../../../files/directory.ts';
import { migrationDirectory } from '../../live/live-files.ts';
import { readState, type StateFormat, writeState } from '../../live/state-file.ts';

export const ERASING_SCHEMA = 'storeproof.erasing/1';

const leftSchema = z.object({
  /** Relative to the home, or a whole path. */
  file: z.string(),
  /** Size and time of change: once it differs, somebody has seen to the file. */
  state: z.string(),
});

const pendingSchema = z.object({
  /** ISO 8601. */
  since: z.string(),
  /** Files that held something of the workspace when the erasure came to its end. */
  left: z.array(leftSchema),
});

const erasingSchema = z.object({
  schema: z.literal(ERASING_SCHEMA),
  /** By workspace hash. */
  workspaces: z.record(z.string(), pendingSchema),
});
type Pending = z.infer<typeof erasingSchema>['workspaces'];

const FORMAT: StateFormat<z.infer<typeof erasingSchema>> = {
  schema: ERASING_SCHEMA,
  shape: erasingSchema,
  advice:
    'It names workspaces whose erasure was cut short. Move it away, then erase those workspaces again by their path.',
};

/** Relative to the home. */
export const ERASING_FILE = '.ait42/migration/erasing.json';

const noteOf = (home: string): string => join(migrationDirectory(home), 'erasing.json');

/** Hashes of workspaces whose erasure did not come to its end. E_CORRUPT, E_NEWER_VERSION, E_IO. */
export const pendingErasures = (home: string): string[] => Object.keys(readPending(home));

/** With the time of those that are pending already. E_IO, E_NO_SPACE. */
export function noteErasure(home: string, workspaces: readonly string[]): void {
  const before = readPending(home);
  const since = new Date().toISOString();
  const added = workspaces.filter((hash) => !Object.hasOwn(before, hash));
  if (added.length === 0) return;
  try {
    writePending(home, {
      ...before,
      ...Object.fromEntries(added.map((hash) => [hash, { since, left: [] }])),
    });
  } catch (error) {
    throw error instanceof StoreError ? cannotNote(error) : error;
  }
}

/** Without the note nobody would know after a kill what was to be erased, so nothing is. */
const cannotNote = ({ code, message, data, cause }: StoreError): StoreError =>
  new StoreError(code, `${message}. Nothing was deleted.`, { data, cause });

/** What an earlier run left of these workspaces, and nobody has touched since. */
export function leftBefore(home: string, workspaces: readonly string[]): string[] {
  const pending = readPending(home);
  const left = workspaces.flatMap((hash) => pending[hash]?.left ?? []);
  return [
    ...new Set(left.filter(({ file, state }) => stateOf(home, file) === state).map(({ file }) => file)),
  ];
}

/** Forgets the workspaces when nothing is left; else keeps them, with the names of what holds something of them. */
export function concludeErasure(home: string, workspaces: readonly string[], left: readonly string[]): void {
  const before = readPending(home);
  const known = workspaces.filter((hash) => Object.hasOwn(before, hash));
  if (known.length === 0) return;
  const others = Object.entries(before).filter(([hash]) => !known.includes(hash));
  const files = left.flatMap((file) => {
    const state = stateOf(home, file);
    return state === undefined ? [] : [{ file, state }];
  });
  const kept = left.length === 0 ? [] : known.map((hash) => [hash, { ...before[hash], left: files }]);
  const after = Object.fromEntries([...others, ...kept]) as Pending;
  if (Object.keys(after).length > 0) {
    writePending(home, after);
    return;
  }
  const note = noteOf(home);
  attempt('remove', note, () => {
    rmSync(note, { force: true });
    syncDirectory(dirname(note));
  });
}

const readPending = (home: string): Pending => readState(noteOf(home), FORMAT)?.workspaces ?? {};

const writePending = (home: string, workspaces: Pending): void =>
  writeState(noteOf(home), { schema: ERASING_SCHEMA, workspaces });

/** Undefined for what is no file, or cannot be looked at. */
function stateOf(home: string, file: string): string | undefined {
  try {
    const stats = statSync(resolve(home, file), { bigint: true });
    return stats.isFile() ? `${stats.size} ${stats.mtimeNs}` : undefined;
  } catch {
    return undefined;
  }
}
