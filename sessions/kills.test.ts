import { expect, test } from 'vitest';
import { checkKills } from '../props/crash/kills.ts';
import { sessionSource } from './source.ts';

test('what was acknowledged is there after the process was killed', async () => {
  const outcome = await checkKills(await sessionSource(), { store: 'json-safe', kills: 1, seed: 1 });
  expect(outcome).toMatchObject({ kills: 1, wrong: [] });
  expect(outcome.acknowledged).toBeGreaterThan(0);
});
