// Planted bugs for the losslessness checks: the migration with one thing wrong, of the kinds that migrations have. Those that
// spoil records do it behind the import and with its verification made blind, so that nothing but the bytes tells of it.

import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import { readSessions } from '../../contract/session-reader.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import type { ImportReport } from '../../migrate/index.ts';
import { addRecords, NO_RECORDS } from '../../migrate/record-count.ts';
import { sha256Of } from '../../migrate/source-file.ts';
import {
  jsonToSqlite,
  type MigrationFolders,
  type MigrationStore,
  type SessionMigration,
} from '../losslessness/migration.ts';
import { type FilesOnDisk, sessionFilesIn } from '../losslessness/session-files.ts';
import { mapTexts } from './mutant.ts';
import { RECORD_BUGS } from './record-mutants.ts';

export interface MigrationMutant {
  readonly name: string;
  /** Which check has to notice. */
  readonly check: 'moving' | 'moving twice' | 'moving over' | 'writing on';
  readonly migration: SessionMigration;
}

type Sessions = readonly WorktreeSession[];

const right = jsonToSqlite;

const mutant = (
  name: string,
  check: MigrationMutant['check'],
  wrong: Partial<SessionMigration>,
): MigrationMutant => ({ name, check, migration: { ...right, name, ...wrong } });

/** Something more is done behind the import. */
const behind = (
  name: string,
  check: MigrationMutant['check'],
  more: (place: MigrationFolders, report: ImportReport) => unknown,
  wrong: Partial<SessionMigration> = {},
): MigrationMutant =>
  mutant(name, check, {
    ...wrong,
    run: async (place) => {
      const report = await right.run(place);
      await more(place, report);
      return report;
    },
  });

/** The spelling of the file goes with that. */
async function storeAgain({ store }: MigrationFolders) {
  for (const { hash } of await store.workspaces())
    await store.replaceWorkspace(hash, await store.sessionsOfHash(hash));
}

/** Only where a file has no spelling of its own to lose: what is noticed is the record. */
async function spoil({ store }: MigrationFolders, change: (sessions: Sessions) => Sessions) {
  for (const { hash } of await store.workspaces()) {
    const before = await store.sessionsOfHash(hash);
    const after = change(before);
    const plain = writeSessions(before);
    if (writeSessions(after) !== plain && (await store.fileText(hash)) === plain)
      await store.replaceWorkspace(hash, after);
  }
}

/** The store holds other records than were imported, and the verification has its eyes shut. */
const records = (name: string, change: (sessions: Sessions) => Sessions): MigrationMutant =>
  behind(name, 'moving', (place) => spoil(place, change), {
    verify: async (place) => ({ ...(await right.verify(place)), isVerified: true }),
  });

const eachSession = (name: string, change: (session: WorktreeSession) => WorktreeSession): MigrationMutant =>
  records(name, (sessions) => sessions.map(change));

const eachInstance = (
  name: string,
  change: (instance: WorktreeInstance) => WorktreeInstance,
): MigrationMutant =>
  eachSession(name, (session) => ({ ...session, instances: session.instances.map(change) }));

const eachText = (name: string, change: (text: string) => string): MigrationMutant =>
  eachSession(name, (session) => mapTexts(session, change));

/** Other bytes for a file, or null for none; `home`: the files as they were imported. */
type Change = (bytes: Buffer, file: string, home: FilesOnDisk) => Buffer | null;

function changeFiles(directory: string, change: Change, home = sessionFilesIn(directory)): void {
  for (const [file, bytes] of sessionFilesIn(directory)) {
    const changed = change(bytes, file, home);
    if (changed === null) rmSync(join(directory, file));
    else writeFileSync(join(directory, file), changed);
  }
}

/** The import reads other bytes than the file has, or passes it over. */
const reading = (name: string, change: Change): MigrationMutant => {
  const onChangedHome =
    <T>(work: (place: MigrationFolders) => Promise<T>) =>
    async (place: MigrationFolders): Promise<T> => {
      const files = sessionFilesIn(place.home);
      try {
        changeFiles(place.home, change);
        return await work(place);
      } finally {
        for (const [file, bytes] of files) writeFileSync(join(place.home, file), bytes);
      }
    };
  return mutant(name, 'moving', { run: onChangedHome(right.run), verify: onChangedHome(right.verify) });
};

/** A way back writes other bytes than it should, or no file. */
const writing = (
  name: string,
  change: Change,
  check: MigrationMutant['check'] = 'moving',
  way: 'back' | 'restore' = 'back',
): MigrationMutant =>
  mutant(name, check, {
    [way]: async (place: MigrationFolders, targetDir: string) => {
      await right[way](place, targetDir);
      changeFiles(targetDir, change, sessionFilesIn(place.home));
    },
  });

/** The store that is opened has a method that does something else. */
const storing = (name: string, change: (store: MigrationStore) => Partial<MigrationStore>): MigrationMutant =>
  mutant(name, 'writing on', {
    open: async (home, options) => {
      const store = await right.open(home, options);
      return Object.assign(store, change(store));
    },
  });

const inText =
  (change: (text: string) => string) =>
  (bytes: Buffer): Buffer =>
    Buffer.from(change(bytes.toString()));

const byId = <T extends { readonly id: string }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

const compare = <T>(left: T, right: T): number => (left < right ? -1 : Number(left > right));

const respelled = (text: string): string =>
  /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : text;

