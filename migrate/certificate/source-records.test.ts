// Reading record by record must accept and answer exactly what reading the whole file does.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { decodeSessions } from '../../impl-json/index.ts';
import { type Draws, drawsOf } from '../../props/arbitraries/draws.ts';
import { lifelikeHome } from '../../sessions/arbitraries/legacy-home.ts';
import { legacySessions, sampled } from '../../sessions/legacy-home.ts';
import { readRecords } from './source-records.ts';

const { root: folder } = useFolder('source-records');

/** What the whole-file reader says: its sessions, or its code. */
function wholeFile(bytes: Buffer): readonly WorktreeSession[] | string {
  try {
    return decodeSessions(bytes);
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}

async function byRecord(bytes: Buffer): Promise<readonly WorktreeSession[] | string> {
  const path = join(folder, 'file.json');
  writeFileSync(path, bytes);
  const sessions: WorktreeSession[] = [];
  const { damage, sizeBytes } = await readRecords(path, ({ offset, bytes: span, session }) => {
    expect(bytes.subarray(offset, offset + span.length).equals(span)).toBe(true);
    sessions.push(session);
  });
  expect(sizeBytes).toBe(bytes.length);
  return damage ?? sessions;
}

/** One file's bytes after a few draws edits, weighted to the characters that hold JSON together. */
function damaged(draws: Draws, bytes: Buffer): Buffer {
  const at = draws.below(bytes.length);
  const structure = Buffer.from(draws.pick(['"', '[', ']', '{', '}', ',', ':', '\\', ' ', '\0', '\u00e9']));
  switch (draws.below(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), structure, bytes.subarray(at)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), structure, bytes.subarray(at + 1)]);
    default: {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] as number) ^ (1 << draws.below(8));
      return copy;
    }
  }
}

test('every file of a generated home, sound or not, is read as the whole-file reader reads it', async () => {
  for (const { bytes } of sampled(lifelikeHome(40), 5))
    expect(await byRecord(bytes)).toEqual(wholeFile(bytes));
});

const DAMAGED = amountOf('DAMAGED_SOURCES');

test('the same holds for files with damage anywhere', async () => {
  const draws = drawsOf(11);
  const made = legacySessions(2, (of) => [of.tangled, of.longRunning(2n ** 64n - 1n), of.single]);
  const sessions = made.map((session) => ({
    ...session,
    instances: session.instances.map((instance) => ({ ...instance, output: 'é[{"\\"' })),
  }));
  const sound = [writeSessions(sessions), JSON.stringify([Object.values({ ...sessions[2] })])];
  const files = sound.map((text) => Buffer.from(text));
  for (let round = 0; round < DAMAGED; round++) {
    const bytes = damaged(draws, files[round % 2]!);
    expect(await byRecord(bytes)).toEqual(wholeFile(bytes));
  }
});

test.each([
  '',
  ' \u3000\n',
  '\ufeff[]',
  '[]',
  ' [ ] ',
  '[] x',
  '[,]',
  '[',
  '[1]',
  '[{}',
  'null',
  '{}',
  '[]]',
  '[[]]',
  '[{},]',
])('a file at the edge of the format is read alike: %j', async (text) => {
  const bytes = Buffer.from(text);
  expect(await byRecord(bytes)).toEqual(wholeFile(bytes));
});
