// What a caller of the checker relies on beside the names of anomalies: words, counts, stopping, and refusals of what is no history.

import { expect, test } from 'vitest';
import { historyOf } from './examples/notation.ts';
import { checkHistory, History } from './index.ts';
import { typicalHistory } from './suite/typical.ts';

test('a finding is told in the words of the caller', async () => {
  const { anomalies } = await checkHistory(
    historyOf(`
      1 0-1 x+1
      2 0-1 x+2
      8 9-10 x:2`),
    {
      say: {
        key: (key) => `session ${key}`,
        value: (value) => `message ${value}`,
        transaction: (transaction) => `call ${transaction}`,
      },
    },
  );
  expect(anomalies).toEqual([
    {
      name: 'lost-append',
      text: 'call 0 was told that message 1 was appended to session x; call 2 began later and read the list without it',
      transactions: [0, 2],
    },
  ]);
});

test('a cycle is told edge by edge, and is a shortest one', async () => {
  const { anomalies } = await checkHistory(
    historyOf(`
      1 0-9 x+1 y+1
      2 0-9 x: y:1
      3 0-9 y:1 z+1
      4 0-9 z:1 x:
      8 20-21 x:1 y:1 z:1`),
  );
  expect(anomalies).toEqual([
    {
      name: 'G-single',
      text:
        'each comes before the next, and the last before the first: ' +
        'transaction 1 of process 2 read x with 0 values, and did not see what transaction 0 of process 1 appended; ' +
        'transaction 1 of process 2 read y with 1 values, and saw what transaction 0 of process 1 appended',
      transactions: [1, 0],
    },
  ]);
});

test('every finding is counted, and the first ones are told', async () => {
  const lines = Array.from({ length: 9 }, (_, value) => `${value} 0-1 x+${value}`);
  const history = (): History => historyOf([...lines, '9 5-6 x:'].join('\n'));
  expect(await checkHistory(history(), { examplesMax: 2 })).toMatchObject({
    isClean: false,
    counts: { 'lost-append': 9 },
    anomalies: { length: 2 },
  });
  expect(await checkHistory(history(), { examplesMax: 0 })).toMatchObject({ isClean: false, anomalies: [] });
});

test('a typical history of many processes is clean', async () => {
  const history = new History();
  const spec = { transactions: 20_000, processes: 8, lists: 50, lengthMax: 100, seed: 1 };
  for (const transaction of typicalHistory(spec)) history.add(transaction);
  expect(await checkHistory(history)).toMatchObject({ transactions: 20_001, isClean: true, undecided: [] });
});

test('a check ends when its signal is aborted', async () => {
  const stopped = new AbortController();
  stopped.abort(new Error('stopped'));
  await expect(checkHistory(historyOf('1 0-1 x+1'), { signal: stopped.signal })).rejects.toThrow('stopped');
});

test.each([
  ['a process that does two things at a time', '1 0-5 x+1\n1 4-6 x+2', 'process 1 begins at 4 ns'],
  ['an end before its start', '1 5-3 x+1', 'begins at 5 ns, ends at 3 ns'],
  ['a value that is appended twice', '1 0-1 x+1\n2 0-1 x+1', 'values have to be unique'],
  ['a read that goes on from one that was not given', '1 0-1 x+1\n2 2-3 x:=1', 'which were not read'],
])('what is no history is refused: %s', (_, text, words) => {
  expect(() => historyOf(text)).toThrow(RangeError);
  expect(() => historyOf(text)).toThrow(words);
});
