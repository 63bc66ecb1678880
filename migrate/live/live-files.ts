// Where the live migration of a home keeps its state. All below `.ait42`, outside the app's own directory.

import { join } from 'node:path';
import { attempt } from '../../files/attempt.ts';
import { makeDurableDirectoryOf } from '../../files/directory.ts';

export const migrationDirectory = (home: string): string => join(home, '.ait42', 'migration');
export const phaseFile = (home: string): string => join(migrationDirectory(home), 'phase.json');
export const snapshotsFile = (home: string): string => join(migrationDirectory(home), 'snapshots.json');
export const comparisonsFile = (home: string): string => join(migrationDirectory(home), 'comparisons.json');
export const certificateFile = (home: string): string => join(migrationDirectory(home), 'certificate.json');
export const archiveDirectory = (home: string): string => join(home, '.ait42', 'archive');
export const backupsDirectory = (home: string): string => join(home, '.ait42', 'backups');

/** What processes lock that let the database follow. */
export const shadowLock = (home: string): string => join(migrationDirectory(home), 'shadow');
/** What processes lock that change the phase. */
export const phaseLock = (home: string): string => join(migrationDirectory(home), 'phase');

/** Stands while the truth moves from one store to the other. */
export const gateFile = (home: string): string => join(migrationDirectory(home), 'changing.json');

/** Made with mode 0700. E_IO, E_READ_ONLY, E_NO_SPACE. */
export const makeMigrationDirectory = (home: string): void =>
  attempt('make', migrationDirectory(home), () => makeDurableDirectoryOf(phaseFile(home)));
