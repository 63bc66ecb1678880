// A home on the disk while a migration is checked, and what it is compared with.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../contract/instant.ts';
import { memoryFolder } from '../../props/memory-folder.ts';
import type { HomeFileContent } from '../arbitraries/legacy-home.ts';
import { writeFiles } from '../legacy-home.ts';
import { isEmpty, onDisk, said } from './home-files.ts';
import type { MigrationFolders, MigrationStore, SessionMigration } from './migration.ts';
import { fileDifference, sessionFilesIn } from './session-files.ts';

/** Where the files of a home are while `work` goes on. */
export interface TemporaryHome {
  /** For whatever else is written. */
  readonly root: string;
  readonly home: string;
}

export async function inTemporaryHome<T>(
  files: readonly HomeFileContent[],
  work: (place: TemporaryHome) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'lossless-'));
  const home = join(root, 'home');
  try {
    writeFiles(home, files);
    return await work({ root, home });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A migration in such a home. Its store is opened anew for each step: what is answered then comes from the disk. */
export class PassageOnDisk {
  readonly root: string;
  readonly home: string;
  private readonly migration: SessionMigration;

  constructor(migration: SessionMigration, { root, home }: TemporaryHome) {
    this.migration = migration;
    this.root = root;
    this.home = home;
  }

  async at<T>(work: (place: MigrationFolders) => Promise<T>, clock?: Clock): Promise<T> {
    const { home } = this;
    const store: MigrationStore = await this.migration.open(home, clock === undefined ? {} : { clock });
    try {
      return await work({ home, store, archiveDir: join(home, '.ait42', 'archive') });
    } finally {
      await store.close();
    }
  }

  async lossOnTheWay(
    place: MigrationFolders,
    way: 'back' | 'restore',
    expected: readonly HomeFileContent[],
  ): Promise<string | null> {
    // Nothing was archived of nothing, which a restoration refuses.
    if (expected.length === 0) return null;
    const targetDir = join(this.root, way);
    await this.migration[way](place, targetDir);
    const wanted = onDisk(expected);
    const written = [...sessionFilesIn(targetDir)].filter(
      ([file, bytes]) => wanted.has(file) || !isEmpty(bytes),
    );
    return said(way === 'back' ? 'written again' : 'restored', fileDifference(wanted, new Map(written)));
  }
}

export const onHome = <T>(
  migration: SessionMigration,
  files: readonly HomeFileContent[],
  check: (passage: PassageOnDisk) => Promise<T>,
): Promise<T> => inTemporaryHome(files, (place) => check(new PassageOnDisk(migration, place)));
