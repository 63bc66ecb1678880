import { expect, test } from 'vitest';
import type { LoadDefinition } from '../definition/load.ts';
import { chosenMix, mixesOf } from './mixes.ts';

const call = (): void => {};
const operations: LoadDefinition<unknown>['operations'] = {
  add: { does: 'append', call },
  get: { does: 'read', call },
  page: { does: 'read', call },
  make: { does: 'create', call },
  drop: { does: 'delete', call },
};
const group = (name: string, processes?: number) => ({
  ...{ name, operations: { add: 1 } },
  ...(processes !== undefined && { processes }),
});
const peopled = (processes: number, ...groups: ReturnType<typeof group>[]): string =>
  chosenMix({ operations, mixes: { own: { says: 'own', groups } } }, 'own', processes)
    .groups.map(({ name }) => name)
    .join(' ');

test('a definition without mixes has four reads for each append, appends alone, and reads alone', () => {
  const weights = Object.entries(mixesOf({ operations })).map(([name, { groups }]) => [
    name,
    groups[0]?.operations,
  ]);
  expect(weights).toEqual([
    ['mixed', { add: 1, get: 2, page: 2 }],
    ['appends', { add: 1 }],
    ['reads', { get: 0.5, page: 0.5 }],
  ]);
  expect(Object.keys(mixesOf({ operations: { add: { does: 'append', call } } }))).toEqual(['appends']);
});

test('without a name the first mix is chosen, and operations with weights are a mix as well', () => {
  expect(chosenMix({ operations }, undefined, 2)).toMatchObject({ name: 'mixed', groups: [{}, {}] });
  expect(chosenMix({ operations }, 'add=1,page=0.5', 1)).toEqual({
    name: 'add=1,page=0.5',
    groups: [{ name: 'all', operations: { add: 1, page: 0.5 } }],
  });
});

test('groups have the processes that they say, and the others share what is left', () => {
  expect(peopled(4, group('writer', 1), group('reader'))).toBe('writer reader reader reader');
  expect(peopled(5, group('a'), group('b'))).toBe('a a a b b');
  expect(peopled(2, group('a', 2))).toBe('a a');
});

test('too few processes for a mix, or more than it has a use for, are refused', () => {
  expect(() => peopled(1, group('writer', 1), group('reader'))).toThrow(
    /needs at least 2 processes, and there are 1/,
  );
  expect(() => peopled(3, group('a', 2))).toThrow(/needs 2 processes, and there are 3/);
  expect(() => peopled(1, group('a', 2))).toThrow(/needs 2 processes/);
});

test.each(['nosuch', 'add', 'add=0', 'add=-1', 'add=x', 'fly=1', 'add=1,', 'toString'])(
  'there is no mix "%s"',
  (text) => {
    expect(() => chosenMix({ operations }, text, 2)).toThrow(`There is no mix "${text}"`);
  },
);

test('a mix that deletes what it never creates is refused', () => {
  expect(() => chosenMix({ operations }, 'add=1,drop=1', 2)).toThrow(/creates none/);
  expect(chosenMix({ operations }, 'make=1,drop=1', 1).name).toBe('make=1,drop=1');
});
