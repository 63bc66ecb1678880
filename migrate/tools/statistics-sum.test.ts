import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statisticsOf } from '../../contract/statistics.ts';
import { arbitrarySession } from '../../sessions/arbitraries/any-session.ts';
import { sumStatistics } from './statistics-sum.ts';

test('the sum over workspaces is the statistics of all their sessions', () => {
  fc.assert(
    fc.property(fc.array(fc.array(arbitrarySession, { maxLength: 6 }), { maxLength: 5 }), (workspaces) => {
      const parts = workspaces.map((sessions) => statisticsOf(sessions, {}));
      expect(sumStatistics(parts)).toEqual(statisticsOf(workspaces.flat(), {}));
    }),
  );
});
