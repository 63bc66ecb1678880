import { expect, test } from 'vitest';
import { checkSchema } from '../../results/result.ts';
import { detectionCheck, detectMutants, MUTANTS } from './detection.ts';

test('every planted bug is caught by random sequences, and the store without a bug passes', async () => {
  const table = await detectMutants({
    seed: 1,
    operationsMax: 2_500,
    shrinkBounds: { attemptsMax: 0, durationMsMax: 0 },
  });
  expect(table.detections.filter(({ operations }) => operations === null)).toEqual([]);
  expect(table.detections).toHaveLength(MUTANTS.length);
  expect(table.isControlClean).toBe(true);
  const check = detectionCheck(table);
  expect(checkSchema.parse(check)).toMatchObject({
    verdict: 'ok',
    counts: { caught: MUTANTS.length, falseAlarms: 0 },
  });
});

test('a bug that random sequences miss makes the detection fail and is named', async () => {
  const harmless = { name: 'harmless', what: 'nothing is wrong' };
  const table = await detectMutants({ seed: 1, operationsMax: 20, mutants: [harmless] });
  expect(detectionCheck(table)).toMatchObject({
    verdict: 'fail',
    detail: expect.stringContaining('harmless'),
  });
});

test('a detection that is stopped has no verdict', async () => {
  const table = await detectMutants({ seed: 1, signal: AbortSignal.abort() });
  expect(detectionCheck(table)).toMatchObject({ verdict: 'unknown', counts: { caught: 0 } });
});
