import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerDigest } from '../../bench/trial/answer-digest.ts';
import { Contestant } from '../../bench/trial/contestant.ts';
import { sampleRounds } from '../../bench/trial/sampler.ts';
import { shownRound } from '../../bench/trial/shown-round.ts';
import type { SessionStore } from '../../contract/store.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { NotOffered, type TimedWorkload, type WorkloadDefinition } from '../../definition/bench.ts';
import { dataset } from '../datasets/dataset.ts';
import { sessionSource } from '../source.ts';
import { PUBLISHED } from './published.ts';
import { WORKLOADS, type WorkloadName } from './registry.ts';
import type { SessionStage } from './workload.ts';

const { root, freshFolder } = useFolder('storeproof-workloads');

const DATASET = { profile: 'small', size: 12, seed: 42 };

const { url, definition } = await sessionSource();

async function contestant(store: string): Promise<Contestant<SessionStore>> {
  const entered = await Contestant.enter(definition, {
    home: freshFolder(),
    folder: root,
    dataset: DATASET,
    store,
    source: url,
    programs: {},
    codeCache: join(root, 'code-cache'),
  });
  if (entered.subject.isPersistent) await entered.fill();
  return entered;
}

/** Of reads whose first time is timed as well: what a store has read before changes no answer. */
const READS = {
  getOne: '49e6d5ed2b92',
  firstPage: 'c383755f7f94',
  nextPage: '2545d41eb820',
  allSummaries: 'c383755f7f94',
  allWorkspaces: 'fdc208c1889a',
  byTypePage: '00bfdd18fd95',
  byTypeFull: '00bfdd18fd95',
  instances: '9fb6d963c814',
  messages: 'eb3fb72c4291',
  statistics: '23a0d1d2e7ec',
  searchRare: '21219563971f',
  searchCommon: 'c86c02983a8d',
  searchPrefix: 'b98ad30f7270',
  searchJapanese: '4455fe958cf5',
};

/** Pinned: a workload that does other work than before is another workload, and its figures do not compare. */
const WORK: Record<string, string> = {
  getAllCold: '1f80ec115f69',
  getAllRepeated: '1f80ec115f69',
  getAllAfterChange: '326bf6cf09a7',
  getAllAfterOtherChange: '326bf6cf09a7',
  getAllAfterDelete: '1f80ec115f69',
  ...READS,
  ...Object.fromEntries(Object.entries(READS).map(([name, work]) => [`${name}Cold`, work])),
  // Of the first session alone.
  getOneCold: '69c0d6bf3ce3',
  instancesCold: 'bc1ddd614cf5',
  messagesCold: '9f78398a82a0',
  sorted: '685523c47de4',
  filtered: '2c003c3bc8c0',
  filteredByInstances: 'f0a6875ef32f',
  filteredByText: 'e72247446a96',
  statisticsOfAll: 'ee987c7fa120',
  createInNew: '49e6d5ed2b92',
  updateShorter: 'd8c3b6e9ab50',
  updateUnknown: '39469c8ee7ec',
  transaction: '81492f07980e',
  importFile: 'd7bc5f988d88',
  importLargeFile: '2b1576744ca9',
  exportFile: 'd2529fd87141',
  removeFile: '80c64ed47991',
  create: '81d67d1e4a4a',
  update: '082b109e2762',
  appendMessage: '5b586ab5e531',
  updateInstanceStatus: 'f89b1db50413',
  delete: 'c13e2ac000ec',
  importPerSession: '058f2e5f92b3',
  open: '970672337915',
  openFirstPage: 'c383755f7f94',
  memory: '556cebf95663',
  connections: '30707c222013',
  dualWrites: '93f1d5c2beae',
};

const NAMES = Object.keys(WORKLOADS) as WorkloadName[];

/** What a store that lives in one process cannot do. */
const ALONE = ['getAllAfterOtherChange', 'openFirstPage', 'memory'];

/** With another way to write alone, or another place: few workloads, and what begins with a process of its own is shown once, not timed. */
const VARIANTS = ['json-safe', 'sqlite-full', 'sqlite-memory'];

async function workOf(
  workload: WorkloadDefinition<SessionStore>,
  stage: SessionStage,
  isVariant: boolean,
): Promise<string> {
  if ('weigh' in workload) {
    const { answer, figures } = await workload.weigh(stage);
    expect(figures.every(({ value }) => Number.isFinite(value))).toBe(true);
    return answerDigest(answer);
  }
  const round = await workload.prepare(stage);
  if (isVariant && workload === WORKLOADS.openFirstPage) return (await shownRound(round)).workDigest;
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
    for (const operation of VARIANTS.includes(store) ? PUBLISHED : NAMES) {
      const workload: WorkloadDefinition<SessionStore> = WORKLOADS[operation];
      if (workload.only?.includes(store) === false) continue;
      await stage.reopen();
      try {
        work[operation] = (await workOf(workload, stage, VARIANTS.includes(store))).slice(0, 12);
      } catch (error) {
        if (!(error instanceof NotOffered)) throw error;
        absent.push(operation);
      }
      // Not after the others: a store that keeps nothing would hide what they left behind.
      if (workload.group === 'start') await stage.reopen();
      expect(await stage.contentDigest()).toBe(answerDigest({ '.': dataset(DATASET) }));
    }
    await stage.close();
    expect({ ...WORK, ...work }).toEqual(WORK);
    expect(Object.keys(WORK).toSorted()).toEqual(NAMES.toSorted());
    expect(absent).toEqual(store.includes('memory') ? ALONE : []);
  },
);

test('a first read is the only call of its round: those behind it would be reads of another kind', async () => {
  const stage = await contestant('memory');
  const firstReads = NAMES.filter((name) => name.endsWith('Cold'));
  const rounds = await Promise.all(
    firstReads.map(async (name) => (WORKLOADS[name] as TimedWorkload<SessionStore>).prepare(stage)),
  );
  expect(rounds.map(({ calls }) => calls.length)).toEqual(firstReads.map(() => 1));
  await stage.close();
});

test('what a pool holds and what phase dual costs is asked of no more than so many sessions, and nothing of the model', async () => {
  const size = (sessions: number) => ({ dataset: { ...DATASET, size: sessions } }) as SessionStage;
  await expect(WORKLOADS.connections.weigh(size(1_001))).rejects.toThrow('up to 1000 sessions');
  await expect(WORKLOADS.dualWrites.weigh(size(301))).rejects.toThrow('up to 300 sessions');
  let calls = 0;
  const store = { listSessions: async () => ({ sessions: [{ id: `${++calls}` }] }) };
  const model = { ...size(1_000), folder: root, home: null, store } as unknown as SessionStage;
  expect(await WORKLOADS.connections.weigh(model)).toEqual({ answer: ['1'], figures: [] });
});
