// Definitions of other shapes than sessions: what is wrong with a store of theirs is found, shown by few steps, and played
// again from a file and by its path.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import type { Definition } from '../definition/definition.ts';
import { subjectOf } from '../definition/subjects.ts';
import counters, { type Counter } from './fixtures/counter-definition.ts';
import ranges from './fixtures/ranges-definition.ts';
import {
  checkEquivalence,
  equivalenceCheck,
  keepHistory,
  operationsAt,
  readHistory,
  replay,
  replayCheck,
} from './index.ts';

const { freshPath } = useFolder('second-definitions');

const asked = <Store>(definition: Definition<Store>, left: string, right: string, seed = 1) => ({
  ...{ left: subjectOf(definition, left), right: subjectOf(definition, right) },
  ...{ operations: 3_000, seed },
});

test.each(['counter', 'ranges'])('the definition of %s has at most 60 lines', (name) => {
  const text = readFileSync(join(import.meta.dirname, 'fixtures', `${name}-definition.ts`), 'utf8');
  expect(text.split('\n').length - 1).toBeLessThanOrEqual(60);
});

test('right stores are like their model, or like each other where there is none', async () => {
  const verdict = await checkEquivalence(counters, asked(counters, 'memory', 'file'));
  expect(equivalenceCheck(verdict)).toMatchObject({
    verdict: 'ok',
    detail: expect.stringContaining('memory, file and the model gave the same'),
  });
  expect(verdict.counts.add?.errors).toBeGreaterThan(0);
  expect(verdict.counts.reopen?.answers).toBeGreaterThan(0);
  const without = equivalenceCheck(await checkEquivalence(ranges, asked(ranges, 'log', 'log')));
  expect(without).toMatchObject({ verdict: 'ok', detail: expect.stringContaining('log and log gave') });
});

test('a call that no store answers in time leaves the check unknown, whatever the definition makes of the error', async () => {
  const late = (): never => {
    throw new StoreError('E_SUBJECT', 'file has not answered add.', { data: { reason: 'timeout' } });
  };
  const add = { arguments: fc.constant([1] as const), writes: true, call: late };
  for (const refusal of [() => 'no', () => null]) {
    const definition = { ...counters, refusal, operations: { ...counters.operations, add } };
    const verdict = await checkEquivalence(definition, asked(counters, 'file', 'file'));
    expect(equivalenceCheck(verdict)).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining('file has not answered add.'),
    });
  }
});

test('an operation that is refused every time is named: nothing shows that its arguments are right', async () => {
  const unlucky = {
    arguments: fc.constant([13] as const),
    writes: true,
    call: (store: Counter) => store.add(13),
  };
  const definition = { ...counters, operations: { ...counters.operations, unlucky } };
  const { detail } = equivalenceCheck(await checkEquivalence(definition, asked(counters, 'file', 'file')));
  expect(detail).toMatch(/of seed 1\. The contents [^.]*\. Refused every time: unlucky\.$/);
});

test('a counter that is wrong after a restart is shown by its additions, each as small as may be', async () => {
  const { counterexample } = await checkEquivalence(counters, asked(counters, 'file', 'byte'));
  const { operations, mismatch } = counterexample!;
  expect(mismatch).toMatchObject({ subject: 'byte', reference: 'the model' });
  const added = operations.flatMap(({ op, args }) => (op === 'add' ? [args?.[0] as number] : []));
  expect(operations.map(({ op }) => op)).toEqual([...added.map(() => 'add'), 'reopen']);
  expect(added.reduce((sum, by) => sum + by)).toBe(256);
  expect(Math.min(...added)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...added)).toBeLessThanOrEqual(100);
});

test('a range that ends too late is shown by one entry and one range', async () => {
  const { counterexample } = await checkEquivalence(ranges, asked(ranges, 'log', 'inclusive'));
  const { operations, mismatch } = counterexample!;
  expect(mismatch).toMatchObject({ subject: 'inclusive', reference: 'log' });
  const [put, range, ...others] = operations;
  expect(others).toEqual([]);
  expect(put).toMatchObject({ op: 'put', args: [expect.any(String), { size: 0 }] });
  const [from, to] = range!.args as [string, string];
  expect(to).toBe(put?.args?.[0]);
  expect(from <= to).toBe(true);
});

