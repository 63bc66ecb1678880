import { expect, test } from 'vitest';
import type { Check } from '../contract/result.ts';
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

test('a run is verified when nothing failed and nothing that must be known stayed unknown', () => {
  expect(isVerified([])).toBe(true);
  expect(isVerified([check('ok'), check('expected-fail', 'load'), check('unknown', 'bench')])).toBe(true);
  expect(isVerified([check('ok'), check('fail', 'load')])).toBe(false);
  expect(isVerified([check('ok'), check('unknown', 'verify')])).toBe(false);
});

test('a check that is ok takes one line, any other shows its detail below', () => {
  expect(verdictLines(check('ok', 'import', 'more'))).toEqual([
    'ok        import: every file accounted for [sqlite] (read 12,345, imported 12,344, aside 1)',
  ]);
  expect(verdictLines(check('fail', 'import', 'one\ntwo')).slice(1)).toEqual([
    '          one',
    '          two',
  ]);
});

test('of many sums the first few are shown', () => {
  const counts = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`sum${index}`, index]));
  expect(verdictLines({ ...check('ok'), counts })[0]?.length).toBeLessThan(160);
});
