import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { subjectNamed } from '../../subjects/index.ts';
import { datasetDigest } from '../datasets/dataset.ts';
import { Contestant } from '../trial/contestant.ts';
import { sampleRounds } from '../trial/sampler.ts';
import { answerDigest, glanceOf } from './answer-digest.ts';
import { OPERATIONS, workloadOf } from './registry.ts';

const root = mkdtempSync(join(tmpdir(), 'storeproof-workloads-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DATASET = { profile: 'small', sessions: 12, seed: 42 } as const;

async function contestant(store: string): Promise<Contestant> {
  const home = mkdtempSync(join(root, `${store}-`));
  const subject = subjectNamed(store);
  const entered = await Contestant.enter(subject, { home, workspacePath: root, dataset: DATASET });
  if (subject.isPersistent) await entered.fill();
  return entered;
}

/** Pinned: a workload that does other work than before is another workload, and its figures do not compare. */
const WORK: Record<string, string> = {
  getAllCold: 'ab168d829461',
  getAllRepeated: 'ab168d829461',
  getOne: '38bdeaa2dada',
  firstPage: 'c3eecbe2d1cd',
  byTypePage: '659dae6f25c2',
  byTypeFull: '659dae6f25c2',
  statistics: '472f2f7b6390',
  searchRare: '74e84ed245ca',
  searchCommon: 'eba676e422a6',
  searchPrefix: 'ad9dab201431',
  searchJapanese: '421281e91b4f',
  create: 'bb151536fba5',
  update: 'fe0ce8fa0c7a',
  appendMessage: '5c013101d159',
  updateInstanceStatus: '96e09bb85dd7',
  delete: '00cfeda1c146',
};

test.each(['memory', 'json', 'json-safe'])(
  '%s does the work of every workload and is left as it was',
  async (store) => {
    const stage = await contestant(store);
    const work: Record<string, string> = {};
    for (const operation of OPERATIONS) {
      const round = workloadOf(operation).prepare(stage);
      const sampled = await sampleRounds(round, { budgetMs: 0, samplesMax: 1 });
      expect(sampled.deviation).toBe(null);
      expect(sampled.samplesNs.every((ns) => Number.isSafeInteger(ns) && ns > 0)).toBe(true);
      work[operation] = sampled.workDigest.slice(0, 12);
      expect(await stage.contentDigest()).toBe(datasetDigest(DATASET));
    }
    await stage.close();
    expect(work).toEqual(WORK);
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
