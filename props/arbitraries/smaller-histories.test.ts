import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Step } from '../../definition/operation.ts';
import { simplerSteps } from '../../sessions/histories/simpler-steps.ts';
import type { TransactionCalls } from '../../sessions/histories/step.ts';
import { type History, HistoryArbitrary } from './history.ts';

const get = (id: string): Step => ({ op: 'getSession', args: ['$W/beta', id] });
const idsOf = (operations: readonly Step[]): unknown[] =>
  operations.flatMap(({ args = [] }) => args.slice(1, 2));

const histories = new HistoryArbitrary(
  {
    next: () => {
      throw new Error('nothing is generated here');
    },
    simpler: simplerSteps,
  },
  0,
);

/** What fast-check makes of a history that fails: each candidate in `tried`. */
async function smallest(
  operations: readonly Step[],
  fails: (candidate: readonly Step[]) => boolean,
  attemptsMax = 600,
): Promise<{ small: readonly Step[]; tried: number[] }> {
  const tried: number[] = [];
  const property = fc.asyncProperty(fc.limitShrink(histories, attemptsMax), async (history: History) => {
    tried.push([...history].length);
    return !(tried.length === 1 || fails(history as readonly Step[]));
  });
  const { counterexample } = await fc.check(property, { examples: [[operations]], numRuns: 1 });
  return { small: counterexample?.[0] as readonly Step[], tried: tried.slice(1) };
}

test('only the operations that a failure needs are left, however far apart they were', async () => {
  const operations = Array.from({ length: 400 }, (_, index) => get(`s${index}`));
  const { small } = await smallest(operations, (candidate) => {
    const ids = idsOf(candidate);
    return ids.includes('s3') && ids.includes('s390');
  });
  expect(small).toEqual([get('s3'), get('s390')]);
});

test('attempts are bounded, and what was reached then is given', async () => {
  const operations = Array.from({ length: 64 }, (_, index) => get(`s${index}`));
  const { small, tried } = await smallest(operations, (candidate) => idsOf(candidate).includes('s0'), 7);
  expect(tried).toHaveLength(7);
  expect(small.length).toBeLessThan(64);
  expect(idsOf(small)).toContain('s0');
});

test('a history of which nothing can go stays as it is', async () => {
  const operations = [get('')];
  expect((await smallest(operations, () => false)).small).toEqual(operations);
});

test('what does not fail again, even whole, is given up at once', async () => {
  const operations = Array.from({ length: 400 }, (_, index) => get(`s${index}`));
  const { small, tried } = await smallest(operations, () => false);
  expect(small).toEqual(operations);
  expect(tried).toEqual([1, 10, 50, 250, 400]);
});

test('nothing is tried twice in a row of pieces, and what is smaller is gone on with from there', async () => {
  const operations = Array.from({ length: 8 }, (_, index) => get(`s${index}`));
  const { tried } = await smallest(operations, (candidate) => idsOf(candidate).includes('s0'));
  expect(tried.slice(0, 5)).toEqual([1, 8, 4, 2, 1]);
});

test('arguments become as plain as the failure allows', async () => {
  const session = {
    id: 'a',
    task: 'needle in a haystack',
    instances: [{ instanceId: 1 }],
    model: null,
    extra: [1, 2],
  };
  const operations: Step[] = [{ op: 'createSession', args: ['$W/link/../beta', session] }];
  const { small } = await smallest(operations, ([operation]) => JSON.stringify(operation).includes('needle'));
  expect(JSON.stringify(small)).toMatch(
    /^\[{"op":"createSession","args":\["\$W\/alpha",{"task":"needle[ in]*"}\]}\]$/,
  );
});

test('calls leave a transaction one by one', () => {
  const call = { op: 'getAllSessions', args: [''] } as const;
  const variants = [
    ...simplerSteps({
      op: 'transaction',
      args: [''],
      calls: [call, call],
      ending: 'throw',
    } as TransactionCalls),
  ];
  expect(variants).toHaveLength(2);
  expect(variants[0]).toMatchObject({ op: 'transaction', calls: [call], ending: 'throw' });
  expect([...simplerSteps({ op: 'reopen' })]).toEqual([]);
});
