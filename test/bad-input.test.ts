// Bad input to the tools: one clear message, the documented exit code, nothing changed.

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { importHome } from '../migrate/index.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import {
  migrate,
  migrateHere,
  sharedFolder,
  storeproof,
  storeproofHere,
  temporaryFolder,
  treeDigest,
} from './run-tool.ts';

type Surroundings = Parameters<typeof migrate>[1];

const migratedHome = sharedFolder();

beforeAll(async () => {
  writeLegacyHome(migratedHome, { seed: 1, sessions: 30 });
  const store = await openSqliteStore({ home: migratedHome });
  await importHome({ home: migratedHome, store, archiveDir: join(migratedHome, '.ait42', 'archive') });
  await store.close();
});

/** A home of its own for a test, with a database and an archive. */
function homeWithDatabase(): string {
  const home = temporaryFolder();
  cpSync(migratedHome, home, { recursive: true });
  return home;
}

function legacyHome(): string {
  const home = temporaryFolder();
  writeLegacyHome(home, { seed: 1, sessions: 30 });
  return home;
}

/** Verbs that need a home, with what else they must be told; nothing may come to be in `out`. */
const verbsOn = (home: string, out: string): readonly (readonly string[])[] => [
  ['scan', '--home', home],
  ['migrate', '--yes', '--home', home],
  ['migrate', '--dry-run', '--home', home],
  ['verify', '--home', home],
  ['check', '--home', home],
  ['backup', '--home', home],
  ['restore', '--yes', '--from', join(home, 'none.db'), '--home', home],
  ['restore-json', '--out', out, '--home', home],
  ['restore-originals', '--out', out, '--home', home],
];

interface Expected {
  readonly message: RegExp;
  readonly exitCode: number;
}

async function expectRefusal(
  start: () => PromiseLike<{ stdout: string; stderr: string; exitCode?: number | undefined }>,
  untouched: readonly string[],
  { message, exitCode }: Expected,
): Promise<void> {
  const before = untouched.map(treeDigest);
  const result = await start();
  expect(result.stderr).toMatch(message);
  expect(result.stderr).toContain(`exit code ${exitCode}`);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(result.stderr.split('\n').length).toBeLessThanOrEqual(3);
  expect([result.stdout, result.exitCode]).toEqual(['', exitCode]);
  expect(untouched.map(treeDigest)).toEqual(before);
}

test.each(
  verbsOn('HOME', 'OUT').map((words) => [
    words[0] === 'migrate' ? words.slice(0, 2).join(' ') : words[0]!,
    words,
  ]),
)('ait42-migrate %s refuses a missing home and a file in the place of one', async (_name, words) => {
  const place = temporaryFolder();
  writeFileSync(join(place, 'file'), 'not a directory');
  for (const home of [join(place, 'missing'), join(place, 'file')]) {
    const line = words.map((word) => word.replace('HOME', home).replace('OUT', join(place, 'out')));
    await expectRefusal(() => migrateHere(line), [place], { message: /missing|file/, exitCode: 4 });
  }
});

test.each(['verify', 'check', 'backup', 'restore-json', 'restore-originals'])(
  'ait42-migrate %s says how to get the database or archive that is not there',
  async (verb) => {
    const home = legacyHome();
    const out = verb.startsWith('restore') ? ['--out', join(home, 'out')] : [];
    await expectRefusal(() => migrateHere([verb, ...out, '--home', home]), [home], {
      message: /There is no (database|archive) /,
      exitCode: 4,
    });
  },
);

test('ait42-migrate migrate refuses a home without session files', async () => {
  const home = temporaryFolder();
  await expectRefusal(() => migrateHere(['migrate', '--yes', '--home', home]), [home], {
    message: /There are no session files/,
    exitCode: 4,
  });
});

test('nobody to ask means no: migrate and restore need --yes outside a terminal', async () => {
  const withDatabase = homeWithDatabase();
  const backup = join(withDatabase, '.ait42', 'sessions.db');
  for (const [home, words] of [
    [legacyHome(), ['migrate']],
    [withDatabase, ['restore', '--from', backup]],
  ] as const) {
    const before = treeDigest(home);
    const { stderr, exitCode } = await migrateHere([...words, '--home', home]);
    expect(stderr).toContain('--yes');
    expect(exitCode).toBe(10);
    expect(treeDigest(home)).toBe(before);
  }
});

const DATABASE_VERBS = ['migrate --yes', 'migrate --dry-run', 'verify', 'check', 'backup', 'restore-json'];
const lineOf = (verb: string, home: string): string[] => [
  ...verb.split(' '),
  ...(verb === 'restore-json' ? ['--out', join(home, 'out')] : []),
  '--home',
  home,
];

test.each(DATABASE_VERBS)('ait42-migrate %s leaves a file alone that is no database', async (verb) => {
  const home = legacyHome();
  writeFileSync(join(home, '.ait42', 'sessions.db'), 'My shopping list\n'.repeat(400));
  await expectRefusal(() => migrateHere(lineOf(verb, home)), [home], {
    message: /sessions\.db is not a SQLite database/,
    exitCode: 8,
  });
});

test.each(DATABASE_VERBS)('ait42-migrate %s leaves a database of a newer version alone', async (verb) => {
  const home = homeWithDatabase();
  const database = new Database(join(home, '.ait42', 'sessions.db'));
  database.pragma('journal_mode = DELETE');
  database
    .prepare(
      "INSERT INTO schema_migrations (version, name, checksum, applied_at) SELECT max(version) + 1, 'later', checksum, applied_at FROM schema_migrations",
    )
    .run();
  database.close();
  await expectRefusal(() => migrateHere(lineOf(verb, home)), [home], { message: /newer/, exitCode: 5 });
});

