// What a load says of itself, on calls that are made up: units and origins of latencies, counts, logs, the audit, the verdict.

import { join } from 'node:path';
import { atOnce } from '../../contract/breathe.ts';
import type { LoadDefinition } from '../../definition/load.ts';
import { damagedIn } from '../../load/audit.ts';
import { judgedSlopes } from '../../load/soak/judgement.ts';
import { Tally } from '../../load/tally.ts';
import { loadCheck } from '../../load/verdict.ts';
import { callsIn, type LoggedCall, WorkerLog } from '../../load/worker-log.ts';
import { withMemoryFolder } from '../../props/memory-folder.ts';
import { type Checker, unless, unlessNear } from './checker.ts';

const call = (): void => {};
const operations: LoadDefinition<never>['operations'] = {
  add: { does: 'append', call },
  get: { does: 'read', call },
};

/** Due every millisecond; each begins when the one before has ended, and takes so long. */
function calls(
  tookNs: number,
  count: number,
  operation = 0,
  failure: LoggedCall['failure'] = null,
): LoggedCall[] {
  return Array.from({ length: count }, (_, at) => {
    const dueNs = at * 1_000_000;
    const beginNs = Math.max(dueNs, at * tookNs);
    return {
      operation,
      record: at % 3,
      dueNs,
      beginNs,
      endNs: beginNs + tookNs,
      waits: 0,
      failure,
      seen: null,
    } as LoggedCall;
  });
}

function tallied(all: readonly LoggedCall[]): Tally {
  const tally = new Tally({ operations }, 1);
  for (const each of all) tally.add(0, each);
  return tally;
}

const latencyOf = (tally: Tally, at = 0): number => tally.operations[at]?.latencies[0]?.quantile(0.5) ?? 0;

export const load: Checker = async ({ sound, planted }) => {
  await sound('latencies are nanoseconds, from when a call was due', () => {
    // Two milliseconds each: the one in the middle of a hundred is late by fifty.
    const late = tallied(calls(2_000_000, 101));
    return (
      unlessNear(latencyOf(tallied(calls(500_000, 101))), 500_000, 0.01) ??
      unlessNear(latencyOf(late), 52_000_000, 0.02)
    );
  });
  await sound('what counts as acknowledged', () => {
    const failure = { code: 'E_LOCKED', message: '' };
    const tally = tallied([...calls(1_000, 5), ...calls(1_000, 4, 0, failure), ...calls(1_000, 3, 1)]);
    return unless(
      [tally.acknowledged, tally.countOf('write'), tally.countOf('read'), tally.failures.E_LOCKED?.count],
      [5, { succeeded: 5, tried: 9 }, { succeeded: 3, tried: 3 }, 4],
    );
  });
  await sound('a log is read as it was written', () =>
    withMemoryFolder('check', async (folder) => {
      const file = join(folder, 'log');
      const log = new WorkerLog(file);
      const written = calls(1_234_567, 5_000);
      for (const each of written) log.add(each, false);
      log.close();
      return unless(
        [...callsIn(file)]
          .flat()
          .map(({ endNs }) => endNs)
          .join(),
        written.map(({ endNs }) => endNs).join(),
      );
    }),
  );
  await ofAudit({ sound, planted }, 0);
  await ofVerdicts({ sound, planted }, 0);
  const slope = (perHour: number, low: number) => (): string | null =>
    judgedSlopes([{ of: 'resident memory', unit: 'bytes', perHour, low, high: 2 * perHour }]).findings[0] ??
    null;
  await planted('memory that grows', slope(100e6, 50e6));
  await sound('memory that may not grow', slope(100e6, -50e6));
  await sound('memory that hardly grows', slope(10e6, 5e6));
};

const ofAudit: Checker = async ({ sound, planted }) => {
  const before = ['first', 'second'];
  const audited =
    (after: readonly string[], records = [0, 1]) =>
    (): string | null => {
      const entries = records.map((record) => [record, []] as const);
      const without = (content: unknown) => (content as string[]).filter((id) => !id.startsWith('load-'));
      const damaged = atOnce(damagedIn({ without }, { records: 2, before, after, entries }));
      return damaged === 0 ? null : `${damaged} damaged`;
    };
  await sound('what a load appended', audited(['first', 'second', 'load-0-1']));
  await planted('an entry that is gone', audited(['first']));
  await planted('an entry that is another', audited(['first', 'other']));
  await planted('a record that is gone', audited(before, [0]));
  await planted('a record that is there twice', audited(before, [0, 1, 1]));
};

type Findings = Parameters<typeof loadCheck>[0];

const SOUND: Findings = {
  setting: { store: 'sqlite', processes: 2, records: 3, perSecond: null },
  rules: { records: 'sessions', races: null, busy: ['E_LOCKED'] },
  history: { shown: { appends: 9, reads: 9, anomalies: [] }, lost: 0 },
  ...{
    damaged: 0,
    unreadable: null,
    acknowledged: 9,
    writesTried: 9,
    writesDone: 9,
    readsDone: 9,
    deaths: [],
    overdue: 0,
    failures: {},
  },
  ...{ overlapNs: 1, arrival: 'closed', latencyNsP99: 2_000_000, faults: [], findings: [], doubts: [] },
};

const ofVerdicts: Checker = async ({ sound, planted }) => {
  const wrong = (findings: Partial<Findings>) => (): string | null => {
    const { verdict } = loadCheck({ ...SOUND, ...findings });
    return verdict === 'ok' ? null : verdict;
  };
  const anomalous = {
    shown: { appends: 9, reads: 9, anomalies: [{ name: 'stale-read', count: 1, example: '' }] },
    lost: 0,
  };
  await sound('a run that kept everything', wrong({}));
  await sound(
    'a run in which some were told to wait',
    wrong({ failures: { E_LOCKED: { count: 2, message: '' } } }),
  );
  await planted('a run that showed a stale read', wrong({ history: anomalous }));
  await planted('a run that left damage', wrong({ damaged: 1 }));
  await planted(
    'a run with an error that nobody knows',
    wrong({ failures: { E_NEW: { count: 1, message: '' }, E_LOCKED: { count: 1, message: '' } } }),
  );
  await planted('a run in which a worker died', wrong({ deaths: ['killed'] }));
  await planted('a run without a write', wrong({ writesDone: 0, acknowledged: 0 }));
  await planted(
    'a rate that was not reached',
    wrong({ arrival: { askedPerSecond: 100, achievedPerSecond: 90, lagNsP99: 0, lagNsMax: 0 } }),
  );
};
