import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerDigest } from '../../bench/trial/answer-digest.ts';
import { Contestant } from '../../bench/trial/contestant.ts';
import { ReferenceStage } from '../../bench/trial/reference-stage.ts';
import { sampleRounds } from '../../bench/trial/sampler.ts';
import { shownRound } from '../../bench/trial/shown-round.ts';
import { workloadsOf } from '../../bench/trial/workloads-of.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import type { Round } from '../../definition/bench.ts';
import { dataset } from '../datasets/dataset.ts';
import { PROFILES } from '../datasets/session.ts';
import { sessionSource } from '../source.ts';
import type { SessionStage } from '../workloads/workload.ts';
import { FLOORS } from './floors.ts';
import { putTogether, takeApart } from './session-parts.ts';

const { root, freshFolder } = useFolder('storeproof-floors');

const DATASET = { profile: 'small', size: 12, seed: 42 };

const { url, definition } = await sessionSource();

const settingOf = (store: string) => ({
  home: freshFolder(),
  folder: root,
  dataset: DATASET,
  store,
  source: url,
  programs: {},
  codeCache: join(root, 'code-cache'),
});

test.each(Object.keys(FLOORS))(
  '%s stands for the work of the model and leaves the content as it was',
  async (floor) => {
    const model = await ReferenceStage.enter(definition, settingOf('memory'));
    const contestant = await Contestant.enter(definition, settingOf(floor));
    if (contestant.subject.isPersistent) await contestant.fill();
    const operations = Object.keys(await workloadsOf(definition, floor));
    expect(operations).not.toEqual([]);
    for (const operation of operations) {
      await contestant.reopen();
      const sampled = await sampleRounds(await roundOf(floor, operation, contestant), {
        budgetMs: 0,
        samplesMax: 1,
      });
      const { workDigest } = await shownRound(await roundOf('memory', operation, model));
      expect([operation, sampled.deviation, sampled.workDigest]).toEqual([operation, null, workDigest]);
      expect(await contestant.contentDigest()).toBe(answerDigest({ '.': dataset(DATASET) }));
    }
    await contestant.close();
  },
);

async function roundOf(contestant: string, operation: string, stage: SessionStage): Promise<Round> {
  const workload = (await workloadsOf(definition, contestant))[operation];
  if (workload === undefined || 'weigh' in workload) throw new Error(`${operation} has no rounds`);
  return workload.prepare(stage);
}

test.each(PROFILES)('sessions of the %s profile are the same when put together again', (profile) => {
  const sessions = dataset({ profile, size: 5, seed: 7 });
  expect(putTogether(takeApart(sessions))).toEqual(sessions);
});

test('a number that has no place in the parts is refused', () => {
  const [session] = dataset(DATASET);
  expect(() => takeApart([{ ...session!, totalDuration: 2 ** 31 }])).toThrow(RangeError);
});
