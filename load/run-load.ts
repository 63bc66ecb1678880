// The load run: several processes work on one store at the same time; afterwards every write that they were told had happened
// is looked for. So each load run is a check as well as a measurement.

import { breathe } from '../contract/breathe.ts';
import { StoreError } from '../contract/errors.ts';
import { requireJsonForms } from '../contract/json-form.ts';
import { contentIn } from '../definition/content.ts';
import type { LoadDefinition } from '../definition/load.ts';
import type { Source } from '../definition/source.ts';
import { type Subject, storeBelow, subjectOf } from '../definition/subjects.ts';
import type { Check, Load } from '../results/result.ts';
import { type Acknowledgement, type Audit, auditLoad } from './audit.ts';
import { entryIdOf } from './entry-ids.ts';
import { type CallFailure, failureOf } from './failures.ts';
import { loadedOf, loadOf } from './load-of.ts';
import { type CheckedLoadOptions, checkedLoadOptions, type LoadOptions } from './load-options.ts';
import { LoadPlace } from './load-place.ts';
import { loadRow } from './load-row.ts';
import { type ChosenMix, chosenMix } from './mixes.ts';
import { type OfferedMix, offeredMix } from './offered.ts';
import { Tally } from './tally.ts';
import { loadCheck } from './verdict.ts';
import { type CrewEnd, requireGoingOn, runCrew } from './worker-crew.ts';

export interface LoadOutcome {
  /** Null when no call was made. */
  readonly load: Load | null;
  readonly check: Check;
}

/** Throws E_USAGE; rejects with E_ABORTED, or when the store cannot even be filled. Leaves nothing behind on disk. */
export async function runLoad<Store>(source: Source<Store>, options: LoadOptions): Promise<LoadOutcome> {
  const checked = checkedLoadOptions(options);
  const { definition } = source;
  const loaded = loadedOf(definition, checked.store, checked.programs);
  const subject = subjectOf(definition, storeBelow(definition, checked.store), checked.programs);
  if (!subject.isPersistent) {
    throw new StoreError('E_USAGE', `${subject.name} keeps nothing that several processes could share.`);
  }
  const load = await loadOf(definition);
  const mix = chosenMix(load, options.mix, checked.processes);
  const place = new LoadPlace();
  try {
    return await new LoadRun({ source, subject, loaded, load, mix, place }).run(checked);
  } finally {
    place.remove();
  }
}

interface Scene<Store> {
  readonly source: Source<Store>;
  /** What fills the home, and reads it again. */
  readonly subject: Subject<Store>;
  /** What the workers open: the same, or a floor above it. */
  readonly loaded: Subject<Store>;
  readonly load: LoadDefinition<Store>;
  readonly mix: ChosenMix;
  readonly place: LoadPlace;
}

interface Counted {
  readonly tally: Tally;
  readonly acknowledgements: readonly Acknowledgement[];
}

class LoadRun<Store> {
  private readonly scene: Scene<Store>;

  constructor(scene: Scene<Store>) {
    this.scene = scene;
  }

  async run(options: CheckedLoadOptions): Promise<LoadOutcome> {
    const { records } = options;
    const { source, load, place } = this.scene;
    await this.withStore(async (store) => load.fill(store, { folder: place.folder, records }));
    const offered = await this.offered();
    const { mix } = offered;
    const before = await this.content();
    const operations = Object.keys(load.operations);
    const crew = await runCrew({ url: source.url, operations, mix, place }, options);
    const counted = await this.counted(options);
    const { audit, unreadable } = await this.audited(before, records, counted.acknowledgements);
    return this.outcome(options, { offered, crew, counted, audit, unreadable });
  }

  private outcome(
    options: CheckedLoadOptions,
    found: {
      readonly offered: OfferedMix;
      readonly crew: CrewEnd;
      readonly counted: Counted;
      readonly audit: Audit | null;
      readonly unreadable: CallFailure | null;
    },
  ): LoadOutcome {
    const { load: definition, source } = this.scene;
    const { mix, leftOut } = found.offered;
    const { crew, audit, unreadable } = found;
    const { tally, acknowledgements } = found.counted;
    const acknowledged = acknowledgements.length;
    const [writes, reads] = [tally.countOf('write'), tally.countOf('read')];
    const isBegun = writes.tried + reads.tried > 0;
    const counts = audit ?? { acknowledged, found: 0, lost: acknowledged };
    const load = isBegun ? loadRow(options, tally, { mix, leftOut, ...crew, audit: counts }) : null;
    const check = loadCheck({
      setting: options,
      leftOut,
      rules: {
        records: source.definition.words?.record?.[1] ?? 'records',
        races: definition.unshared?.[options.store] ?? null,
        busy: definition.busy ?? [],
      },
      audit,
      unreadable,
      acknowledged,
      writesTried: writes.tried,
      readsDone: reads.succeeded,
      deaths: crew.ends.flatMap(({ death }) => (death === null ? [] : [death])),
      failures: tally.failures,
      share: achievedShare(load),
      overlapNs: tally.overlapNs(),
    });
    return { load, check };
  }

  private offered(): Promise<OfferedMix> {
    const { loaded, load, mix } = this.scene;
    return this.opened(loaded, async (store) => offeredMix(load, mix, { name: loaded.name, store }));
  }

  private async counted({ processes, signal }: CheckedLoadOptions): Promise<Counted> {
    const { load, place } = this.scene;
    const tally = new Tally(load, processes);
    const acknowledgements: Acknowledgement[] = [];
    const appends = Object.values(load.operations).map(({ does }) => does === 'append');
    for (const { worker, step, calls } of place.calls(processes)) {
      for (const [at, call] of calls.entries()) {
        tally.add(worker, call);
        if (call.failure !== null || !appends[call.operation]) continue;
        acknowledgements.push({ record: call.record, id: entryIdOf(worker, step + at) });
      }
      await breathe();
      requireGoingOn(signal);
    }
    return { tally, acknowledgements };
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
        audit: auditLoad(this.scene.load, { records, before, after, acknowledgements }),
        unreadable: null,
      };
    } catch (error) {
      return { audit: null, unreadable: failureOf(error) };
    }
  }

  /** Through a new connection. */
  private async content(): Promise<unknown> {
    const content = await this.withStore((store) =>
      contentIn(this.scene.source.definition, store, this.scene.place),
    );
    requireJsonForms(content);
    return content;
  }

  private async withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const { subject } = this.scene;
    return this.opened(subject, work);
  }

  private async opened<T>(subject: Subject<Store>, work: (store: Store) => Promise<T>): Promise<T> {
    const store = await subject.open(this.scene.place.home);
    try {
      return await work(store);
    } finally {
      await subject.close(store);
    }
  }
}

/** Of the rate that was asked for; failed calls were not achieved. Null in a closed loop, and without a row. */
function achievedShare(load: Load | null): number | null {
  const { arrival = 'closed' } = load ?? {};
  return arrival === 'closed' ? null : arrival.achievedPerSecond / arrival.askedPerSecond;
}
