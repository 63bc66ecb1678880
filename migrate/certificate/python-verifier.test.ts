// The independent verifier, docs/verify_certificate.py: it agrees with our reader on files of every kind, sound and
// damaged, accepts what is as it was, and names the record of a changed byte. Needs python3 on the path.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeSessions } from '../../contract/session-writer.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { type Draws, drawsOf } from '../../props/arbitraries/draws.ts';
import { lifelikeHome } from '../../sessions/arbitraries/legacy-home.ts';
import { legacySessions, sampled } from '../../sessions/legacy-home.ts';
import {
  certified,
  type MigratedHome,
  migrated,
  movedAway,
  VERSIONS,
  writeHome,
} from '../fixtures/migrated-home.ts';
import { readPhase, writePhase } from '../live/phase-file.ts';
import { MemoryTarget } from '../memory-target.ts';
import { rewriteFiles } from '../rewrite-files.ts';
import { withDatabase } from '../with-database.ts';
import { buildCertificate } from './build-certificate.ts';
import { writeCertificate } from './certificate-text.ts';
import { certificateOf, newestCertificate } from './keep-certificate.ts';

const VERIFIER = join(import.meta.dirname, '..', '..', 'docs', 'verify_certificate.py');
const TRIALS = amountOf('PYTHON_TRIALS');
const FILES = amountOf('PYTHON_FILES');
const hasPython =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
const testWithPython = hasPython ? test : test.skip;

const { root } = useFolder('python-verifier');

interface Answer {
  readonly status: number | null;
  readonly output: string;
}

