import { expect, test } from 'vitest';
import { Entry, type SharedBenchmark } from './entry.ts';

const entry = (): Entry => new Entry({} as SharedBenchmark, 'base against head');

test('that a side failed outweighs why the two cannot be compared, whichever comes first', () => {
  const [first, last] = [entry(), entry()];
  first.giveUp('It threw.');
  first.giveUp('The sides do other work.', 'other work');
  last.giveUp('The sides do other work.', 'other work');
  last.giveUp('It threw.');
  for (const one of [first, last]) expect(one.end).toEqual({ verdict: 'failed', detail: 'It threw.' });
});

test('of two reasons of one weight the first is told', () => {
  const one = entry();
  one.giveUp('Only the base has it.', 'only base');
  one.giveUp('The sides do other work.', 'other work');
  expect(one.end).toEqual({ verdict: 'not compared', reason: 'only base', detail: 'Only the base has it.' });
});
