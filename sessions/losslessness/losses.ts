// Whether a migration loses anything of a home: the files go to the disk, through the import into a store, and back, and
// are compared byte by byte; then the app writes on, and the files written again must be those that a store of files would
// hold. Each check answers with the first loss in a few words, or with null.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readSessions } from '../../contract/session-reader.ts';
import { Archive } from '../../migrate/archive.ts';
import { type ImportReport, scanHome } from '../../migrate/index.ts';
import { NO_RECORDS } from '../../migrate/record-count.ts';
import { sha256Of } from '../../migrate/source-file.ts';
import { steppingClock } from '../../props/stepping-clock.ts';
import { subjectNamed } from '../../subjects/index.ts';
import type { LaterTransaction, LaterWrite } from '../arbitraries/later-write.ts';
import { type HomeFileContent, isSessionFile } from '../arbitraries/legacy-home.ts';
import { differenceOf } from '../histories/difference.ts';
import { writeFiles } from '../legacy-home.ts';
import { isDamaged, onDisk, readableOf, said, writtenOn } from './home-files.ts';
import type { SessionMigration } from './migration.ts';
import { onHome } from './passage-on-disk.ts';
import { play } from './play-writes.ts';
import { fileDifference, sessionFilesIn, stateOf } from './session-files.ts';

export interface Passage {
  readonly files: readonly HomeFileContent[];
  readonly writes: readonly (LaterWrite | LaterTransaction)[];
  /** Files that come in the place of the first, and whether they may take the place of what the store holds. */
  readonly over: { readonly files: readonly HomeFileContent[]; readonly replace: boolean } | null;
}

/** Import, verification, the way back and the originals. */
export const lossOfMoving = (
  migration: SessionMigration,
  files: readonly HomeFileContent[],
): Promise<string | null> =>
  onHome(migration, files, async (passage) => {
    const loss = lossInAccount(files, await passage.at((place) => migration.run(place)));
    if (loss !== null) return loss;
    return passage.at(
      async (place) =>
        ((await migration.verify(place)).isVerified ? null : 'it is not verified') ??
        (await passage.lossOnTheWay(place, 'back', readableOf(files))) ??
        (await passage.lossOnTheWay(place, 'restore', files.filter(isSessionFile))) ??
        said(
          'a file of the home was changed',
          fileDifference(onDisk(files.filter(isSessionFile)), sessionFilesIn(passage.home)),
        ),
    );
  });

/** A second import, which must find everything there, write nothing, and count every record as one that was there. */
export const lossOfMovingTwice = (
  migration: SessionMigration,
  files: readonly HomeFileContent[],
): Promise<string | null> =>
  onHome(migration, files, async (passage) => {
    const first = await passage.at((place) => migration.run(place));
    const before = stateOf(join(passage.home, '.ait42'));
    const second = await passage.at((place) => migration.run(place));
    if (stateOf(join(passage.home, '.ait42')) !== before) return 'a second import changed something';
    const { imported, unchanged } = second.fileAccount;
    if (imported !== 0 || unchanged !== readableOf(files).length)
      return `of a second import ${imported} files are imported and ${unchanged} unchanged`;
    const expected = {
      ...first.recordAccount,
      imported: NO_RECORDS,
      unchanged: first.recordAccount.imported,
    };
    return isDeepStrictEqual(second.recordAccount, expected)
      ? null
      : `a second import counts ${JSON.stringify(second.recordAccount)}, not ${JSON.stringify(expected)}`;
  });

/**
 * A home that was imported, and then other files in the place of its own, which take the place of what the store holds of
 * them or are refused. Whatever was displaced is in the archive.
 */
export const lossOfMovingOver = (
  migration: SessionMigration,
  { files, over }: Passage,
): Promise<string | null> =>
  onHome(migration, files, async (passage) => {
    const { files: later, replace } = over ?? { files, replace: false };
    await passage.at((place) => migration.run(place));
    for (const { file } of files) rmSync(join(passage.home, file));
    writeFiles(passage.home, later);
    const report = await passage.at((place) => migration.run({ ...place, replace }));
    const refused = new Set(
      report.files.filter(({ verdict }) => verdict === 'refused').map(({ file }) => file),
    );
    if (replace && refused.size > 0) return `${[...refused][0]} is refused`;
    const scan = await scanHome({ home: passage.home });
    if (!isDeepStrictEqual(report.recordAccount.read, scan.records)) return 'not every record was read';
    return passage.at(async (place) => {
      const { isVerified } = await migration.verify(place);
      if (isVerified !== (refused.size === 0))
        return `with ${refused.size} files refused it is${isVerified ? '' : ' not'} verified`;
      const archive = new Archive(place.archiveDir);
      const missing = [...files, ...later.filter(({ file }) => !refused.has(file))].find(
        (file) => isSessionFile(file) && !archive.read(sha256Of(file.bytes)).equals(file.bytes),
      );
      if (missing !== undefined) return `${missing.file} is not in the archive`;
      const taken = readableOf(later).filter(({ file }) => !refused.has(file));
      return passage.lossOnTheWay(place, 'back', [
        ...new Map([...readableOf(files), ...taken].map((file) => [file.file, file])).values(),
      ]);
    });
  });

/** Writes after the migration, and the way back with them. */
export const lossOfWritingOn = (
  migration: SessionMigration,
  { files, writes }: Passage,
): Promise<string | null> =>
  onHome(migration, files, async (passage) => {
    await passage.at((place) => migration.run(place));
    const twin = join(passage.root, 'twin');
    writeFiles(twin, files);
    const clock = steppingClock();
    const byFiles = await subjectNamed('json').open(twin, { clock });
    return passage.at(async (place) => {
      for (const write of writes.filter(({ workspace }) => !isDamaged(files, workspace))) {
        const difference = differenceOf(await play(byFiles, write), await play(place.store, write));
        if (difference !== null) return `${write.op}: ${difference}`;
        clock.step();
      }
      return passage.lossOnTheWay(place, 'back', writtenOn(files, sessionFilesIn(twin)));
    }, clock);
  });

/** Every file has its verdict, every record is counted, and what is not a session file is named. */
function lossInAccount(files: readonly HomeFileContent[], report: ImportReport): string | null {
  const verdicts = new Map(report.files.map(({ file, verdict }) => [file, verdict]));
  for (const { file, isReadable } of files.filter(isSessionFile)) {
    const wanted = isReadable ? 'imported' : 'aside';
    if (verdicts.get(file) !== wanted)
      return `${file} is ${verdicts.get(file) ?? 'not listed'}, not ${wanted}`;
  }
  const named = (file: string): boolean =>
    report.foreign.some((name) => file === name || file.startsWith(name));
  const unnamed = files.find((each) => !isSessionFile(each) && !named(each.file));
  if (unnamed !== undefined) return `${unnamed.file} is not named`;
  const records = readableOf(files).flatMap(({ bytes }) => readSessions(bytes.toString()));
  const counted = {
    sessions: records.length,
    instances: records.reduce((sum, { instances }) => sum + instances.length, 0),
    messages: records.reduce((sum, { chatHistory }) => sum + chatHistory.length, 0),
  };
  for (const unit of ['sessions', 'instances', 'messages'] as const) {
    const { read, imported } = report.recordAccount;
    if (read[unit] !== counted[unit] || imported[unit] !== counted[unit])
      return `of ${counted[unit]} ${unit} ${read[unit]} were read and ${imported[unit]} imported`;
  }
  return null;
}