function verifier(...words: readonly string[]): Answer {
  const { status, stdout, stderr } = spawnSync('python3', [VERIFIER, ...words], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

let place: MigratedHome;
const restored = join(root, 'restored');

/** Of the home and the restored files, while one file of them or the certificate holds other bytes. */
function verdictOn(path: string, changed: Buffer): Answer {
  const bytes = readFileSync(path);
  writeFileSync(path, changed);
  try {
    return verifier(certificateOf(place.home), '--home', place.home, '--restored', restored);
  } finally {
    writeFileSync(path, bytes);
  }
}

beforeAll(async () => {
  if (!hasPython) return;
  place = writeHome(join(root, 'home'), [
    legacySessions(8, (of) => [of.pair, of.tangled, of.longRunning(2n ** 64n - 1n)]),
    legacySessions(9, (of) => [of.outOfTime, of.debate]),
  ]);
  await migrated(place);
  await certified(place);
  await withDatabase({ file: place.database }, (store) => rewriteFiles({ store, targetDir: restored }));
});

test('the verifier has at most 150 lines', () => {
  expect(readFileSync(VERIFIER, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

testWithPython('it accepts a home, its certificate and the files that the database gave back', () => {
  const answer = verifier(certificateOf(place.home), '--home', place.home, '--restored', restored);
  expect(answer).toEqual({
    status: 0,
    output: expect.stringMatching(/^Certificate holds: content root [0-9a-f]{64}\n$/),
  });
});

testWithPython(
  'it follows a file that archive moved away, as our checker does, and misses one that is gone',
  () => {
    const moved = {
      ...place,
      home: join(root, 'moved'),
      archiveDir: join(root, 'moved', '.ait42', 'archive'),
    };
    cpSync(place.home, moved.home, { recursive: true });
    const run = (): Answer =>
      verifier(certificateOf(moved.home), '--home', moved.home, '--restored', restored);
    movedAway(moved, moved.files[0]!);
    expect(run()).toMatchObject({ status: 0, output: expect.stringMatching(/^Certificate holds/) });
    const unreadable = `.ait42/sessions/${'8'.repeat(16)}.json`;
    rmSync(join(moved.home, unreadable));
    expect(run()).toMatchObject({
      status: 11,
      output: expect.stringMatching(new RegExp(`^${unreadable}: .*\n$`)),
    });
    writePhase(moved.home, readPhase(moved.home), 'json');
    expect(run().output).toContain(`${moved.files[0]}: `);
  },
);

testWithPython(
  'of what was written since the certificate it says so, and what tells whether all is well',
  () => {
    const since = /not the certified bytes: written since, or another file \("ait42-migrate verify" compares/;
    const [file] = place.files as [string];
    for (const tree of [place.home, restored]) {
      const path = join(tree, file);
      const { status, output } = verdictOn(path, Buffer.concat([readFileSync(path), Buffer.from('\n')]));
      expect([status, output]).toEqual([11, expect.stringMatching(since)]);
      expect(output).toMatch(new RegExp(`^${tree === restored ? 'restored ' : ''}${file}: [^\n]*\n$`));
    }
  },
);

testWithPython('it reads files, sound and damaged anywhere, as our reader does', async () => {
  const draws = drawsOf(41);
  const whole = sampled(lifelikeHome(30), 3).filter(({ bytes }) => bytes.length < 100_000);
  const odd = ['[1]', '[{}]', '[[]]', '[,]', '\ufeff[]', 'null', ' \u3000\n', '[] ', '[]]', '\u00a0[]'];
  const small = writeSessions(legacySessions(4, (of) => [of.single, of.tangled])).replaceAll(
    '"model": null',
    '"other": [1e9, NaN]',
  );
  const files = [
    ...whole.map(({ bytes }) => bytes),
    ...odd.map((text) => Buffer.from(text)),
    Buffer.from(small),
  ];
  const sound = Buffer.from(
    writeSessions(
      legacySessions(5, (of) => [of.single]).map((one) => ({ ...one, runtimeMix: ['x'], totalDuration: 7 })),
    ),
  );
  for (let count = files.length; count < FILES; count++) files.push(damaged(draws, sound));
  const home = join(root, 'every');
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  for (const [index, bytes] of files.entries()) {
    writeFileSync(join(home, `.ait42/sessions/${index.toString(16).padStart(16, '0')}.json`), bytes);
  }
  const options = { home, store: new MemoryTarget(), archiveDir: join(root, 'none'), versions: VERSIONS };
  const certificate = await buildCertificate(options);
  const readable = certificate.workspaces.filter(({ fileRoot }) => fileRoot !== null).length;
  expect(readable).toBeGreaterThan(FILES * 0.1);
  expect(readable).toBeLessThan(FILES * 0.9);
  const path = join(root, 'every.json');
  writeFileSync(path, writeCertificate(certificate));
  expect(verifier(path, '--home', home).output).toMatch(/^Certificate holds/);
});

/** Characters that hold JSON together, put in the place of others. */
function damaged(draws: Draws, bytes: Buffer): Buffer {
  const at = draws.below(bytes.length);
  const pieces = [
    '"',
    '[',
    '}',
    ',',
    ':',
    '\\',
    ' ',
    '0',
    '-',
    '.5',
    'null',
    '\u0001',
    '\u00e9',
    '\\ud800',
    'x',
  ];
  const piece = Buffer.from(draws.pick(pieces));
  const skipped = draws.below(3);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + skipped)]);
}

testWithPython('it finds changed bytes in certificate, file and restored file, and names the record', () => {
  const draws = drawsOf(42);
  const certificate = newestCertificate(place.home);
  for (let trial = 0; trial < TRIALS; trial++) {
    const entry = certificate.workspaces[draws.below(2)]!;
    const position = draws.below(entry.sessions.length);
    const { offset, sizeBytes, digest } = entry.sessions[position]!;
    const tree = draws.pick([place.home, restored]);
    const isCertificate = trial % 3 === 0;
    const path = isCertificate ? certificateOf(place.home) : join(tree, entry.file!);
    const bytes = readFileSync(path);
    const at = isCertificate ? bytes.indexOf(digest) + draws.below(64) : offset + draws.below(sizeBytes);
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] as number) ^ (1 << draws.below(isCertificate ? 3 : 8));
    const { status, output } = verdictOn(path, changed);
    expect(status, `byte ${at} of ${path}`).toBe(11);
    expect(output).not.toContain('Traceback');
    if (isCertificate) expect(output).toContain('selfDigest');
    // A restored file that cannot be read any more is named as a whole.
    else if (tree === place.home) expect(output).toContain(`${entry.file}, record ${position}`);
    else expect(output).toContain(entry.file);
  }
});

testWithPython(
  'it says what is wrong with a certificate that is none, and with sums that do not add up',
  () => {
    const path = join(root, 'other.json');
    for (const text of ['', '[]', '{}', '{"schema":"storeproof.certificate/1","workspaces":[1]}', '\0']) {
      writeFileSync(path, text);
      const { status, output } = verifier(path, '--home', place.home);
      expect(status).toBe(11);
      expect(output).not.toContain('Traceback');
    }
    const { workspaces, ...rest } = newestCertificate(place.home);
    const [first] = workspaces;
    const account = { ...first!.account, read: { ...first!.account.read, messages: 9_999 } };
    writeFileSync(
      path,
      writeCertificate({ ...rest, workspaces: workspaces.with(0, { ...first!, account }) }),
    );
    expect(verifier(path, '--home', place.home).output).toMatch(
      /read is not imported[\s\S]*totals are not the sums/,
    );
  },
);
