// Search over workspaces gives what a scan of all their sessions gives.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedSearch, searchIn } from '../../contract/search.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { sampleSession } from '../../contract/suite/samples.ts';
import { MEMORY, openSqliteStore } from '../../impl-sqlite/index.ts';
import { searchHome } from './search-home.ts';

const WORDS = [
  'login',
  'Login',
  'config',
  'configure',
  'ログイン',
  '設定',
  'naïve',
  'a1',
  'l0gin',
  'con-fig',
];

const sessions = fc
  .array(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }), { maxLength: 8 })
  .map((tasks) => tasks.map((task, index) => sampleSession(`s${index}`, { task: task.join(' ') })));

test('every session that a scan finds is found, in its order, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sessions, { minLength: 1, maxLength: 3 }),
      fc.array(fc.constantFrom(...WORDS, 'con*', 'ログ*'), { minLength: 1, maxLength: 2 }),
      async (workspaces, words) => {
        const store = await openSqliteStore({ file: MEMORY });
        const text = words.join(' ');
        const expected: string[] = [];
        for (const [index, list] of workspaces.entries()) {
          const hash = index.toString(16).padStart(16, '0');
          await store.replaceWorkspace(hash, list);
          const { hits } = searchIn(list, checkedSearch({ text, limit: 100 }));
          expected.push(...hits.map(({ id }) => `${hash} ${id}`));
        }
        const all = await searchHome(store, text, { limit: 100 });
        expect(all.hits.map(({ hash, id }) => `${hash} ${id}`)).toEqual(expected);
        const one = await searchHome(store, text, { limit: 1 });
        expect(one.hits).toEqual(all.hits.slice(0, 1));
        expect(one.hasMore).toBe(expected.length > 1);
        await store.close();
      },
    ),
    { numRuns: amountOf('SEARCH_HOME_RUNS') },
  );
});
