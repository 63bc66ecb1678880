// The verifier of the migration, the archive, the accounts and the certificate, on a home that was migrated: passed as it is, and with one
// thing wrong after the other.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../../impl-sqlite/index.ts';
import { EMPTY_RECORD_ACCOUNT, requireBalanced } from '../../migrate/account.ts';
import { buildCertificate } from '../../migrate/certificate/build-certificate.ts';
import { checkCertificate } from '../../migrate/certificate/check-certificate.ts';
import { certificateOf } from '../../migrate/certificate/keep-certificate.ts';
import { CORRUPTIONS, planted as corrupted } from '../../migrate/fixtures/corruption.ts';
import { certified, migrated, VERSIONS, writeHome } from '../../migrate/fixtures/migrated-home.ts';
import { importHome, MemoryTarget, verifyHome } from '../../migrate/index.ts';
import { withMemoryFolder } from '../../props/memory-folder.ts';
import { Random } from '../../statistics/random.ts';
import { legacySessions } from '../legacy-home.ts';
import { type Checker, unless } from './checker.ts';

const HASH = '0'.repeat(16);

export const verifier: Checker = (witness, seed) =>
  withMemoryFolder('check', async (folder) => {
    const sessions = legacySessions(seed, (of) => [
      of.outOfTime,
      of.pair,
      of.tangled,
      of.debate,
      of.longRunning(2n ** 60n),
    ]);
    const place = writeHome(join(folder, 'home'), [sessions, sessions.slice(1)]);
    await migrated(place);
    await certified(place);
    const store = await openSqliteStore({ file: place.database });
    try {
      await ofRecords(witness, { ...place, store, sessions, seed });
      await ofCertificate(witness, { ...place, store, sessions, seed });
      await ofArchive(witness, { ...place, store, sessions, seed });
    } finally {
      await store.close();
    }
    await ofAccounts(witness, place);
  });

interface Migrated {
  readonly home: string;
  readonly archiveDir: string;
  readonly files: readonly string[];
  readonly store: SqliteStore;
  readonly sessions: ReturnType<typeof legacySessions>;
  readonly seed: number;
}
type Witness = Parameters<Checker>[0];

async function ofRecords(
  { sound, planted }: Witness,
  { sessions, store, seed, ...place }: Migrated,
): Promise<void> {
  const verified = async (): Promise<string | null> => {
    const { isVerified, findings } = await verifyHome({ ...place, store });
    return isVerified
      ? null
      : `${findings[0]?.class} ${findings[0]?.sessionId} ${findings[0]?.position} ${findings[0]?.pointers[0]}`;
  };
  await sound('a migrated home', verified);
  const random = new Random(seed);
  for (const kind of CORRUPTIONS)
    await planted(`a store with another record: ${kind}`, async () => {
      let wrong = corrupted(kind, sessions, (count) => random.below(count));
      for (let tries = 0; wrong === undefined && tries < 50; tries++)
        wrong = corrupted(kind, sessions, (count) => random.below(count));
      if (wrong === undefined) return null;
      await store.replaceWorkspace(HASH, wrong.sessions);
      const found = await verified();
      await store.replaceWorkspace(HASH, sessions, {
        original: readFileSync(join(place.home, place.files[0] as string), 'utf8'),
      });
      // At its place, or it is not found.
      return found ===
        `${wrong.class} ${wrong.sessionId} ${wrong.position} ${wrong.pointer ?? found?.split(' ').at(-1)}`
        ? found
        : null;
    });
}

