import { expect, test } from 'vitest';
import sessions from '../sessions/definition.ts';
import { chosenRun } from './bench-choice.ts';
import type { BenchFlags } from './verbs/bench.ts';

const namesOf = async (flags: Partial<BenchFlags>): Promise<string[]> => {
  const { fields } = await chosenRun(sessions, { seed: 1, ...flags });
  return fields.map(({ dataset: { profile, size }, stores, trials }) =>
    [profile, size, stores.length, trials].join(' '),
  );
};

test('without a choice of data everything is timed, operations being chosen or not', async () => {
  const full = await namesOf({});
  expect(full).toContain('small 10000 5 2');
  expect(full).toContain('small 1000 9 3');
  expect(await namesOf({ ops: ['getOne'] })).toEqual(full);
});

test('a quick run, or a choice of data, has the main stores unless others are named', async () => {
  expect(await namesOf({ quick: true })).toEqual(['small 100 5 3', 'small 1000 5 3']);
  expect(await namesOf({ sizes: ['7'] })).toEqual(['small 7 5 5']);
  expect(await namesOf({ stores: ['json'], profiles: ['japanese'], trials: 1 })).toEqual([
    'japanese 100 1 1',
    'japanese 1000 1 1',
  ]);
});

test('texts that are too large are left out by name', async () => {
  const { fields, tooLarge } = await chosenRun(sessions, {
    seed: 1,
    profiles: ['large'],
    sizes: ['100', '3000'],
  });
  expect(fields.length).toBe(1);
  expect(tooLarge).toEqual(['large 3000']);
});

test.each([
  [{ ops: ['fly'] }, 'There is no operation "fly"'],
  [{ sizes: ['0'] }, '"0" is no number of sessions'],
  [{ sizes: ['-1'] }, '"-1" is no number of sessions'],
  [{ stores: ['floor-none'] }, 'There is no store "floor-none"'],
])('a wrong choice is a usage error: %j', async (flags, message) => {
  await expect(chosenRun(sessions, { seed: 1, ...flags })).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining(message),
  });
});
