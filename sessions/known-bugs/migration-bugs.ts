// Bugs of imports, verifiers and cutovers. Losslessness must find the first, on generated homes; sequences the last, where a restart is
// the cutover.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ListStore, type WorkspaceKeeper } from '../../contract/list-store.ts';
import { MemoryKeeper } from '../../contract/memory-store.ts';
import { readSessions } from '../../contract/session-reader.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { PHASES, SessionManager } from '../../migrate/live/index.ts';
import { phaseFile } from '../../migrate/live/live-files.ts';
import { addRecords, NO_RECORDS } from '../../migrate/record-count.ts';
import type { SessionSubject } from '../../subjects/index.ts';
import { passages } from '../losslessness/expect-no-loss.ts';
import { lossOfMoving, lossOfMovingOver, type Passage } from '../losslessness/losses.ts';
import {
  type MigrationFolders,
  jsonToSqlite as right,
  type SessionMigration,
} from '../losslessness/migration.ts';
import { sessionFilesIn } from '../losslessness/session-files.ts';
import type { KnownBug, Scene } from './known-bug.ts';
import { saidBySequences } from './small-store.ts';

/** Most are found in the first five; a right one is looked at in fewer. */
const HOMES_MAX = 20;
const HOMES_OF_RIGHT = 8;

const LOSSES = {
  moving: (migration: SessionMigration, { files }: Passage) => lossOfMoving(migration, files),
  'moving over': lossOfMovingOver,
};

async function saidByLosslessness(
  kind: keyof typeof LOSSES,
  migration: SessionMigration,
  { seed, signal }: Scene,
): Promise<string | null> {
  const homes = fc.sample(passages({}), {
    seed,
    numRuns: migration === right ? HOMES_OF_RIGHT : HOMES_MAX,
  });
  for (const home of homes) {
    signal?.throwIfAborted();
    const loss = await LOSSES[kind](migration, kind === 'moving' ? home : changedMeanwhile(home)).catch(
      String,
    );
    if (loss !== null) return loss;
  }
  return null;
}

/** Other content in the place of the first, and as much of it: what was moved before meets it. */
const changedMeanwhile = (passage: Passage): Passage => ({
  ...passage,
  over: {
    replace: false,
    files: passage.files.map((file) => {
      if (!file.isReadable) return file;
      const sessions = readSessions(file.bytes.toString()).map((session) => ({
        ...session,
        task: `${session.task}.`,
      }));
      return { ...file, bytes: Buffer.from(writeSessions(sessions)) };
    }),
  },
});

const moving =
  (kind: keyof typeof LOSSES) =>
  (name: string, what: string, source: string, wrong: Partial<SessionMigration>): KnownBug => ({
    ...{ name, what, source, check: 'losslessness', right: kind },
    look: (variant, scene) =>
      saidByLosslessness(kind, variant === 'wrong' ? { ...right, ...wrong } : right, scene),
  });

const lost = moving('moving');
const lostOver = moving('moving over');

/** The work sees other bytes in the files than they have. */
const reading = (change: (bytes: Buffer) => Buffer): Partial<SessionMigration> => {
  const changed =
    <T>(work: (place: MigrationFolders) => Promise<T>) =>
    async (place: MigrationFolders): Promise<T> => {
      const files = sessionFilesIn(place.home);
      try {
        for (const [file, bytes] of files) writeFileSync(join(place.home, file), change(bytes));
        return await work(place);
      } finally {
        for (const [file, bytes] of files) writeFileSync(join(place.home, file), bytes);
      }
    };
  return { run: changed(right.run), verify: changed(right.verify) };
};

function isReadable(bytes: Buffer): boolean {
  try {
    readSessions(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** What a program that parses and writes again makes of it. */
function parsedAgain(bytes: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(bytes.toString()), null, 2));
  } catch {
    return bytes;
  }
}

/** The last session of each workspace is not stored, and what was read is counted as imported. */
async function droppingRows(place: MigrationFolders): ReturnType<SessionMigration['run']> {
  const report = await right.run(place);
  for (const { hash } of await place.store.workspaces())
    await place.store.replaceWorkspace(hash, (await place.store.sessionsOfHash(hash)).slice(0, -1));
  return report;
}

/** As many sessions on both sides. */
async function counting(place: MigrationFolders): ReturnType<SessionMigration['verify']> {
  const report = await right.verify(place);
  const held = new Map((await place.store.workspaces()).map(({ hash, sessions }) => [hash, sessions]));
  const isVerified = report.files.every(
    ({ workspace, result, records }) => result === 'unread' || held.get(workspace) === records.sessions,
  );
  return { ...report, isVerified };
}

/** What met other content is left alone, and counted with what was moved. */
async function countingConflicts(place: MigrationFolders): ReturnType<SessionMigration['run']> {
  const report = await right.run(place);
  const { imported, refused } = report.recordAccount;
  return {
    ...report,
    files: report.files.map((file) => (file.verdict === 'refused' ? { ...file, verdict: 'imported' } : file)),
    recordAccount: { ...report.recordAccount, imported: addRecords(imported, refused), refused: NO_RECORDS },
  };
}

