import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Contestant } from '../../bench/trial/contestant.ts';
import { sampleRounds } from '../../bench/trial/sampler.ts';
import { shownRound } from '../../bench/trial/shown-round.ts';
import { answerDigest, glanceOf } from '../../bench/workloads/answer-digest.ts';
import { NotOffered, type Stage, type Workload } from '../../bench/workloads/workload.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { subjectNamed } from '../../subjects/index.ts';
import { datasetDigest } from '../datasets/dataset.ts';
import { OPERATIONS, workloadOf } from './registry.ts';

const { root, freshFolder } = useFolder('storeproof-workloads');

const DATASET = { profile: 'small', sessions: 12, seed: 42 } as const;

async function contestant(store: string): Promise<Contestant> {
  const subject = subjectNamed(store);
  const entered = await Contestant.enter(subject, {
    home: freshFolder(),
    workspacePath: root,
    dataset: DATASET,
    store,
    subjectsModule: null,
    programs: {},
    codeCache: join(root, 'code-cache'),
  });
  if (subject.isPersistent) await entered.fill();
  return entered;
}

/** Pinned: a workload that does other work than before is another workload, and its figures do not compare. */
const WORK: Record<string, string> = {
  getAllCold: '1f80ec115f69',
  getAllRepeated: '1f80ec115f69',
  getAllAfterChange: '326bf6cf09a7',
  getAllAfterOtherChange: '326bf6cf09a7',
  getOne: '49e6d5ed2b92',
  firstPage: 'c383755f7f94',
  allSummaries: 'c383755f7f94',
  byTypePage: '00bfdd18fd95',
  byTypeFull: '00bfdd18fd95',
  statistics: '23a0d1d2e7ec',
  searchRare: '21219563971f',
  searchCommon: 'c86c02983a8d',
  searchPrefix: 'b98ad30f7270',
  searchJapanese: '4455fe958cf5',
  create: '81d67d1e4a4a',
  update: '082b109e2762',
  appendMessage: '5b586ab5e531',
  updateInstanceStatus: 'f89b1db50413',
  delete: 'c13e2ac000ec',
  importPerSession: '058f2e5f92b3',
  open: '970672337915',
  openFirstPage: 'c383755f7f94',
  memory: '556cebf95663',
};

/** What a store that lives in one process cannot do. */
const ALONE = ['getAllAfterOtherChange', 'openFirstPage', 'memory'];

/** With another way to write alone: what begins with a process of its own is shown once, not timed. */
const VARIANTS = ['json-safe', 'sqlite-full'];

async function workOf(workload: Workload, stage: Stage, isVariant: boolean): Promise<string> {
  if ('weigh' in workload) {
    const { answer, figures } = await workload.weigh(stage);
    expect(figures.every(({ value }) => Number.isSafeInteger(value))).toBe(true);
    return answerDigest(answer);
  }
  const round = await workload.prepare(stage);
  if (isVariant && workload === workloadOf('openFirstPage')) return (await shownRound(round)).workDigest;
  const sampled = await sampleRounds(round, { budgetMs: 0, samplesMax: 1 });
  expect(sampled.deviation).toBe(null);
  expect(sampled.samplesNs.every((ns) => Number.isSafeInteger(ns) && ns > 0)).toBe(true);
  return sampled.workDigest;
}

test.each(['memory', 'json', 'json-safe', 'sqlite', 'sqlite-full', 'sqlite-memory'])(
  '%s does the work of every workload and is left as it was',
  async (store) => {
    const stage = await contestant(store);
    const work: Record<string, string> = {};
    const absent: string[] = [];
    for (const operation of OPERATIONS) {
      await stage.reopen();
      try {
        work[operation] = (await workOf(workloadOf(operation), stage, VARIANTS.includes(store))).slice(0, 12);
      } catch (error) {
        if (!(error instanceof NotOffered)) throw error;
        absent.push(operation);
      }
      // Not after the others: a store that keeps nothing would hide what they left behind.
      if (workloadOf(operation).group === 'start') await stage.reopen();
      expect(await stage.contentDigest()).toBe(datasetDigest(DATASET));
    }
    await stage.close();
    expect({ ...WORK, ...work }).toEqual(WORK);
    expect(absent).toEqual(store.includes('memory') ? ALONE : []);
  },
);

test('a digest ignores the order of keys and nothing else', () => {
  expect(answerDigest({ a: 1, b: [{ c: 2n ** 63n, d: null }] })).toBe(
    answerDigest({ b: [{ d: null, c: 2n ** 63n }], a: 1 }),
  );
  expect(answerDigest([1, 2])).not.toBe(answerDigest([2, 1]));
  expect(answerDigest(undefined)).not.toBe(answerDigest(null));
});

test('a glance tells answers apart by how much they hold or whose they are', () => {
  expect(glanceOf([1, 2])).toBe('2 items');
  expect(glanceOf({ sessions: [1], nextCursor: null })).toBe('1 sessions');
  expect(glanceOf({ hits: [] })).toBe('0 hits');
  expect(glanceOf({ id: 'x' })).toBe('id x');
  expect(glanceOf({ totals: {} })).toBe('an object');
  expect(glanceOf(undefined)).toBe('undefined');
});
