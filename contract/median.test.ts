import { expect, test } from 'vitest';
import { medianOf } from './median.ts';

test.each([
  [[3], 3],
  [[362, 340], 351],
  [[9, 1, 5], 5],
  [[4, 1, 100, 2], 3],
])('the median of %j is %d', (values, median) => {
  expect(medianOf(values)).toBe(median);
});

test('no values have no median', () => {
  expect(() => medianOf([])).toThrow(RangeError);
});