/** Every so many writes the second store is busy. */
const BUSY_EVERY = 5;

/** The first store answers and the second one follows; from the first restart on the second one answers. */
function dualSubject(isSwallowed: boolean): SessionSubject {
  const kept = new Map<
    string,
    { readonly first: WorkspaceKeeper; readonly second: WorkspaceKeeper; opened: number }
  >();
  return {
    name: 'dual write',
    isPersistent: true,
    isRemote: false,
    open: async (home, options = {}) => {
      const lists = kept.get(home) ?? { first: new MemoryKeeper(), second: new MemoryKeeper(), opened: 0 };
      kept.set(home, lists);
      const { first, second } = lists;
      if (lists.opened++ > 0) return new ListStore(second, options);
      const behind = new Set<string>();
      let writes = 0;
      /** What the second store could not do is kept in mind, or forgotten. */
      const follow = async (hash: string, work: () => Promise<unknown>): Promise<void> => {
        try {
          if (++writes % BUSY_EVERY === 0) throw new Error('database is locked');
          await work();
        } catch {
          behind.add(hash);
        }
      };
      const both: WorkspaceKeeper = {
        hashes: () => first.hashes(),
        read: (hash) => first.read(hash),
        change: async (hash, step) => {
          const answer = await first.change(hash, step);
          await follow(hash, () => second.change(hash, step));
          return answer;
        },
        changeSlowly: async (hash, step) => {
          const answer = await first.changeSlowly(hash, step);
          const list = await first.read(hash);
          await follow(hash, () => second.change(hash, () => ({ list, answer: null })));
          return answer;
        },
      };
      const store = new ListStore(both, options);
      return Object.assign(store, {
        close: async () => {
          for (const hash of isSwallowed ? [] : behind) {
            const list = await first.read(hash);
            await second.change(hash, () => ({ list, answer: null }));
          }
        },
      });
    },
  };
}

const EVIDENCE = ['comparisons', 'certificate', 'backup', 'no-asides'] as const;

/** The database answers at first; from the first restart on the files do again. */
function rolledBackSubject(isForgetful: boolean): SessionSubject {
  const moved = new Set<string>();
  return {
    name: 'rolled back',
    isPersistent: true,
    isRemote: false,
    open: async (home, options = {}) => {
      const manager = await SessionManager.open({ home, seed: 1, ...options });
      if (!moved.has(home)) {
        moved.add(home);
        for (const phase of PHASES.slice(1)) await manager.setPhase(phase, { waived: EVIDENCE });
      } else if (manager.phase !== 'json') {
        if (!isForgetful) await manager.rollback({ waived: EVIDENCE });
        else {
          await manager.close();
          rmSync(phaseFile(home));
          return SessionManager.open({ home, seed: 1, ...options });
        }
      }
      return manager;
    },
  };
}

/** So few kinds that a restart, which is the cutover, comes soon and again. */
const AROUND_A_CUTOVER = new Set(['createSession', 'addChatMessage', 'getAllSessions']);
const OPERATIONS_OF_CUTOVER = { wrong: 3_000, right: 400 };

const cutover =
  (subject: (isWrong: boolean) => SessionSubject): KnownBug['look'] =>
  (variant, scene) =>
    saidBySequences(subject(variant === 'wrong'), scene, OPERATIONS_OF_CUTOVER[variant], AROUND_A_CUTOVER);

export const MIGRATION_BUGS: readonly KnownBug[] = [
  lost(
    'rows dropped in the import',
    'The import loses rows on the way and reports what it has read as what it has stored.',
    'nightscout/nocturne#1378',
    { run: droppingRows },
  ),
  lost(
    'numbers of files as doubles',
    'The import parses numbers as doubles: -0, 1.0 and whole numbers above 2^53 are others afterwards.',
    'oven-sh/bun#5661',
    reading(parsedAgain),
  ),
  lost(
    'unreadable source taken for empty',
    'A file that cannot be read counts as one without records, and the import as complete.',
    'atomantic/PortOS#6950',
    reading((bytes) => (isReadable(bytes) ? bytes : Buffer.from('[]'))),
  ),
  lostOver(
    'conflicts counted as migrated',
    'Records that met others in the target are left out and counted with those that were moved.',
    'nightscout/nocturne#1378',
    { run: countingConflicts },
  ),
  lostOver(
    'verifier that counts rows',
    'The verification compares how many rows there are on both sides, and not what is in them.',
    'snapotter-hq/SnapOtter#1217',
    { verify: counting },
  ),
  {
    name: 'failure of the second store swallowed',
    what: 'A write to both stores succeeds when the first one does: what the second one refused is missing after the cutover.',
    source: 'mnemosyne-oss/mnemosyne#726',
    check: 'sequences',
    look: cutover(dualSubject),
  },
  {
    name: 'rollback loses later writes',
    what: 'The way back is to switch to the old store, which has nothing of what was written since the cutover.',
    source: 'paolino/reactivegas#42',
    check: 'sequences',
    look: cutover(rolledBackSubject),
  },
];
