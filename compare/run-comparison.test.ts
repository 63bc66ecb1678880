import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { StoreError } from '../contract/errors.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { DEFAULT_RULE } from './decision.ts';
import { compared, playersHere, sideOf } from './fixtures/compared.ts';
import type { Ask } from './player/calls.ts';
import { PlayerDeath, startPlayerProcess } from './player/player-process.ts';

const { freshFolder } = useFolder('storeproof-test');

const IN_PROCESSES = { startPlayers: startPlayerProcess };
/** Where it does not matter what is decided. */
const ONE_PROCESS = { rule: { ...DEFAULT_RULE, looks: [1] }, operations: ['work'] };

test('what became three times slower is regressed by name, and what stayed is not', async () => {
  const { comparisons, comparing } = await compared('slow', {
    ...{ againstItself: 1, operations: ['work', 'old', 'new'] },
  });
  const [ofWork, ofItself] = ['base against head', 'head against itself'].map((wanted) =>
    comparisons.find(({ operation, kind }) => operation === 'work' && kind === wanted),
  );
  expect(ofWork?.verdict).toBe('regressed');
  expect(ofItself?.verdict).not.toBe('regressed');
  expect(ofWork?.p50?.ratio).toBeGreaterThan(2);
  expect(ofWork?.processes.map(({ first, pass }) => `${pass} ${first}`)).toEqual([
    ...['1 base', '1 head', '1 base', '2 head', '2 base', '2 head'],
  ]);
  expect(ofWork?.detail).toBe('Confirmed by fresh processes.');
  const details = Object.fromEntries(comparisons.map(({ operation, detail }) => [operation, detail]));
  expect(details).toMatchObject({ old: 'Only the base has it.', new: 'Only the head has it.' });
  expect(comparisons.filter(({ verdict }) => verdict === 'not compared').length).toBe(2);
  expect(comparing).toMatchObject({ base: 'plain', head: 'slow', comparisons: 1, processes: 6 });
});

test.runIf(process.env.STOREPROOF_TESTS === 'full')(
  'a head that is made slower on purpose is regressed, and the run says that it was',
  async () => {
    const { verdicts, comparing } = await compared('plain', {
      plant: { share: 2, calls: 'all' },
      operations: ['work'],
    });
    expect(verdicts).toEqual({ work: 'regressed' });
    expect(comparing.planted).toEqual({ share: 2, calls: 'all' });
  },
);

test.each([
  [
    'other',
    'other work',
    'The sides do other work: the answer of call 1 of 1 differs first: a number in base, a number in head.',
  ],
  [
    'littering',
    'other work',
    'The sides do other work: the answer of call 1 of 1 differs first: a number in base, null in head.',
  ],
  ['unable', 'only base', 'Only the base has it. The head does not offer it: no sums.'],
] as const)('a head with %s work is not compared, and it is said why', async (head, reason, detail) => {
  const { comparisons } = await compared(head, ONE_PROCESS);
  expect(comparisons).toMatchObject([{ verdict: 'not compared', reason, detail, p50: null, processes: [] }]);
});

test('what neither side offers is named, and is no other work', async () => {
  const { comparisons } = await compared('unable', { ...ONE_PROCESS, base: sideOf('unable') });
  expect(comparisons).toMatchObject([
    { verdict: 'not compared', detail: 'Neither side offers it: no sums.', processes: [] },
  ]);
});

test('work that leaves something behind fails, and the others are compared all the same', async () => {
  const { verdicts, comparisons } = await compared('littering', {
    ...{ rule: { ...DEFAULT_RULE, looks: [1] }, operations: ['work', 'steady'] },
    base: sideOf('littering'),
  });
  expect(verdicts.work).toBe('failed');
  expect(comparisons.find(({ operation }) => operation === 'work')?.detail).toMatch(
    /^The (base|head) holds something else after it\.$/,
  );
  expect(comparisons.find(({ operation }) => operation === 'steady')?.processes.length).toBe(1);
});

test('a process that dies is tried in two, and the side whose it was is told', async () => {
  const { comparisons } = await compared('dying', { ...ONE_PROCESS, ...IN_PROCESSES });
  expect(comparisons).toMatchObject([
    {
      verdict: 'failed',
      manner: 'two processes',
      detail: 'The process of the head ended: exit code 7.',
    },
  ]);
});

test('processes that play at the same time have copies of their own, and load the sides in turns', async () => {
  const { comparisons } = await compared('plain', {
    ...{ ...IN_PROCESSES, atOnce: 2, operations: ['steady', 'work'] },
    rule: { ...DEFAULT_RULE, looks: [4] },
  });
  for (const { processes } of comparisons) {
    expect(
      processes
        .slice(0, 4)
        .map(({ first }) => first)
        .toSorted(),
    ).toEqual(['base', 'base', 'head', 'head']);
    // Planned once: near the least number of calls for a p95 it does not come and go.
    const calls = processes.flatMap(({ pairs }) => pairs.flatMap((pair) => [pair[2], pair[5]]));
    expect(new Set(calls).size).toBe(1);
  }
});

test('a benchmark that kills every process that plays it fails by itself, with two at the same time as well', async () => {
  const { verdicts } = await compared('dying', {
    ...ONE_PROCESS,
    ...IN_PROCESSES,
    atOnce: 2,
    rule: { ...DEFAULT_RULE, looks: [2] },
  });
  expect(verdicts).toEqual({ work: 'failed' });
});

