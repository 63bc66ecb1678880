// The checker on histories of which it is known what is wrong with them.

import { expect, test } from 'vitest';
import { EXAMPLES } from './examples/examples.ts';
import { historyOf } from './examples/notation.ts';
import { ANOMALY_NAMES, checkHistory } from './index.ts';

test.each(EXAMPLES)('what is found is what is there: $title', async ({ history, found }) => {
  const { counts, isClean, anomalies } = await checkHistory(historyOf(history));
  expect(ANOMALY_NAMES.filter((name) => counts[name] !== undefined)).toEqual(
    ANOMALY_NAMES.filter((name) => found.includes(name)),
  );
  expect(isClean).toBe(found.length === 0);
  for (const { text } of anomalies) expect(text).not.toMatch(/undefined|NaN|nothing/);
});
