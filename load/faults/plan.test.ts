import { expect, test } from 'vitest';
import { type FaultRoom, faultPlans } from './plan.ts';

const ROOM: FaultRoom = { own: ['lock'], durationMs: 10_000, processes: 3, seed: 1 };

test('a fault says when, for how long and of which worker', () => {
  expect(faultPlans(['kill@2:1', 'stop@0.5+3:0', 'full@2+2', 'lock@1+8'], ROOM)).toEqual([
    { text: 'kill@2:1', fault: 'kill', atMs: 2_000, forMs: 0, worker: 1 },
    { text: 'stop@0.5+3:0', fault: 'stop', atMs: 500, forMs: 3_000, worker: 0 },
    { text: 'full@2+2', fault: 'full', atMs: 2_000, forMs: 2_000, worker: null },
    { text: 'lock@1+8', fault: 'lock', atMs: 1_000, forMs: 8_000, worker: null },
  ]);
  expect(faultPlans([], ROOM)).toEqual([]);
});

test('where no worker is named the seed chooses one that no other fault is of', () => {
  const texts = ['kill@1', 'stop@2+1', 'kill@3:2'];
  const workers = (seed: number): (number | null)[] =>
    faultPlans(texts, { ...ROOM, seed }).map(({ worker }) => worker);
  expect(workers(1)).toEqual(workers(1));
  const all = Array.from({ length: 20 }, (_, seed) => workers(seed).join(' '));
  expect([...new Set(all)].sort()).toEqual(['0 1 2', '1 0 2']);
});

test.each([
  ['kill', /must look like kill@2/],
  ['kill@', /must look like/],
  ['kill@2s', /must look like/],
  ['kill@-1', /must look like/],
  ['kill@2+1', /takes no time: kill@2\./],
  ['stop@2', /for how many seconds: stop@2\+2\./],
  ['stop@2+0', /for how many seconds/],
  ['stop@2+8', /would end after the load, which is over after 10 s/],
  ['kill@11', /after the load/],
  ['kill@2:3', /numbered from 0 to 2/],
  ['full@2+1:0', /full is of no single worker/],
  ['melt@2', /there are kill, stop, full, lock\./],
  ['constructor@2', /no fault of this name/],
])('%s is a usage error', (text, why) => {
  expect(() => faultPlans([text], ROOM)).toThrow(
    expect.objectContaining({ code: 'E_USAGE', message: expect.stringMatching(why) }),
  );
});

test('more kills than workers are a usage error', () => {
  expect(() => faultPlans(['kill@1', 'kill@1', 'kill@1', 'kill@1'], ROOM)).toThrow(
    /every worker has a fault/,
  );
});
