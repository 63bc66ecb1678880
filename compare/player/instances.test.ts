import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import type { Numbers } from '../fixtures/numbers-definition.ts';
import { instanceAt } from './instances.ts';

const { freshFolder } = useFolder('storeproof-test');

test('a definition that is loaded twice has nothing in common, whatever it imports', async () => {
  const url = new URL('../fixtures/numbers-definition.ts', import.meta.url).href;
  const load = async (name: string): Promise<unknown[]> => {
    const { subjects } = await instanceAt(url, name);
    const { file } = subjects as unknown as { file: { open(home: string): Numbers } };
    const store = file.open(freshFolder());
    return [subjects, store.constructor, store.sumOf];
  };
  const [base, head, again] = [await load('base'), await load('head'), await load('base')];
  expect(base.every((each, at) => each === again[at])).toBe(true);
  expect(base.some((each, at) => each === head[at])).toBe(false);
});