test('ait42-migrate restore refuses what is no backup and keeps the database', async () => {
  const home = homeWithDatabase();
  const notes = join(home, 'notes.txt');
  writeFileSync(notes, 'My shopping list\n'.repeat(400));
  const before = treeDigest(home);
  const { stderr, exitCode } = await migrateHere(['restore', '--yes', '--from', notes, '--home', home]);
  expect(stderr).toContain('is not a SQLite database');
  expect(exitCode).toBe(8);
  // The checked copy was made beside the database and is gone again; only the folder's own times have changed.
  expect(readdirSync(join(home, '.ait42')).toSorted()).toEqual(
    readdirSync(join(migratedHome, '.ait42')).toSorted(),
  );
  expect(before).toHaveLength(64);
});

test('storeproof proof refuses a home that is missing, a file, or empty, before it begins a run', async () => {
  const place = temporaryFolder();
  writeFileSync(join(place, 'file'), '');
  mkdirSync(join(place, 'empty'));
  for (const [name, message] of [
    ['missing', /does not exist/],
    ['file', /is a file/],
    ['empty', /There are no session files/],
  ] as const) {
    const words = ['proof', '--home', join(place, name), '--out', join(place, 'out')];
    await expectRefusal(() => storeproofHere(words), [place], { message, exitCode: 4 });
  }
});

test('storeproof gate and report say what is wrong with their files', async () => {
  const place = temporaryFolder();
  writeFileSync(join(place, 'text'), 'hello\n');
  writeFileSync(join(place, 'targets.json'), '{"schema":"storeproof.targets/2","targets":[{}]}');
  const targets = join(import.meta.dirname, '..', 'reports', 'targets.json');
  for (const [words, message, exitCode] of [
    [['report', join(place, 'none')], /There is no result file/, 4],
    [['report', join(place, 'text')], /line 1: the line is not JSON/, 4],
    [['report', place], /results\.ndjson/, 4],
    [['gate', '--targets', join(place, 'none'), join(place, 'text')], /Cannot read the targets file/, 4],
    [['gate', '--targets', join(place, 'text'), join(place, 'text')], /is not JSON/, 2],
    [['gate', '--targets', join(place, 'targets.json'), join(place, 'text')], /is wrong at \/targets\/0/, 2],
    [['gate', '--targets', targets, join(place, 'text')], /line 1/, 4],
  ] as const) {
    await expectRefusal(() => storeproofHere(words), [place], { message, exitCode });
  }
});

test('a run does not overwrite the results of another', async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, 'results.ndjson'), '');
  await expectRefusal(() => storeproofHere(['verify', '--operations', '10', '--out', out]), [out], {
    message: /exists and is kept/,
    exitCode: 10,
  });
});

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/**
 * Root may read and write everything, so as root these tests run the tool as somebody else. That one may not write
 * where coverage is collected, and Node would say so.
 */
const asUser: Surroundings = isRoot ? { uid: NOBODY, env: { NODE_V8_COVERAGE: '' } } : {};
const canBeNobody =
  process.platform !== 'win32' && (!isRoot || (await storeproof(['--version'], asUser)).exitCode === 0);

test.skipIf(!canBeNobody)('a directory that may not be read is one message', async () => {
  const home = legacyHome();
  chmodSync(home, 0o755);
  chmodSync(join(home, '.ait42'), 0o755);
  chmodSync(join(home, '.ait42', 'sessions'), 0o000);
  const out = join(home, 'out');
  const expected = { message: /Cannot (list|read) .*[Pp]ermission denied/, exitCode: 4 };
  try {
    for (const words of [
      ['scan', '--home', home],
      ['migrate', '--yes', '--home', home],
    ]) {
      await expectRefusal(() => migrate(words, asUser), [], expected);
    }
    await expectRefusal(() => storeproof(['proof', '--home', home, '--out', out], asUser), [], expected);
  } finally {
    chmodSync(join(home, '.ait42', 'sessions'), 0o700);
  }
  expect(existsSync(out)).toBe(false);
});

test.skipIf(!canBeNobody)('a home that may not be written is imported from, but not into', async () => {
  const home = legacyHome();
  execFileSync('chmod', ['-R', 'a+rX,a-w', home]);
  try {
    await expectRefusalToWrite(home, asUser);
    expect((await migrate(['scan', '--home', home], asUser)).exitCode).toBe(0);
  } finally {
    execFileSync('chmod', ['-R', 'u+w', home]);
  }
});

/** Starts a program with one directory mounted read-only, where only that program sees it so. */
const readOnly = (folder: string): readonly string[] => [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"',
  'sh',
  folder,
];

function canMount(): boolean {
  try {
    const [program = '', ...words] = readOnly(sharedFolder());
    execFileSync(program, [...words, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(process.platform !== 'linux' || !canMount())('a read-only disk is one message', async () => {
  const home = legacyHome();
  await expectRefusalToWrite(home, { wrapper: readOnly(home) });
  const migrated = homeWithDatabase();
  const surroundings = { wrapper: readOnly(migrated) };
  await expectRefusal(
    () => migrate(['restore-json', '--out', join(migrated, 'out'), '--home', migrated], surroundings),
    [migrated],
    { message: /Cannot make the folder .*: the disk is read-only/, exitCode: 4 },
  );
});

/** The import says before it begins what it would do; then the refusal. */
async function expectRefusalToWrite(home: string, surroundings: Surroundings): Promise<void> {
  const before = treeDigest(home);
  const { stderr, exitCode } = await migrate(['migrate', '--yes', '--home', home], surroundings);
  expect(stderr).toMatch(/cannot be (created|written)/);
  expect(stderr).toContain('E_READ_ONLY, exit code 4');
  expect(exitCode).toBe(4);
  expect(treeDigest(home)).toBe(before);
}
