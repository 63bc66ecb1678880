import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Contestant } from '../../bench/trial/contestant.ts';
import { ModelStage } from '../../bench/trial/model-stage.ts';
import { openerNamed } from '../../bench/trial/opener.ts';
import { sampleRounds } from '../../bench/trial/sampler.ts';
import { shownRound } from '../../bench/trial/shown-round.ts';
import { workloadFor } from '../../bench/trial/workload-for.ts';
import type { Round, Stage } from '../../bench/workloads/workload.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { dataset, datasetDigest } from '../datasets/dataset.ts';
import { PROFILES } from '../datasets/session.ts';
import { OPERATIONS, type Operation } from '../workloads/registry.ts';
import { FLOOR_NAMES, isToTry } from './names.ts';
import { putTogether, takeApart } from './session-parts.ts';

const { root, freshFolder } = useFolder('storeproof-floors');

const DATASET = { profile: 'small', sessions: 12, seed: 42 } as const;

test.each(FLOOR_NAMES)(
  '%s stands for the work of the model and leaves the content as it was',
  async (floor) => {
    const model = await ModelStage.enter(root, DATASET);
    const contestant = await Contestant.enter(
      await openerNamed(floor, { subjectsModule: null, programs: {} }),
      {
        home: freshFolder(),
        workspacePath: root,
        dataset: DATASET,
        store: floor,
        subjectsModule: null,
        programs: {},
        codeCache: join(root, 'code-cache'),
      },
    );
    if (contestant.isPersistent) await contestant.fill();
    for (const operation of OPERATIONS.filter((each) => isToTry(floor, each))) {
      await contestant.reopen();
      const sampled = await sampleRounds(await roundOf(floor, operation, contestant), {
        budgetMs: 0,
        samplesMax: 1,
      });
      const { workDigest } = await shownRound(await roundOf('model', operation, model));
      expect([operation, sampled.deviation, sampled.workDigest]).toEqual([operation, null, workDigest]);
      expect(await contestant.contentDigest()).toBe(datasetDigest(DATASET));
    }
    await contestant.close();
  },
);

async function roundOf(contestant: string, operation: Operation, stage: Stage): Promise<Round> {
  const workload = await workloadFor(contestant, operation);
  if ('weigh' in workload) throw new Error(`${operation} has no rounds`);
  return workload.prepare(stage);
}

test.each(PROFILES)('sessions of the %s profile are the same when put together again', (profile) => {
  const sessions = dataset({ profile, sessions: 5, seed: 7 });
  expect(putTogether(takeApart(sessions))).toEqual(sessions);
});

test('a number that has no place in the parts is refused', () => {
  const [session] = dataset(DATASET);
  expect(() => takeApart([{ ...session!, totalDuration: 2 ** 31 }])).toThrow(RangeError);
});
