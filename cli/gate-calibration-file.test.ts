import { expect, test } from 'vitest';
import { calibrationFile } from './gate-calibration-file.ts';

test('what was counted beside busy neighbours is kept apart from what gates take their floors from', () => {
  const [quiet, busy] = [false, true].map((isBusy) => calibrationFile('notes', undefined, { isBusy }));
  expect(quiet).toMatch(/calibration-\w+\.json$/);
  expect(busy).toMatch(/calibration-busy-\w+\.json$/);
  expect(calibrationFile('notes', undefined)).toBe(quiet);
});
