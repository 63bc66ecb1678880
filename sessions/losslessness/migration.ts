// What is held to lose nothing: a migration as a value, so that a planted bug is one of them.

import type { SessionStore, StoreOptions } from '../../contract/store.ts';
import {
  type ImportReport,
  type ImportTarget,
  importHome,
  restoreOriginals,
  rewriteFiles,
  type VerifyReport,
  verifyHome,
} from '../../migrate/index.ts';
import { subjectNamed } from '../../subjects/index.ts';

export type MigrationStore = SessionStore & ImportTarget;

export interface MigrationFolders {
  readonly home: string;
  readonly store: MigrationStore;
  readonly archiveDir: string;
  /** Files take the place of other content that the store holds. Default: no. */
  readonly replace?: boolean;
}

export interface SessionMigration {
  readonly name: string;
  readonly open: (home: string, options: StoreOptions) => Promise<MigrationStore>;
  readonly run: (place: MigrationFolders) => Promise<ImportReport>;
  readonly verify: (place: MigrationFolders) => Promise<VerifyReport>;
  /** Writes the session files again, from what the store holds. */
  readonly back: (place: MigrationFolders, targetDir: string) => Promise<void>;
  /** Writes the files again that were read, damaged ones too. */
  readonly restore: (place: MigrationFolders, targetDir: string) => Promise<void>;
}

export const jsonToSqlite: SessionMigration = {
  name: 'json -> sqlite',
  open: async (home, options) => (await subjectNamed('sqlite').open(home, options)) as MigrationStore,
  run: importHome,
  verify: verifyHome,
  back: async ({ store }, targetDir) => {
    await rewriteFiles({ store, targetDir });
  },
  restore: async ({ archiveDir }, targetDir) => {
    await restoreOriginals({ archiveDir, targetDir });
  },
};