async function ofCertificate(
  { sound, planted }: Witness,
  { home, archiveDir, files, store, sessions }: Migrated,
): Promise<void> {
  const path = certificateOf(home);
  const checked = async (): Promise<string | null> => {
    const { isMatch, findings } = await checkCertificate({ path, home, archiveDir, store });
    return isMatch ? null : `${findings[0]?.part}: ${findings[0]?.problem}`;
  };
  const file = join(home, files[0] as string);
  const changed = (what: string, target: string, change: (text: string) => string): Promise<void> =>
    planted(what, async () => {
      const text = readFileSync(target, 'utf8');
      writeFileSync(target, change(text));
      const found = await checked();
      writeFileSync(target, text);
      return found;
    });
  await sound('a certified home', checked);
  await changed('a certified file with another character', file, (text) =>
    text.replace('"task": "', '"task": "x'),
  );
  await changed('a certified file with a character exchanged', file, (text) =>
    text.replace('"status": "', '"status":\n"'),
  );
  await changed('a certificate of another time', path, (text) =>
    text.replace('"createdAt": "2026', '"createdAt": "2025'),
  );
  await changed('a certificate with another digest', path, (text) =>
    text.replace(/"digest":"(.)/, (_, digit) => `"digest":"${digit === '0' ? '1' : '0'}`),
  );
  const [first, second, ...others] = sessions;
  if (first === undefined || second === undefined) return;
  const original = readFileSync(file, 'utf8');
  for (const [what, list] of [
    ['in another order', [second, first, ...others]],
    ['with another value', [{ ...first, task: 'other' }, second, ...others]],
    ['without its last session', sessions.slice(0, -1)],
  ] as const) {
    await planted(`a certified database ${what}`, async () => {
      await store.replaceWorkspace(HASH, list);
      const found = await checked();
      const { workspaces, contentRoot } = await buildCertificate({
        home,
        store,
        archiveDir,
        versions: VERSIONS,
      });
      await store.replaceWorkspace(HASH, sessions, { original });
      const entry = workspaces.find(({ workspace }) => workspace === HASH);
      // Both sides have roots of their own, and the root over both tells of each.
      const isTold = entry?.fileRoot !== entry?.databaseRoot && contentRoot === rootOver(workspaces);
      return isTold ? found : null;
    });
  }
}

type Entries = Awaited<ReturnType<typeof buildCertificate>>['workspaces'];

/** As docs/certificate.md has it, with no code of the certificate's: RFC 6962 over a text for each workspace. */
function rootOver(entries: Entries): string {
  const sha = (...parts: readonly Buffer[]): Buffer =>
    createHash('sha256').update(Buffer.concat(parts)).digest();
  const leaves = entries.map(({ workspace, file, sizeBytes, sha256, fileRoot, databaseRoot }) =>
    Buffer.from(
      [workspace, file, sizeBytes, sha256, fileRoot, databaseRoot]
        .map((value) => `${value ?? '-'}\n`)
        .join(''),
    ),
  );
  const root = (list: readonly Buffer[]): Buffer => {
    if (list.length <= 1) return list[0] === undefined ? sha() : sha(Buffer.of(0), list[0]);
    const split = 2 ** Math.ceil(Math.log2(list.length) - 1);
    return sha(Buffer.of(1), root(list.slice(0, split)), root(list.slice(split)));
  };
  return root(leaves).toString('hex');
}

async function ofArchive({ planted }: Witness, { home, archiveDir, files, store }: Migrated): Promise<void> {
  const bytes = readFileSync(join(home, files[0] as string));
  const original = join(archiveDir, 'originals', createHash('sha256').update(bytes).digest('hex'));
  await planted('an archived original with another byte', async () => {
    writeFileSync(original, Buffer.concat([bytes.subarray(0, -1), Buffer.from('}')]));
    const { isVerified, counts } = await verifyHome({ home, archiveDir, store });
    writeFileSync(original, bytes);
    return isVerified || counts.original !== 1 ? null : 'original';
  });
}

async function ofAccounts(
  { sound, planted }: Witness,
  place: { readonly home: string; readonly archiveDir: string },
): Promise<void> {
  const one = { sessions: 1, instances: 0, messages: 0 };
  const balanced = (account: Partial<typeof EMPTY_RECORD_ACCOUNT>) => (): null => {
    requireBalanced('it', { ...EMPTY_RECORD_ACCOUNT, ...account });
    return null;
  };
  await sound('an account that adds up', balanced({ read: one, imported: one }));
  await planted('an account with a record that is nowhere', balanced({ read: one }));
  await planted('an account with a record twice', balanced({ read: one, imported: one, aside: one }));
  await planted('a store that loses a session as it is filled', async () => {
    class Losing extends MemoryTarget {
      override replaceWorkspace(
        ...[hash, sessions, options]: Parameters<MemoryTarget['replaceWorkspace']>
      ): Promise<void> {
        return super.replaceWorkspace(hash, [...sessions].slice(1), options);
      }
    }
    const archiveDir = `${place.archiveDir}-of-losses`;
    const { fileAccount } = await importHome({ home: place.home, store: new Losing(), archiveDir });
    return unless(fileAccount.refused, 0);
  });
}