test('a counterexample is played again from its file and by its path', async () => {
  const options = asked(ranges, 'log', 'forgetful');
  const { counterexample } = await checkEquivalence(ranges, options);
  const { operations, path, index } = counterexample!;
  expect(operations.map(({ op }) => op)).toEqual(['put', 'put', expect.stringMatching(/reopen|kill/)]);
  const file = freshPath();
  keepHistory(file, operations);
  const kept = await readHistory(ranges, file);
  expect(kept).toEqual(operations);
  expect(await replay(ranges, { ...options, operations: kept })).toMatchObject({ subject: 'forgetful' });
  expect(await operationsAt(ranges, path, { ...options, operations: index + 1 })).toEqual(operations);
  const right = subjectOf(ranges, 'log');
  const check = await replayCheck(ranges, { left: right, right, operations: kept, name: 'replay' });
  expect(check).toMatchObject({
    verdict: 'ok',
    detail: 'The same answers and errors as log on 3 operations.',
  });
  const again = await replayCheck(ranges, { ...options, operations: kept, name: 'replay' });
  expect(again).toMatchObject({ verdict: 'fail', counts: { operations: kept.length } });
});

test('a file with a step that is none of the definition is refused', async () => {
  const file = freshPath();
  keepHistory(file, [{ op: 'createSession', args: [] }]);
  await expect(readHistory(ranges, file)).rejects.toMatchObject({ code: 'E_PARSE' });
});

test('an answer that cannot be compared, and a name that is taken, are mistakes of the definition', async () => {
  const endless: unknown[] = [];
  endless.push(endless);
  const cyclic = { ...ranges, content: () => endless };
  const options = { ...asked(ranges, 'log', 'log'), operations: 30 };
  await expect(checkEquivalence(cyclic, options)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('is no JSON value'),
  });
  const reopening = { ...ranges, operations: { reopen: { arguments: fc.tuple(), writes: false } } };
  await expect(checkEquivalence(reopening, options)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('an operation named reopen'),
  });
});

class Counting {
  all(): unknown {
    return 1;
  }
}

test.each<[string, unknown, string]>([
  ['a Map', new Map(), 'a Map is no JSON value'],
  ['promises', [Promise.resolve(1)], 'a Promise is no JSON value'],
  ['a generator', (function* () {})(), 'a Generator is no JSON value'],
  ['an iterator inside', { all: [new Map().values()] }, 'a Map Iterator is no JSON value'],
  ['nothing', undefined, 'returned undefined'],
  ['a method that was not called', Counting.prototype.all, 'a function is no JSON value'],
  ['such methods inside', [{ all: Counting.prototype.all }], 'a function is no JSON value'],
  ['symbols', [Symbol.iterator], 'a symbol is no JSON value'],
])('content that is %s would make all stores alike, and is refused', async (_what, content, message) => {
  const options = { ...asked(ranges, 'log', 'forgetful'), operations: 30 };
  await expect(checkEquivalence({ ...ranges, content: () => content }, options)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining(message),
  });
});

test('content that is always the same, whatever was written, is told of', async () => {
  const content = (): unknown => [];
  const options = asked(ranges, 'log', 'log');
  const check = equivalenceCheck(await checkEquivalence({ ...ranges, content }, options));
  expect(check).toMatchObject({ verdict: 'ok', counts: { unchangedContents: check.counts.sweeps } });
  expect(check.detail).toMatch(
    / The content was the same each of the \d+ times .*, with [\d,]+ writes between/,
  );
  const right = equivalenceCheck(await checkEquivalence(ranges, options));
  expect(right.counts).not.toHaveProperty('unchangedContents');
  expect(right.detail).toMatch(/of seed 1\. The contents were compared \d+ times\.$/);
});

