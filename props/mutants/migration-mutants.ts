// Planted bugs for the losslessness checks: the migration with one thing wrong, of the kinds that migrations have. Those that
// spoil records do it behind the import and with its verification made blind, so that nothing but the bytes tells of it.

import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import { readSessions } from '../../contract/session-reader.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { sha256Of } from '../../migrate/source-file.ts';
import { jsonToSqlite, type Migration, type MigrationPlace } from '../losslessness/migration.ts';
import { sessionFilesIn } from '../losslessness/session-files.ts';
import { mapTexts } from './mutant.ts';

export interface MigrationMutant {
  readonly name: string;
  /** Which check has to notice. */
  readonly check: 'moving' | 'moving twice' | 'moving over' | 'writing on';
  readonly migration: Migration;
}

type Sessions = readonly WorktreeSession[];

const right = jsonToSqlite;

const mutant = (
  name: string,
  check: MigrationMutant['check'],
  wrong: Partial<Migration>,
): MigrationMutant => ({ name, check, migration: { ...right, name, ...wrong } });

/** The store holds other records than were imported, and the verification has its eyes shut. */
const records = (name: string, change: (sessions: Sessions) => Sessions): MigrationMutant =>
  mutant(name, 'moving', {
    run: async (place) => {
      const report = await right.run(place);
      for (const { hash } of await place.store.workspaces()) {
        const before = await place.store.sessionsOfHash(hash);
        const after = change(before);
        if (writeSessions(after) !== writeSessions(before)) await place.store.replaceWorkspace(hash, after);
      }
      return report;
    },
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

/** The import reads other bytes than the file has; null: it passes the file over. */
const reading = (name: string, change: (bytes: Buffer, file: string) => Buffer | null): MigrationMutant =>
  mutant(name, 'moving', {
    run: (place) => onChangedHome(place, change, right.run),
    verify: (place) => onChangedHome(place, change, right.verify),
  });

async function onChangedHome<T>(
  place: MigrationPlace,
  change: (bytes: Buffer, file: string) => Buffer | null,
  work: (place: MigrationPlace) => Promise<T>,
): Promise<T> {
  const files = sessionFilesIn(place.home);
  try {
    for (const [file, bytes] of files) {
      const changed = change(bytes, file);
      if (changed === null) rmSync(join(place.home, file));
      else writeFileSync(join(place.home, file), changed);
    }
    return await work(place);
  } finally {
    for (const [file, bytes] of files) writeFileSync(join(place.home, file), bytes);
  }
}

/** The way back writes other bytes; null: no file. */
const writing = (name: string, change: (bytes: Buffer) => Buffer | null): MigrationMutant =>
  mutant(name, 'moving', {
    back: async (place, targetDir) => {
      await right.back(place, targetDir);
      changeFiles(targetDir, change);
    },
  });

function changeFiles(directory: string, change: (bytes: Buffer, file: string) => Buffer | null): void {
  for (const [file, bytes] of sessionFilesIn(directory)) {
    const changed = change(bytes, file);
    if (changed === null) rmSync(join(directory, file));
    else writeFileSync(join(directory, file), changed);
  }
}

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

const withoutCopies =
  <T>(work: (place: MigrationPlace) => Promise<T>) =>
  (place: MigrationPlace): Promise<T> => {
    const seen = new Set<string>();
    return onChangedHome(
      place,
      (bytes) => {
        const text = bytes.toString('latin1');
        const isCopy = text.length > 2 && seen.has(text);
        seen.add(text);
        return isCopy ? null : bytes;
      },
      work,
    );
  };

/** What an import had for its files, for a way back that knows nothing newer. */
let asImported: ReadonlyMap<string, Buffer> = new Map();

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
  eachSession('an empty list turned into none', (session) => ({
    ...session,
    runtimeMix: session.runtimeMix?.length === 0 ? null : session.runtimeMix,
  })),
  eachSession('a flag that is false turned into none', (session) => ({
    ...session,
    preserveWorktrees: session.preserveWorktrees || null,
  })),
  eachSession('a number rounded', (session) => ({
    ...session,
    totalDuration:
      typeof session.totalDuration === 'bigint' && session.totalDuration < 2n ** 63n
        ? BigInt(Number(session.totalDuration))
        : session.totalDuration,
  })),
  eachSession('a number kept as a signed one', (session) => ({
    ...session,
    timeoutSeconds: session.timeoutSeconds && Math.min(session.timeoutSeconds, 2 ** 31 - 1),
  })),
  eachSession('a reference to nothing dropped', (session) => ({
    ...session,
    winnerId: session.instances.some(({ instanceId }) => instanceId === session.winnerId)
      ? session.winnerId
      : null,
  })),
  records('sessions in the order of their times', (sessions) =>
    sessions.toSorted((one, other) => compare(one.createdAt, other.createdAt)),
  ),
  eachSession('instances in the order of their ids', (session) => ({
    ...session,
    instances: session.instances.toSorted((one, other) => one.instanceId - other.instanceId),
  })),
  eachSession('messages in the order of their times', (session) => ({
    ...session,
    chatHistory: session.chatHistory.toSorted((one, other) => compare(one.timestamp, other.timestamp)),
  })),
  records('sessions of one id merged', byId),
  eachSession('messages of one id merged', (session) => ({
    ...session,
    chatHistory: byId(session.chatHistory),
  })),
  eachText('a text ends at its NUL', (text) => text.split('\0', 1)[0] ?? ''),
  eachText('texts in normal form', (text) => text.normalize('NFC')),
  eachText('texts trimmed', (text) => text.trim()),
  eachText('line ends made equal', (text) => text.replaceAll('\r\n', '\n')),
  eachText('nothing beyond the basic plane', (text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, '?')),
  eachText('times respelled', respelled),
  mutant('the spelling of files not kept', 'moving', {
    run: async (place) => {
      const report = await right.run(place);
      for (const { hash } of await place.store.workspaces())
        await place.store.replaceWorkspace(hash, await place.store.sessionsOfHash(hash));
      return report;
    },
  }),
  mutant('equal files taken for one', 'moving', {
    run: withoutCopies(right.run),
    verify: withoutCopies(right.verify),
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
  writing(
    'the end of a file trimmed',
    inText((text) => text.trimEnd()),
  ),
  writing('a file of no sessions not written', (bytes) => (bytes.toString() === '[]' ? null : bytes)),
  writing(
    'slashes and the rest of escapes respelled',
    inText((text) => text.replaceAll('\\/', '/')),
  ),
  mutant('originals of damaged files not restored', 'moving', {
    restore: async (place, targetDir) => {
      await right.restore(place, targetDir);
      changeFiles(targetDir, (bytes) => (isUnreadable(bytes) ? null : bytes));
    },
  }),
  mutant('the files are tidied on the way', 'moving', {
    run: async (place) => {
      const report = await right.run(place);
      changeFiles(
        place.home,
        inText((text) => text.trimEnd()),
      );
      return report;
    },
  }),
  mutant('a second import stores everything again', 'moving twice', {
    run: async (place) => {
      const report = await right.run(place);
      for (const { hash } of report.fileAccount.unchanged > 0 ? await place.store.workspaces() : [])
        await place.store.replaceWorkspace(hash, await place.store.sessionsOfHash(hash));
      return report;
    },
  }),
  mutant('a second import notes its time', 'moving twice', {
    run: async (place) => {
      const report = await right.run(place);
      writeFileSync(join(place.archiveDir, 'last-import'), String(report.fileAccount.unchanged));
      return report;
    },
  }),
  mutant('what is displaced is not archived', 'moving over', {
    run: async (place) => {
      const report = await right.run(place);
      const held = new Set([...sessionFilesIn(place.home).values()].map(sha256Of));
      const originals = join(place.archiveDir, 'originals');
      for (const name of existsSync(originals) ? readdirSync(originals) : [])
        if (!held.has(name)) rmSync(join(originals, name));
      return report;
    },
  }),
  mutant('a file is taken where it has to be refused', 'moving over', {
    run: async (place) => {
      const report = await right.run(place);
      await right.run({ ...place, replace: true });
      return report;
    },
  }),
  mutant('later writes lost on the way back', 'writing on', {
    run: async (place) => {
      asImported = sessionFilesIn(place.home);
      return right.run(place);
    },
    back: async (place, targetDir) => {
      await right.back(place, targetDir);
      changeFiles(targetDir, (bytes, file) => asImported.get(file) ?? bytes);
    },
  }),
  mutant('the spelling of the import outlives a change', 'writing on', {
    back: async (place, targetDir) => {
      await right.back(place, targetDir);
      const imported = sessionFilesIn(place.home);
      changeFiles(targetDir, (bytes, file) =>
        imported.get(file)?.at(-1) === 0x0a && bytes.at(-1) !== 0x0a
          ? Buffer.concat([bytes, Buffer.from('\n')])
          : bytes,
      );
    },
  }),
  mutant('an updated session goes to the end', 'writing on', {
    open: async (home, options) => {
      const store = await right.open(home, options);
      const update = store.updateSession.bind(store);
      store.updateSession = async (path, session, ...rest) => {
        const answer = await update(path, session, ...rest);
        const sessions = await store.getAllSessions(path);
        const at = sessions.findIndex(({ id }) => id === session.id);
        if (new Set(sessions.map(({ id }) => id)).size === sessions.length && at < sessions.length - 1) {
          await store.deleteSession(path, session.id);
          await store.createSession(path, sessions[at] as WorktreeSession);
        }
        return answer;
      };
      return store;
    },
  }),
  mutant('a deletion leaves the second of one id', 'writing on', {
    open: async (home, options) => {
      const store = await right.open(home, options);
      const remove = store.deleteSession.bind(store);
      store.deleteSession = async (path, id) => {
        const twice = (await store.getAllSessions(path)).filter((session) => session.id === id).slice(1, 2);
        await remove(path, id);
        for (const session of twice) await store.createSession(path, session);
      };
      return store;
    },
  }),
];
