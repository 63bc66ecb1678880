import { expect, test } from 'vitest';
import type { LoadDefinition } from '../definition/load.ts';
import { chosenMix } from './mixes.ts';
import { offeredMix } from './offered.ts';

const call = (): void => {};
const only = (...stores: readonly string[]) => ({ offeredBy: (store: string) => stores.includes(store) });
const operations: LoadDefinition<string>['operations'] = {
  add: { does: 'append', call },
  get: { does: 'read', call, ...only('table') },
  copy: { does: 'other', writes: false, call, ...only('table') },
};
const mixes = {
  copying: {
    says: 'one copies, the others add and get',
    groups: [
      { name: 'copy', processes: 1, operations: { copy: 1 } },
      { name: 'windows', operations: { add: 1, get: 4 } },
    ],
  },
};

const offered = (store: string, text = 'copying') =>
  offeredMix({ operations }, chosenMix({ operations, mixes }, text, 3), { name: store, store });

test('a store that offers all has the mix as it is', () => {
  expect(offered('table')).toEqual({
    mix: chosenMix({ operations, mixes }, 'copying', 3),
    leftOut: [],
  });
});

test('what a store does not offer is left out and named, and who has nothing left joins the others', () => {
  const { mix, leftOut } = offered('file');
  expect(leftOut).toEqual(['copy', 'get']);
  expect(mix.groups).toEqual(Array.from({ length: 3 }, () => ({ name: 'windows', operations: { add: 1 } })));
});

test('a mix of which a store offers nothing is refused by name', () => {
  expect(() => offered('file', 'get=1,copy=1')).toThrow(
    'The store file offers nothing of the mix get=1,copy=1',
  );
});
