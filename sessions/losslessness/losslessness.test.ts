// The migration loses nothing: generated homes through real files into a real database and back, byte for byte.
// LOSSLESSNESS_RUNS and LIVE_LOSSLESSNESS_RUNS set how many.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import type { SessionManager } from '../../migrate/live/index.ts';
import { expectNoLoss } from './expect-no-loss.ts';
import { lossWhileLive } from './live-losses.ts';
import type { Passage } from './losses.ts';
import { PROPERTIES, type Property, type PropertyName } from './properties.ts';
import { sessionFilesIn } from './session-files.ts';

const RUNS = amountOf('LOSSLESSNESS_RUNS');

/** How often each is tried. */
const RUNS_OF: Readonly<Record<PropertyName, number>> = {
  moving: RUNS,
  twice: Math.ceil(RUNS / 3),
  over: Math.ceil(RUNS / 2),
  'writing on': RUNS,
  live: amountOf('LIVE_LOSSLESSNESS_RUNS'),
};

for (const name of Object.keys(PROPERTIES) as PropertyName[]) {
  const { says, ...property }: Property = PROPERTIES[name];
  test(says, () => expectNoLoss({ name: says, runs: RUNS_OF[name], ...property }));
}

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
