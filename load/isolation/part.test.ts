import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { sourceAt } from '../../definition/source.ts';
import type { PartRequest } from '../../definition/verification.ts';
import { type Check, checkSchema } from '../../results/result.ts';
import { isolation } from './part.ts';

const { freshFolder } = useFolder('isolation');
const planted = await sourceAt(new URL('../fixtures/planted-definition.ts', import.meta.url).href);

/** The first history alone: there is no time for more. */
async function checked(request: Partial<PartRequest>): Promise<Check & { readonly folder: string }> {
  const folder = freshFolder();
  const rows: Check[] = [];
  await isolation.run(planted, {
    ...{ tier: 'quick', seed: 1, stores: [], budgetMs: 1, folder, again: (only) => `again ${only}` },
    record: (row) => rows.push(checkSchema.parse(row)),
    ...request,
  });
  expect(rows).toHaveLength(1);
  return { ...(rows[0] as Check), folder };
}

test('a sound store has histories that an order explains, and what was not reached is said', async () => {
  const { folder, ...check } = await checked({ stores: ['sound'] });
  expect(check).toMatchObject({
    area: 'isolation',
    subject: 'sound',
    verdict: 'ok',
    counts: { histories: 1 },
  });
  expect(check.detail).toMatch(/^The budget ended it after \d+ of 40000 transactions\.$/);
  expect(check.bounds).toMatch(/^histories of up to 4 processes .*with and without real time$/);
  expect(readdirSync(folder)).toEqual([]);
});

test('a store that loses is found, told in words, and its history is checked again from its file', async () => {
  const { folder, ...check } = await checked({ stores: ['losing'] });
  expect(check).toMatchObject({ verdict: 'fail', counts: { 'lost-append': expect.toSatisfy((n) => n > 0) } });
  const [file] = readdirSync(folder);
  expect(check.again).toMatch(/^again .*isolation-losing-1\.ndjson$/);
  const again = await checked({ only: `${folder}/${file}` });
  expect(again).toMatchObject({ verdict: 'fail', counts: { 'lost-append': check.counts['lost-append'] } });
  expect(again.detail).toMatch(
    /was told that load-\d-\d+ was appended to record \d+; the read at the end began later/,
  );
});

test('a store that is known to lose, and does, is as expected', async () => {
  expect(await checked({ stores: ['unshared'] })).toMatchObject({ verdict: 'expected-fail' });
});

test('a history that is not there is a usage error', async () => {
  await expect(checked({ only: '/no/such.ndjson' })).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('what was found before it was interrupted stays', async () => {
  const stop = new AbortController();
  const rows: Check[] = [];
  const run = isolation.run(planted, {
    ...{ tier: 'quick', seed: 1, stores: ['sound'], budgetMs: 600_000, folder: freshFolder() },
    again: () => '',
    record: (row) => rows.push(checkSchema.parse(row)),
    signal: stop.signal,
    // The second history has begun.
    onProgress: ({ stage, done }) => {
      if (stage.startsWith('load') && done === 0 && begun++ === 1) stop.abort();
    },
  });
  let begun = 0;
  await expect(run).rejects.toMatchObject({ code: 'E_ABORTED' });
  expect(rows).toMatchObject([{ subject: 'sound', counts: { histories: 1 } }]);
});

test('a definition without a load has no histories', async () => {
  const { load: _, ...definition } = planted.definition;
  expect(await isolation.missing(definition)).toMatch(/has no `load`/);
  expect(await isolation.missing(planted.definition)).toBe(null);
});
