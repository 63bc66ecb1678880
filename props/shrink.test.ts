import { expect, test } from 'vitest';
import type { Operation } from './operation.ts';
import { SHRINK_BOUNDS, shrink } from './shrink.ts';
import { simplerOperations } from './simplify.ts';

const get = (id: string): Operation => ({ op: 'getSession', args: ['$W/beta', id] });
const idsOf = (operations: readonly Operation[]): unknown[] =>
  operations.flatMap((operation) => ('args' in operation ? [operation.args[1]] : []));

test('only the operations that a failure needs are left, however far apart they were', async () => {
  const operations = Array.from({ length: 400 }, (_, index) => get(`s${index}`));
  const small = await shrink(operations, async (candidate) => {
    const ids = idsOf(candidate);
    return ids.includes('s3') && ids.includes('s390');
  });
  expect(small).toEqual([get('s3'), get('s390')]);
});

test('attempts are bounded, and what was reached then is given', async () => {
  const operations = Array.from({ length: 64 }, (_, index) => get(`s${index}`));
  let attempts = 0;
  const bounds = { ...SHRINK_BOUNDS, attemptsMax: 7 };
  const small = await shrink(
    operations,
    async (candidate) => {
      attempts++;
      return idsOf(candidate).includes('s0');
    },
    bounds,
  );
  expect(attempts).toBe(7);
  expect(small.length).toBeLessThan(64);
  expect(idsOf(small)).toContain('s0');
});

test('a sequence of which nothing can go stays as it is', async () => {
  const operations = [get('')];
  expect(await shrink(operations, async () => false)).toBe(operations);
});

test('what does not fail again, even whole, is given up at once', async () => {
  const operations = Array.from({ length: 400 }, (_, index) => get(`s${index}`));
  const tried: number[] = [];
  const small = await shrink(operations, async (candidate) => {
    tried.push(candidate.length);
    return false;
  });
  expect(small).toBe(operations);
  expect(tried).toEqual([1, 10, 50, 250, 400]);
});

test('arguments become as plain as the failure allows', async () => {
  const session = {
    id: 'a',
    task: 'needle in a haystack',
    instances: [{ instanceId: 1 }],
    model: null,
    extra: [1, 2],
  };
  const operations: Operation[] = [{ op: 'createSession', args: ['$W/link/../beta', session] }];
  const small = await shrink(operations, async ([operation]) => JSON.stringify(operation).includes('needle'));
  expect(JSON.stringify(small)).toMatch(
    /^\[{"op":"createSession","args":\["\$W\/alpha",{"task":"needle[ in]*"}\]}\]$/,
  );
});

test('calls leave a transaction one by one', () => {
  const call = { op: 'getAllSessions', args: [''] } as const;
  const variants = [
    ...simplerOperations({ op: 'transaction', args: [''], calls: [call, call], ending: 'throw' }),
  ];
  expect(variants).toHaveLength(2);
  expect(variants[0]).toMatchObject({ op: 'transaction', calls: [call], ending: 'throw' });
  expect([...simplerOperations({ op: 'reopen' })]).toEqual([]);
});
