import { expect, test } from 'vitest';
import { measureOverhead } from './measure-overhead.ts';

test('the measurement of overhead does the same work on both sides, and the same work each time', async () => {
  const options = { sessions: 5, pairs: 8, seed: 1 };
  const [first, second] = [await measureOverhead(options), await measureOverhead(options)];
  expect(first.digest).toBe(second.digest);
  expect(first.mismatches).toBe(0);
  expect(first.latencyP50Ratio.low).toBeLessThanOrEqual(first.latencyP50Ratio.value);
});
