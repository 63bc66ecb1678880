// The files that a session store keeps a workspace in, by the name of the store. Nothing for a store that is not known.

import { workspaceHash } from '../../contract/workspace.ts';
import type { LoadSurroundings } from '../../definition/load.ts';
import { sessionFile } from '../../impl-json/session-file.ts';
import { databaseFile } from '../../impl-sqlite/database-file.ts';

const ON_FILES: readonly string[] = ['json', 'json-safe', 'dual', 'sqlite+json'];
const ON_DATABASE: readonly string[] = [
  ...['sqlite', 'sqlite-full', 'dual', 'sqlite+json'],
  ...['floor-driver', 'floor-driver-full'],
];

export const databaseUnder = (store: string, { home }: LoadSurroundings): string | undefined =>
  ON_DATABASE.includes(store) ? databaseFile(home) : undefined;

export const fileUnder = (store: string, { home, folder }: LoadSurroundings): string | undefined =>
  ON_FILES.includes(store) ? sessionFile(home, workspaceHash(folder)) : undefined;

/** Whose sizes are worth knowing over time. */
export function filesUnder(store: string, place: LoadSurroundings): Readonly<Record<string, string>> {
  const [database, file] = [databaseUnder(store, place), fileUnder(store, place)];
  return {
    ...(file !== undefined && { file }),
    ...(database !== undefined && { database, log: `${database}-wal` }),
  };
}
