import { expect, test } from 'vitest';
import { statisticsOf } from '../contract/statistics.ts';
import { instanceWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const HASH = '00000000000000aa';

/** More than are counted together, so that groups of several runs have to meet. */
const SESSIONS = Array.from({ length: 1_030 }, (_, at) =>
  sessionWith(`s${at}`, {
    ...{
      status: at % 3 === 0 ? 'failed' : 'running',
      model: at % 2 === 0 ? null : 'opus',
      totalDuration: at,
    },
    instances:
      at % 5 === 0
        ? []
        : [
            instanceWith(1, { runtime: at % 7 === 0 ? null : 'claude', linesAdded: at }),
            instanceWith(2, { runtime: 'claude' }),
          ],
  }),
);

test('the statistics of many sessions are those of all of them together, with and without a filter', async () => {
  const store = await place.store();
  await store.replaceWorkspace(HASH, SESSIONS);
  for (const filter of [{}, { statuses: ['failed'] }, { statuses: ['failed', 'paused'] }, { text: '7' }])
    expect(await store.statisticsOfHash(HASH, filter)).toEqual(statisticsOf(SESSIONS, filter));
});
