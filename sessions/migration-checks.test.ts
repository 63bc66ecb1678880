// What counts as a file that came back, in the rows of a result.

import { expect, test } from 'vitest';
import type { RewriteComparison } from '../migrate/compare-rewritten.ts';
import type { Check } from '../results/result.ts';
import { rewriteChecks } from './migration-checks.ts';

const comparison = (result: RewriteComparison['result']): RewriteComparison => ({
  file: `${result}.json`,
  result,
  reasons: result === 'identical' ? [] : ['some reason'],
  pointers: [],
});
const verdictOn = (...results: RewriteComparison['result'][]): Check['verdict'] =>
  rewriteChecks(results.map(comparison), 'some store')[0]!.verdict;

test('files that come back with their own bytes are verified, whatever cannot be read beside them', () => {
  expect(verdictOn('identical')).toBe('ok');
  expect(verdictOn('identical', 'unread', 'identical')).toBe('ok');
});

test.each(['equal', 'different', 'absent'] as const)(
  'one file with the result %s fails the check',
  (result) => {
    expect(verdictOn(result)).toBe('fail');
    expect(verdictOn('identical', result)).toBe('fail');
    expect(rewriteChecks([comparison(result)], 'some store')[0]!.detail).toContain('some reason');
  },
);

test('a home of which nothing could be compared is not verified', () => {
  expect(verdictOn('unread')).toBe('fail');
  expect(verdictOn()).toBe('unknown');
});
