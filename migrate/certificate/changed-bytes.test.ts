// Any changed byte is found and traced to its record: in the certificate, in a session file, in a file that the database
// gave back, and in the database itself. CERTIFICATE_TRIALS sets the number of trials (10,000 for the published figure).

import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { type Draws, drawsOf } from '../../props/arbitraries/draws.ts';
import { legacySessions } from '../../sessions/legacy-home.ts';
import { certified, type MigratedHome, migrated, writeHome } from '../fixtures/migrated-home.ts';
import { rewriteFiles } from '../rewrite-files.ts';
import { readingDatabaseFile, withDatabase } from '../with-database.ts';
import type { Certificate } from './certificate.ts';
import type { CertificateFinding } from './certificate-finding.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkFile } from './check-file.ts';
import { certificateOf, newestCertificate } from './keep-certificate.ts';

const TRIALS = amountOf('CERTIFICATE_TRIALS');
const PER_PLACE = Math.ceil(TRIALS / 4);

const { root } = useFolder('changed-bytes');
let place: MigratedHome;
let certificate: Certificate;

beforeAll(async () => {
  place = writeHome(join(root, 'home'), [
    legacySessions(6, (of) => [of.pair, of.debate, of.tangled]),
    legacySessions(7, (of) => [of.outOfTime, of.longRunning(2n ** 63n)]),
  ]);
  await migrated(place);
  await certified(place);
  certificate = newestCertificate(place.home);
});

/** The same bytes but for one: another one in its place, one less, or one more. */
function changed(
  draws: Draws,
  bytes: Buffer,
  at: number = draws.below(bytes.length),
): { readonly bytes: Buffer; readonly at: number } {
  const other = Buffer.of(((bytes[at] as number) + 1 + draws.below(255)) % 256);
  const kind = draws.below(10);
  const isMore = kind === 8;
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(isMore ? at : at + 1);
  return { bytes: Buffer.concat(kind === 9 ? [before, after] : [before, other, after]), at };
}

test('a changed byte of the certificate is found, and traced to the record whose row it is in', async () => {
  const draws = drawsOf(21);
  const bytes = readFileSync(certificateOf(place.home));
  const path = join(root, 'changed.json');
  const { home, archiveDir, database } = place;
  const store = await openSqliteStore({ file: database });
  for (let trial = 0; trial < PER_PLACE; trial++) {
    const change = changed(draws, bytes);
    writeFileSync(path, change.bytes);
    const { findings, isMatch } = await checkCertificate({ path, home, archiveDir, store });
    expect(isMatch, `byte ${change.at}`).toBe(false);
    const wanted = rowAt(bytes, change.at);
    if (wanted !== undefined)
      expect(findings, `byte ${change.at}`).toContainEqual(expect.objectContaining(wanted));
  }
  await store.close();
});

/** The record whose row has the byte, commas and white space around it not counted. */
function rowAt(bytes: Buffer, at: number): Partial<CertificateFinding> | undefined {
  const lines = bytes.subarray(0, at).toString('latin1').split('\n');
  const start = at - (lines.at(-1)?.length ?? 0);
  const line = bytes.toString('latin1', start, bytes.indexOf('\n', start));
  const column = at - start;
  if (!line.startsWith('      {') || column < 6 || column >= line.lastIndexOf('}') + 1) return undefined;
  const entryLine = lines.findLastIndex((each) => each.includes('"workspace":"'));
  const file = /"file":"([^"]*)"/.exec(lines[entryLine] ?? '')?.[1];
  return { place: file!, position: lines.length - 2 - entryLine };
}

/** Changes one byte of a file of a tree again and again, and looks at what the check says of the file. */
async function tryFiles(tree: string, seed: number): Promise<void> {
  const draws = drawsOf(seed);
  const entries = certificate.workspaces.filter(
    ({ file, sizeBytes }) => existsSync(join(tree, file!)) && sizeBytes! > 0,
  );
  for (let trial = 0; trial < PER_PLACE; trial++) {
    const entry = draws.pick(entries);
    const path = join(tree, entry.file!);
    const bytes = readFileSync(path);
    const change = changed(draws, bytes);
    writeFileSync(path, change.bytes);
    const findings = await checkFile(
      entry,
      { home: tree, archiveDir: join(tree, 'none'), moved: new Map() },
      [],
    );
    const position = entry.sessions.findIndex(
      ({ offset, sizeBytes }) => change.at >= offset && change.at < offset + sizeBytes,
    );
    expect(findings[0], `${entry.file} byte ${change.at}`).toMatchObject({
      part: 'file',
      place: entry.file,
      ...(position >= 0 && { position }),
    });
    writeFileSync(path, bytes);
  }
}

test('a changed byte of a session file is found, and traced to its record', async () => {
  const tree = join(root, 'files');
  cpSync(join(place.home, '.ait42', 'sessions'), join(tree, '.ait42', 'sessions'), { recursive: true });
  await tryFiles(tree, 22);
});

test('a changed byte of a file that the database gave back is found, and traced to its record', async () => {
  const tree = join(root, 'restored');
  await withDatabase({ file: place.database }, (store) => rewriteFiles({ store, targetDir: tree }));
  await tryFiles(tree, 23);
});

test('a changed byte of the database is found, or makes no session other than it was', async () => {
  const draws = drawsOf(24);
  const bytes = readFileSync(place.database);
  const file = join(root, 'changed.db');
  const counts = { refused: 0, found: 0, unused: 0 };
  // Most zeros are free space in pages, which nothing covers: every other trial is of a byte that somebody wrote.
  const written = [...bytes.keys()].filter((at) => bytes[at] !== 0);
  for (let trial = 0; trial < PER_PLACE; trial++) {
    const change = changed(draws, bytes, trial % 2 === 0 ? draws.pick(written) : undefined);
    for (const name of ['', '-wal', '-shm']) rmSync(file + name, { force: true });
    writeFileSync(file, change.bytes);
    counts[await judge(file, change.at)]++;
  }
  expect(counts.refused + counts.found).toBeGreaterThan(PER_PLACE / 3);
  if (process.env.STOREPROOF_DEBUG === '1') console.log(counts);
});

async function judge(file: string, at: number): Promise<'refused' | 'found' | 'unused'> {
  const { home, archiveDir } = place;
  const path = certificateOf(home);
  try {
    return await readingDatabaseFile(file, async (store) => {
      const { isMatch, findings } = await checkCertificate({ path, home, archiveDir, store });
      if (!isMatch) {
        for (const finding of findings) expect(finding.place ?? finding.problem).not.toBe('');
        return 'found';
      }
      for (const { workspace, file: name, fileRoot } of certificate.workspaces) {
        if (fileRoot === null) continue;
        const text = await store.fileText(workspace);
        expect(text, `byte ${at}`).toBe(readFileSync(join(home, name!), 'utf8'));
      }
      return 'unused';
    });
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return 'refused';
  }
}
