// The load run: several processes append to and read from one workspace at the same time; afterwards every write that
// they were told had happened is looked for. So each load run is a check as well as a measurement.
// Not here: the order of operations of different workers.

import { StoreError } from '../contract/errors.ts';
import type { Check, Load } from '../contract/result.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { initialSessions } from '../sessions/load/initial-sessions.ts';
import { auditLoad } from './audit.ts';
import { type CheckedLoadOptions, checkedLoadOptions, type LoadOptions } from './load-options.ts';
import { LoadPlace } from './load-place.ts';
import { loadRow, overlapOf } from './load-row.ts';
import { openSubject } from './open-subject.ts';
import { type CallFailure, loadCheck } from './verdict.ts';
import { runCrew } from './worker-crew.ts';
import type { WorkerReport } from './worker-loop.ts';

export interface LoadOutcome {
  /** Null when a worker died: its figures would be missing from the sums. */
  readonly load: Load | null;
  readonly check: Check;
}

/** Throws E_USAGE; rejects with E_ABORTED, or when the store cannot even be filled. Leaves nothing behind on disk. */
export async function runLoad(options: LoadOptions): Promise<LoadOutcome> {
  const checked = checkedLoadOptions(options);
  const place = new LoadPlace();
  try {
    return await runAt(place, checked);
  } finally {
    place.remove();
  }
}

async function runAt(place: LoadPlace, options: CheckedLoadOptions): Promise<LoadOutcome> {
  const { store, processes, sessions, perSecond } = options;
  const before = initialSessions(sessions);
  await fill(place, options, before);
  const ends = await runCrew(place, options);
  const reports = ends.flatMap(({ report }) => (report === null ? [] : [report]));
  const acknowledgements = place.acknowledgements(processes);
  const after = await contentOf(place, options);
  const audit = after.sessions === null ? null : auditLoad(before, after.sessions, acknowledgements);
  const setting = { store, processes, sessions, perSecond };
  const acknowledged = acknowledgements.length;
  const counts = audit ?? { acknowledged, found: 0, lost: acknowledged };
  const load = reports.length === processes ? loadRow(options, reports, counts) : null;
  const check = loadCheck({
    setting,
    audit,
    unreadable: after.unreadable,
    acknowledged,
    ...callsOf(reports),
    deaths: ends.flatMap(({ death }) => (death === null ? [] : [death])),
    failures: sumOfFailures(reports),
    share: achievedShare(load),
    overlapNs: reports.length === processes ? overlapOf(reports) : 0,
  });
  return { load, check };
}

async function fill(
  { home, workspacePath }: LoadPlace,
  { store, subjectsModule }: CheckedLoadOptions,
  sessions: readonly WorktreeSession[],
): Promise<void> {
  const filled = await openSubject(store, home, subjectsModule);
  try {
    await filled.transaction(workspacePath, async (operations) => {
      for (const session of sessions) await operations.createSession(workspacePath, session);
    });
  } finally {
    await filled.close();
  }
}

interface Content {
  /** Null when the store cannot be read. */
  readonly sessions: readonly WorktreeSession[] | null;
  readonly unreadable: CallFailure | null;
}

/** Through a new connection. A store that its writers have left unreadable is a finding. */
async function contentOf(
  { home, workspacePath }: LoadPlace,
  { store, subjectsModule }: CheckedLoadOptions,
): Promise<Content> {
  try {
    const opened = await openSubject(store, home, subjectsModule);
    try {
      return { sessions: await opened.getAllSessions(workspacePath), unreadable: null };
    } finally {
      await opened.close();
    }
  } catch (error) {
    const code = error instanceof StoreError ? error.code : 'other';
    const message = error instanceof Error ? error.message : String(error);
    return { sessions: null, unreadable: { code, message } };
  }
}

/** Of the rate that was asked for; failed calls were not achieved. Null in a closed loop, and without a row. */
function achievedShare(load: Load | null): number | null {
  const { arrival = 'closed' } = load ?? {};
  return arrival === 'closed' ? null : arrival.achievedPerSecond / arrival.askedPerSecond;
}

function callsOf(reports: readonly WorkerReport[]): { writesTried: number; readsDone: number } {
  const calls = { writesTried: 0, readsDone: 0 };
  for (const { tallies } of reports) {
    calls.writesTried += tallies.appendMessage.latenciesNs.length + tallies.appendMessage.failed;
    calls.readsDone += tallies.getOne.latenciesNs.length;
  }
  return calls;
}

function sumOfFailures(reports: readonly WorkerReport[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [code, count] of reports.flatMap(({ failures }) => Object.entries(failures))) {
    sums[code] = (sums[code] ?? 0) + count;
  }
  return sums;
}
