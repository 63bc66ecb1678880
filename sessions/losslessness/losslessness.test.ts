// The migration loses nothing: generated homes through real files into a real database and back, byte for byte.
// LOSSLESSNESS_RUNS and LIVE_LOSSLESSNESS_RUNS set how many.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import type { SessionManager } from '../../migrate/live/index.ts';
import { expectNoLoss } from './expect-no-loss.ts';
import { lossWhileLive } from './live-losses.ts';
import {
  lossOfMoving,
  lossOfMovingOver,
  lossOfMovingTwice,
  lossOfWritingOn,
  type Passage,
} from './losses.ts';
import { jsonToSqlite } from './migration.ts';
import { sessionFilesIn } from './session-files.ts';

const RUNS = amountOf('LOSSLESSNESS_RUNS');

const lossless = (name: string, check: Omit<Parameters<typeof expectNoLoss>[0], 'name'>): void =>
  test(name, () => expectNoLoss({ name, ...check }));

lossless('every record is accounted for, verified, and comes back byte for byte', {
  runs: RUNS,
  lossOf: ({ files }) => lossOfMoving(jsonToSqlite, files),
});

lossless('a second import changes no byte', {
  runs: Math.ceil(RUNS / 3),
  lossOf: ({ files }) => lossOfMovingTwice(jsonToSqlite, files),
});

lossless('other files in the place of the first are taken or refused, and what they displace is kept', {
  runs: Math.ceil(RUNS / 2),
  isOver: true,
  lossOf: (passage) => lossOfMovingOver(jsonToSqlite, passage),
});

lossless('after later writes the files are those that a store of files would hold', {
  runs: RUNS,
  writesMax: 12,
  lossOf: (passage) => lossOfWritingOn(jsonToSqlite, passage),
});

lossless('writes in every phase of a live migration end in the same files', {
  runs: amountOf('LIVE_LOSSLESSNESS_RUNS'),
  writesMax: 16,
  lossOf: (passage) => lossWhileLive(passage),
});

test.each(['dual', 'sqlite+json'])(
  'a text that is changed in the files of phase %s is a loss',
  async (phase) => {
    const spoilt = (manager: SessionManager): void => {
      if (manager.phase !== phase) return;
      for (const [file, bytes] of sessionFilesIn(manager.home))
        writeFileSync(join(manager.home, file), bytes.toString().replace('"id"', '"ID"'));
    };
    const failing = expectNoLoss({
      name: 'NAME',
      lossOf: (passage) => lossWhileLive(passage, spoilt),
      runs: 8,
    });
    await expect(failing).rejects.toThrow(`in phase ${phase}: `);
  },
);

test('a loss is reported with the passage, how to see it again and what to keep', async () => {
  // The passages that are kept have writes.
  const lossOf = async ({ files, writes }: Passage) =>
    writes.length === 0 && files.some(({ isReadable }) => isReadable) ? 'lost' : null;
  const failing = expectNoLoss({ name: 'NAME', lossOf, runs: 100 });
  await expect(failing).rejects.toThrow(
    /^lost\nAgain: LOSSLESSNESS_SEED=-?\d+ LOSSLESSNESS_PATH=[\d:]+ npm run unit -- sessions\/losslessness -t 'NAME'\nTo keep as .*: \{"files":\[\{[^\n]*\}\],"writes":\[\],"over":null\}$/,
  );
});

/** Those that are kept have writes; the first of the others never come to their end. */
const hanging = (first: string | null): ((passage: Passage) => Promise<string | null>) => {
  const answers = [first];
  return ({ writes }) => {
    if (writes.length > 0) return Promise.resolve(null);
    const answer = answers.pop() ?? null;
    return answer === null ? new Promise(() => {}) : Promise.resolve(answer);
  };
};

test('a check that hangs has failed, and says how far it came', async () => {
  const failing = expectNoLoss({ name: 'NAME', lossOf: hanging(null), runs: 100, limitMs: 1 });
  await expect(failing).rejects.toThrow(/^It was stopped after \d of 100 runs\.$/);
});

test('a loss is reported although a smaller passage hangs', async () => {
  const failing = expectNoLoss({ name: 'NAME', lossOf: hanging('lost'), runs: 100, limitMs: 300 });
  await expect(failing).rejects.toThrow(/^lost\nAgain: [^\n]*\nTo keep as /);
});