test('what a store said with a full stop ends in one', async () => {
  const operations = {
    unlucky: {
      arguments: fc.constant([]),
      writes: false,
      call: (store: Counter) => {
        if (!('close' in store)) return 1;
        throw new TypeError('There is no such method.');
      },
    },
  };
  const verdict = await checkEquivalence({ ...counters, operations }, asked(counters, 'file', 'file'));
  expect(equivalenceCheck(verdict).detail).toMatch(/: unlucky: .* There is no such method\.\n/);
});

test('an answer with a class of its own is compared by what JSON has of it', async () => {
  class Held {
    readonly held: unknown;
    constructor(held: unknown) {
      this.held = held;
    }
  }
  const content = async (store: never): Promise<Held> =>
    new Held(await ranges.content(store, { folder: '' }));
  const right = await checkEquivalence({ ...ranges, content }, asked(ranges, 'log', 'log'));
  expect(right.verdict).toBe('ok');
  const wrong = await checkEquivalence({ ...ranges, content }, asked(ranges, 'log', 'forgetful'));
  expect(wrong.verdict).toBe('fail');
});

test('content that every store refuses alike is not taken for the same content', async () => {
  const content = () => Promise.reject(new Error('no content today'));
  const options = { ...asked(ranges, 'log', 'forgetful'), operations: 30 };
  await expect(checkEquivalence({ ...ranges, content }, options)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('no content today. Nothing of it'),
  });
});

test('an argument that is no data is refused, where every store would refuse it alike', async () => {
  const calling = { arguments: fc.constant([() => 1]), writes: false, call: () => 1 };
  const definition = { ...ranges, operations: { calling } };
  await expect(checkEquivalence(definition, asked(ranges, 'log', 'log'))).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('An argument of calling is no JSON value'),
  });
});

test('a store that answers what is no JSON value where it should refuse differs', async () => {
  const endless: unknown[] = [];
  endless.push(endless);
  const unlucky = {
    arguments: fc.constant([13] as const),
    writes: false,
    call: (store: Counter) => ('close' in store ? endless : store.add(13)),
  };
  const definition = { ...counters, operations: { unlucky } };
  const { counterexample } = await checkEquivalence(definition, asked(counters, 'file', 'file'));
  expect(counterexample?.mismatch).toMatchObject({
    difference: 'expected "no luck", got an answer',
    actual: expect.stringContaining('an answer that is no JSON value'),
  });
});

test('an operation may be called like what every object has, or like a total of the check', async () => {
  const same = { arguments: fc.constant([]), writes: false, call: () => 1 };
  const operations = { constructor: same, errors: same, toString: same };
  const verdict = await checkEquivalence({ ...ranges, operations }, asked(ranges, 'log', 'log'));
  const { counts } = equivalenceCheck(verdict);
  expect(counts).toMatchObject({ operations: 3_000, errors: 0, constructor: expect.any(Number) });
  expect(counts.constructor).toBeGreaterThan(900);
  const then = { ...ranges, operations: Object.fromEntries([['then', same]]) };
  await expect(checkEquivalence(then, asked(ranges, 'log', 'log'))).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('an operation named then'),
  });
});

test.each<[string, unknown, unknown, boolean]>([
  ['objects by their code', { code: 'A' }, { code: 'B' }, true],
  ['objects by what is in them', { why: 1 }, { why: 2 }, true],
  ['the same objects', { why: 1 }, { why: 1 }, false],
  ['what has no text', Object.create(null), Object.create(null), false],
  ['errors of another context', runInNewContext('new Error("a")'), runInNewContext('new Error("b")'), true],
])('what is thrown and is no error is compared too: %s', async (_what, one, other, isDifferent) => {
  const unlucky = {
    arguments: fc.constant([]),
    writes: false,
    call: (store: Counter) => {
      throw 'close' in store ? one : other;
    },
  };
  const definition = { ...counters, operations: { unlucky } };
  const { verdict } = await checkEquivalence(definition, {
    ...asked(counters, 'file', 'file'),
    operations: 50,
  });
  expect(verdict).toBe(isDifferent ? 'fail' : 'ok');
});
