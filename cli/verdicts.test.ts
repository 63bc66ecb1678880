import { expect, test } from 'vitest';
import { standingOf } from '../reports/report.ts';
import type { Check } from '../results/result.ts';
import { isVerified, verdictLines } from './verdicts.ts';

const check = (verdict: Check['verdict'], area: Check['area'] = 'import', detail = ''): Check => ({
  row: 'check',
  area,
  subject: 'sqlite',
  name: 'every file accounted for',
  verdict,
  counts: { read: 12_345, imported: 12_344, aside: 1 },
  detail,
});

test('a run is verified when something was checked and nothing failed or stayed unknown', () => {
  expect(isVerified([check('ok'), check('expected-fail', 'load')])).toBe(true);
  expect(isVerified([check('ok'), check('fail', 'load')])).toBe(false);
  expect(isVerified([])).toBe(false);
});

test.each(['equivalence', 'import', 'rewrite', 'verify', 'load', 'bench'] as const)(
  'a check of %s that could not be made leaves a run unverified',
  (area) => {
    expect(isVerified([check('ok'), check('unknown', area)])).toBe(false);
  },
);

test('the exit code says the same as the headline of the report', () => {
  for (const checks of [[], [check('ok')], [check('fail')], [check('unknown')], [check('expected-fail')]]) {
    expect(isVerified(checks)).toBe(standingOf(checks) === 'verified');
  }
});

test('a check that is ok takes one line, any other shows its detail below', () => {
  expect(verdictLines(check('ok', 'import', 'more'), 'notes')).toEqual([
    'ok        import: every file accounted for [sqlite] (read 12,345, imported 12,344, aside 1)',
  ]);
  expect(verdictLines(check('fail', 'import', 'one\ntwo'), 'notes').slice(1)).toEqual([
    '          one',
    '          two',
  ]);
});

test('of many sums the first few are shown', () => {
  const counts = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`sum${index}`, index]));
  expect(verdictLines({ ...check('ok'), counts }, 'notes')[0]?.length).toBeLessThan(160);
});
