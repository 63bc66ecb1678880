// The load run: several processes append to and read from one workspace at the same time; afterwards every write that
// they were told had happened is looked for. So each load run is a check as well as a measurement.
// Not here: the order of operations of different workers.

import { StoreError } from '../contract/errors.ts';
import { requireJsonForms } from '../contract/json-form.ts';
import { contentIn } from '../definition/content.ts';
import type { LoadDefinition } from '../definition/load.ts';
import type { Source } from '../definition/source.ts';
import { type Subject, subjectOf } from '../definition/subjects.ts';
import type { Check, Load } from '../results/result.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import { type Audit, auditLoad } from './audit.ts';
import { loadOf } from './load-of.ts';
import { type CheckedLoadOptions, checkedLoadOptions, type LoadOptions } from './load-options.ts';
import { LoadPlace } from './load-place.ts';
import { loadRow, overlapOf } from './load-row.ts';
import { type CallFailure, loadCheck } from './verdict.ts';
import { runCrew } from './worker-crew.ts';
import { type Failure, type Failures, failureOf, type WorkerReport } from './worker-loop.ts';

export interface LoadOutcome {
  /** Null when a worker died: its figures would be missing from the sums. */
  readonly load: Load | null;
  readonly check: Check;
}

/** Throws E_USAGE; rejects with E_ABORTED, or when the store cannot even be filled. Leaves nothing behind on disk. */
export async function runLoad<Store>(source: Source<Store>, options: LoadOptions): Promise<LoadOutcome> {
  const checked = checkedLoadOptions(options);
  const { definition } = source;
  const subject = subjectOf(definition, checked.store, checked.programs);
  if (!subject.isPersistent) {
    throw new StoreError('E_USAGE', `${subject.name} keeps nothing that several processes could share.`);
  }
  const load = await loadOf(definition);
  const place = new LoadPlace();
  try {
    return await new LoadRun(source, subject, load, place).run(checked);
  } finally {
    place.remove();
  }
}

class LoadRun<Store> {
  private readonly source: Source<Store>;
  private readonly subject: Subject<Store>;
  private readonly load: LoadDefinition<Store>;
  private readonly place: LoadPlace;

  constructor(source: Source<Store>, subject: Subject<Store>, load: LoadDefinition<Store>, place: LoadPlace) {
    this.source = source;
    this.subject = subject;
    this.load = load;
    this.place = place;
  }

  async run(options: CheckedLoadOptions): Promise<LoadOutcome> {
    const { processes, records } = options;
    const { folder } = this.place;
    await this.withStore(async (store) => this.load.fill(store, { folder, records }));
    const before = await this.content();
    const ends = await runCrew(this.source.url, this.place, options);
    const reports = ends.flatMap(({ report }) => (report === null ? [] : [report]));
    const acknowledgements = this.place.acknowledgements(processes);
    const { audit, unreadable } = await this.audited(before, records, acknowledgements);
    const acknowledged = acknowledgements.length;
    const counts = audit ?? { acknowledged, found: 0, lost: acknowledged };
    const load = reports.length === processes ? loadRow(options, this.load, reports, counts) : null;
    const check = loadCheck({
      setting: options,
      rules: {
        records: this.source.definition.words?.record?.[1] ?? 'records',
        races: this.load.unshared?.[options.store] ?? null,
        busy: this.load.busy ?? [],
      },
      audit,
      unreadable,
      acknowledged,
      ...callsOf(reports),
      deaths: ends.flatMap(({ death }) => (death === null ? [] : [death])),
      failures: sumOfFailures(reports),
      share: achievedShare(load),
      overlapNs: reports.length === processes ? overlapOf(reports) : 0,
    });
    return { load, check };
  }

  /** A store that its writers have left unreadable is a finding. */
  private async audited(
    before: unknown,
    records: number,
    acknowledgements: readonly Acknowledgement[],
  ): Promise<{ readonly audit: Audit | null; readonly unreadable: CallFailure | null }> {
    try {
      const after = await this.content();
      return {
        audit: auditLoad(this.load, { records, before, after, acknowledgements }),
        unreadable: null,
      };
    } catch (error) {
      return { audit: null, unreadable: failureOf(error) };
    }
  }

  /** Through a new connection. */
  private async content(): Promise<unknown> {
    const content = await this.withStore((store) => contentIn(this.source.definition, store, this.place));
    requireJsonForms(content);
    return content;
  }

  private async withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await this.subject.open(this.place.home);
    try {
      return await work(store);
    } finally {
      await this.subject.close(store);
    }
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
    calls.writesTried += tallies.write.latenciesNs.length + tallies.write.failed;
    calls.readsDone += tallies.read.latenciesNs.length;
  }
  return calls;
}

function sumOfFailures(reports: readonly WorkerReport[]): Failures {
  const sums: Record<string, Failure> = {};
  for (const [code, { count, message }] of reports.flatMap(({ failures }) => Object.entries(failures))) {
    sums[code] = { count: (sums[code]?.count ?? 0) + count, message: sums[code]?.message ?? message };
  }
  return sums;
}
