import { expect, test } from 'vitest';
import type { BenchDefinition } from '../definition/bench.ts';
import type { Definition } from '../definition/definition.ts';
import { type Field, fieldsOf, fullFields } from './fields.ts';

const dataset = { fill: () => {} };
const subject = { open: () => ({}) };
const definition = (bench?: BenchDefinition<unknown>): Definition => ({
  name: 'things',
  subjects: {
    model: { ...subject, role: 'model' },
    one: subject,
    two: subject,
    peer: { ...subject, role: 'peer' },
    floor: { role: 'floor', base: 'one', workloads: {} },
  },
  operations: {},
  content: () => null,
  datasets: { small: dataset, large: { ...dataset, sizeMax: 1_000 }, some: { ...dataset, sizes: [5] } },
  ...(bench !== undefined && { bench }),
});

const named = (fields: readonly Field[]): string[] =>
  fields.map(({ dataset: { profile, size }, trials }) => `${profile} ${size} x${trials}`);

test('where nothing is said, every store is timed on every dataset at its sizes', async () => {
  const fields = await fieldsOf(definition(), { trials: 3, against: ['peer'] });
  expect(named(fields)).toEqual([
    'small 100 x3',
    'small 1000 x3',
    'large 100 x3',
    'large 1000 x3',
    'some 5 x3',
  ]);
  expect(new Set(fields.map(({ stores }) => stores.join()))).toEqual(new Set(['one,two,peer']));
  expect(await fullFields(definition(), 3, ['peer'])).toEqual(fields);
});

test('a choice is taken as it is, each part once, but for data that is too large', async () => {
  const fields = await fieldsOf(definition({ stores: ['floor'], profiles: ['some'] }), {
    stores: ['one', 'one'],
    profiles: ['small', 'large', 'small'],
    sizes: [100, 3_000, 100],
    trials: 6,
  });
  expect(named(fields)).toEqual(['small 100 x6', 'small 3000 x6', 'large 100 x6']);
  expect(fields.every(({ stores }) => stores.join() === 'one')).toBe(true);
});

test('a full run has the fields of the definition, with others where they are open to them', async () => {
  const full = [
    { profile: 'small', size: 100, stores: ['one', 'floor'] },
    { profile: 'small', size: 300, stores: ['one'], isClosed: true, share: 1 / 3 },
    { profile: 'large', size: 100, stores: ['one', 'two'], share: 2 / 3 },
  ];
  const fields = await fullFields(definition({ full }), 3, ['peer', 'two']);
  expect(named(fields)).toEqual(['small 100 x3', 'small 300 x1', 'large 100 x2']);
  expect(fields.map(({ stores }) => stores.join())).toEqual(['one,floor,peer,two', 'one', 'one,two,peer']);
});