const isUnreadable = (bytes: Buffer): boolean => {
  try {
    readSessions(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return false;
  } catch {
    return true;
  }
};

const trimmed = inText((text) => text.trimEnd());

export const MIGRATION_MUTANTS: readonly MigrationMutant[] = [
  eachInstance('an option dropped', (instance) => ({ ...instance, runtimeLabel: null })),
  eachInstance('an empty option turned into its default', (instance) => ({
    ...instance,
    filesChanged: instance.filesChanged ?? 0,
  })),
  eachInstance('an empty text turned into none', (instance) => ({
    ...instance,
    output: instance.output || null,
  })),
  eachInstance('a long text cut', (instance) => ({
    ...instance,
    output: instance.output?.slice(0, 1_000).toWellFormed() ?? null,
  })),
  eachSession('a flag that is false turned into none', (session) => ({
    ...session,
    preserveWorktrees: session.preserveWorktrees || null,
  })),
  eachSession('a number kept as a signed one', (session) => ({
    ...session,
    timeoutSeconds: session.timeoutSeconds && Math.min(session.timeoutSeconds, 2 ** 31 - 1),
  })),
  // One of them the database undoes: it keeps all 64 bits as a signed integer itself.
  ...RECORD_BUGS.filter(({ name }) => name !== 'u64-signed').map(({ what, change }) =>
    eachSession(what, change),
  ),
  records('sessions in the order of their times', (sessions) =>
    sessions.toSorted((one, other) => compare(one.createdAt, other.createdAt)),
  ),
  eachSession('messages in the order of their times', (session) => ({
    ...session,
    chatHistory: session.chatHistory.toSorted((one, other) => compare(one.timestamp, other.timestamp)),
  })),
  records('sessions of one id merged', byId),
  eachText('texts trimmed', (text) => text.trim()),
  eachText('nothing beyond the basic plane', (text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, '?')),
  eachText('times respelled', respelled),
  behind('the spelling of files not kept', 'moving', storeAgain),
  reading('equal files taken for one', (bytes, file, home) => {
    const [first] = [...home].find(([, each]) => each.equals(bytes)) ?? [];
    return bytes.length > 2 && first !== file ? null : bytes;
  }),
  reading('an empty file passed over', (bytes) => (bytes.length === 0 ? null : bytes)),
  reading('the file of the early version passed over', (bytes, file) =>
    file === '.ait42/sessions.json' ? null : bytes,
  ),
  reading('a damaged file taken for one of no sessions', (bytes) =>
    isUnreadable(bytes) ? Buffer.from('[]') : bytes,
  ),
  reading('invalid UTF-8 replaced', (bytes) => (isUnreadable(bytes) ? Buffer.from(bytes.toString()) : bytes)),
  reading(
    'a byte order mark passed over',
    inText((text) => text.replace(/^\ufeff/, '')),
  ),
  writing('the end of a file trimmed', trimmed),
  writing('a file of no sessions not written', (bytes) => (bytes.toString() === '[]' ? null : bytes)),
  writing(
    'slashes and the rest of escapes respelled',
    inText((text) => text.replaceAll('\\/', '/')),
  ),
  writing(
    'originals of damaged files not restored',
    (bytes) => (isUnreadable(bytes) ? null : bytes),
    'moving',
    'restore',
  ),
  behind('the files are tidied on the way', 'moving', ({ home }) => changeFiles(home, trimmed)),
  behind('a second import stores everything again', 'moving twice', async (place, { fileAccount }) => {
    if (fileAccount.unchanged > 0) await storeAgain(place);
  }),
  behind('a second import notes its time', 'moving twice', ({ archiveDir }, { fileAccount }) =>
    writeFileSync(join(archiveDir, 'last-import'), String(fileAccount.unchanged)),
  ),
  mutant('records that were there counted as imported', 'moving twice', {
    run: async (place) => {
      const report = await right.run(place);
      const { imported, unchanged } = report.recordAccount;
      const recordAccount = {
        ...report.recordAccount,
        imported: addRecords(imported, unchanged),
        unchanged: NO_RECORDS,
      };
      return { ...report, recordAccount };
    },
  }),
  // After the verification, which would tell of it.
  mutant('what is displaced is not archived', 'moving over', {
    verify: async (place) => {
      const report = await right.verify(place);
      const held = new Set([...sessionFilesIn(place.home).values()].map(sha256Of));
      const originals = join(place.archiveDir, 'originals');
      for (const name of existsSync(originals) ? readdirSync(originals) : [])
        if (!held.has(name)) rmSync(join(originals, name));
      return report;
    },
  }),
  behind('a file is taken where it has to be refused', 'moving over', (place) =>
    right.run({ ...place, replace: true }),
  ),
  writing('later writes lost on the way back', (bytes, file, home) => home.get(file) ?? bytes, 'writing on'),
  writing(
    'the spelling of the import outlives a change',
    (bytes, file, home) =>
      home.get(file)?.at(-1) === 0x0a && bytes.at(-1) !== 0x0a
        ? Buffer.concat([bytes, Buffer.from('\n')])
        : bytes,
    'writing on',
  ),
  storing('an updated session goes to the end', (store) => {
    const update = store.updateSession.bind(store);
    return {
      updateSession: async (path, session, ...rest) => {
        const answer = await update(path, session, ...rest);
        const sessions = await store.getAllSessions(path);
        const at = sessions.findIndex(({ id }) => id === session.id);
        if (new Set(sessions.map(({ id }) => id)).size === sessions.length && at < sessions.length - 1) {
          await store.deleteSession(path, session.id);
          await store.createSession(path, sessions[at] as WorktreeSession);
        }
        return answer;
      },
    };
  }),
  storing('a deletion leaves the second of one id', (store) => {
    const remove = store.deleteSession.bind(store);
    return {
      deleteSession: async (path, id) => {
        const twice = (await store.getAllSessions(path)).filter((session) => session.id === id).slice(1, 2);
        await remove(path, id);
        for (const session of twice) await store.createSession(path, session);
      },
    };
  }),
];
