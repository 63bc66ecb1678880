// Whether anything is lost while an app stays on: it goes through every phase of a live migration and back to its files, and
// writes in each. A store of files that never heard of a migration does the same writes beside it.

import { join } from 'node:path';
import type { SessionStore } from '../../contract/store.ts';
import { PHASES, SessionManager } from '../../migrate/live/index.ts';
import { type SteppingClock, steppingClock } from '../../props/stepping-clock.ts';
import { subjectNamed } from '../../subjects/index.ts';
import { isSessionFile } from '../arbitraries/legacy-home.ts';
import { differenceOf } from '../histories/difference.ts';
import { writeFiles } from '../legacy-home.ts';
import { isDamaged, isEmpty, onDisk, writtenOn } from './home-files.ts';
import type { Passage } from './losses.ts';
import { inTemporaryHome } from './passage-on-disk.ts';
import { play } from './play-writes.ts';
import { type FilesOnDisk, fileDifference, sessionFilesIn } from './session-files.ts';

/** The others hold in a home that has just been imported. */
const WAIVED = ['comparisons', 'certificate', 'backup', 'no-asides'] as const;

/** `settled`: what is done when a phase has settled. A planted bug does something more. */
export const lossWhileLive = (
  { files, writes }: Passage,
  settled: (manager: SessionManager) => void = () => {},
): Promise<string | null> =>
  inTemporaryHome(files, async ({ root, home }) => {
    const twin = join(root, 'twin');
    writeFiles(twin, files);
    const clock = steppingClock();
    const byFiles = await subjectNamed('json').open(twin, { clock });
    const manager = await SessionManager.open({ home, clock });
    const possible = writes.filter(({ workspace }) => !isDamaged(files, workspace));
    const share = Math.ceil(possible.length / PHASES.length);
    try {
      await manager.migrate();
      for (const [at, phase] of PHASES.entries()) {
        if (at > 0) await manager.setPhase(phase, { waived: WAIVED });
        const loss =
          (await differenceIn({ byFiles, manager, clock }, possible.slice(at * share, (at + 1) * share))) ??
          (await lossOnDisk(manager, { files, twin, settled }));
        if (loss !== null) return `in phase ${phase}: ${loss}`;
      }
      return null;
    } finally {
      await manager.close();
    }
  });

interface Sides {
  readonly byFiles: SessionStore;
  readonly manager: SessionManager;
  readonly clock: SteppingClock;
}

async function differenceIn(
  { byFiles, manager, clock }: Sides,
  writes: Passage['writes'],
): Promise<string | null> {
  for (const write of writes) {
    const difference = differenceOf(await play(byFiles, write), await play(manager, write));
    if (difference !== null) return `${write.op}: ${difference}`;
    clock.step();
  }
  return null;
}

interface Expected {
  readonly files: Passage['files'];
  readonly twin: string;
  readonly settled: (manager: SessionManager) => void;
}

/** In the last phase the files are those of the way back to the first. */
async function lossOnDisk(
  manager: SessionManager,
  { files, twin, settled }: Expected,
): Promise<string | null> {
  if (!(await manager.settle())) return 'it does not settle';
  settled(manager);
  if (manager.phase === 'sqlite') await manager.rollback();
  const damaged = files.filter((file) => isSessionFile(file) && !file.isReadable);
  const byTwin = sessionFilesIn(twin);
  const expected = new Map([...onDisk(damaged), ...onDisk(writtenOn(files, byTwin))]);
  return fileDifference(expected, judged(sessionFilesIn(manager.home), byTwin, expected));
}

/** A write that changes nothing leaves a file in the app's spelling or in its own, by the store that answered it. */
const judged = (actual: FilesOnDisk, twin: FilesOnDisk, expected: FilesOnDisk): FilesOnDisk =>
  new Map(
    [...actual]
      .filter(([file, bytes]) => expected.has(file) || !isEmpty(bytes))
      .map(([file, bytes]) => [file, twin.get(file)?.equals(bytes) ? (expected.get(file) ?? bytes) : bytes]),
  );