test('sides that are not to be loaded together take turns in processes of their own', async () => {
  const { comparisons } = await compared('plain', { ...ONE_PROCESS, isTogether: false });
  // A single process each may well differ enough to be confirmed.
  const [{ manner, processes: [first] = [] } = {}] = comparisons;
  expect([manner, first]).toMatchObject(['two processes', { first: 'base', pass: 1 }]);
});

test('what base compares by its own definition is compared, or named where head has it no more', async () => {
  const { comparisons } = await compared('plain', { ...ONE_PROCESS, base: sideOf('wider') });
  const found = comparisons.map(({ store, records, detail }) => [store, records, detail]);
  const gone = 'Only the base has it.';
  expect(found.toSorted()).toEqual([
    ...[3, 5].map((records) => ['file', records, expect.not.stringContaining('Only')]),
    ...[3, 5].map((records) => ['gone', records, gone]),
  ]);
});

test('what a definition reads while it is loaded is that of its side', async () => {
  const [base, head] = [1, 2].map((turns) => {
    const directory = freshFolder();
    writeFileSync(join(directory, 'turns'), String(turns));
    return sideOf('rooted', directory);
  });
  const { comparisons } = await compared('', { ...ONE_PROCESS, ...IN_PROCESSES, base, head });
  expect(comparisons).toMatchObject([
    {
      detail:
        'The sides do other work: the answer of call 1 of 1 differs first: a number in base, a number in head.',
    },
  ]);
});

test('programs are started in the directory of their side', async () => {
  const program = (answer: number): string => {
    const directory = freshFolder();
    writeFileSync(
      join(directory, 'store.mjs'),
      `import { createInterface } from 'node:readline';
      for await (const line of createInterface({ input: process.stdin })) {
        const { op, id } = JSON.parse(line);
        const ok = op === 'capabilities' ? { name: 'x', version: '1', ops: ['sum', 'all', 'reset'] } : op === 'sum' ? ${answer} : [];
        console.log(JSON.stringify({ id, ok }));
      }`,
    );
    return directory;
  };
  const sides = [1, 2].map((answer) => ({
    ...sideOf('plain', program(answer)),
    programs: { mine: [process.execPath, 'store.mjs'] },
  }));
  const { comparisons } = await compared('plain', {
    ...ONE_PROCESS,
    ...IN_PROCESSES,
    base: sides[0],
    head: sides[1],
  });
  expect(comparisons).toMatchObject([
    {
      ...{ store: 'mine', verdict: 'not compared' },
      detail:
        'The sides do other work: the answer of call 1 of 1 differs first: a number in base, a number in head.',
    },
  ]);
});

test.each([
  ['unloadable', 'be loaded: Error: no such revision'],
  ['unaskable', 'say what it has: TypeError: Cannot convert undefined or null to object'],
])('a side that is %s ends the comparison before anything is measured', async (revision, why) => {
  await expect(compared(revision)).rejects.toMatchObject({
    code: 'E_SIDE',
    message: `The definition of the head (${revision}) could not ${why}. Nothing was compared.`,
  } satisfies Partial<StoreError>);
});

test('a side whose process dies while it is filled is named', async () => {
  const run = compared('plain', { ...ONE_PROCESS, ...IN_PROCESSES, base: sideOf('mortal') });
  await expect(run).rejects.toMatchObject({
    code: 'E_SIDE',
    message: 'The store file of the base (mortal) could not be filled: exit code 7. Nothing was compared.',
  } satisfies Partial<StoreError>);
});

test('a name that neither side has is refused', async () => {
  await expect(compared('plain', { operations: ['wrok'] })).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('a comparison without time tells nothing, and says why', async () => {
  const { comparisons } = await compared('plain', { ...ONE_PROCESS, budgetMs: 0 });
  expect(comparisons).toMatchObject([
    { verdict: 'cannot tell', p50: null, detail: 'The time was over before it was decided.' },
  ]);
});

test('when the time is over, what was kept from being played is not tried again', async () => {
  const now = performance.now.bind(performance);
  let lateMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now() + lateMs);
  const limitsMs: number[] = [];
  const { verdicts, comparisons } = await compared('plain', {
    rule: { ...DEFAULT_RULE, looks: [1] },
    startPlayers: (options) => {
      const { ask, end } = playersHere(options);
      limitsMs.push(options.limitMs());
      const dying: Ask = async (name, ...parameters) => {
        if (name !== 'prepare') return ask(name, ...parameters);
        lateMs = 1e6;
        limitsMs.push(options.limitMs());
        throw new PlayerDeath('it did not answer');
      };
      return { ask: dying, end };
    },
  });
  vi.restoreAllMocks();
  expect(verdicts).toEqual({ work: 'cannot tell', old: 'cannot tell', steady: 'cannot tell' });
  expect(comparisons.every(({ manner, p50 }) => manner === 'one process' && p50 === null)).toBe(true);
  // Two that are surveyed, one that plays.
  expect(limitsMs).toEqual([120_000, 120_000, 120_000, 30_000]);
});

test('an interrupted comparison ends at once and leaves no directory behind', async () => {
  const temporary = freshFolder();
  vi.stubEnv('TMPDIR', temporary);
  const controller = new AbortController();
  const run = compared('hanging', {
    ...{ ...ONE_PROCESS, ...IN_PROCESSES, operations: ['work'], signal: controller.signal },
    // The survey is over.
    onProgress: () => void setImmediate(() => controller.abort()),
  });
  await expect(run).rejects.toMatchObject({ code: 'E_ABORTED' });
  expect(readdirSync(temporary)).toEqual([]);
  vi.unstubAllEnvs();
});
