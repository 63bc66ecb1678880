// The load run: several processes work on one store at the same time; afterwards everything is counted from their logs, and the
// history of what they wrote and read is checked. So each load run is a check as well as a measurement.

import { breathe, stepByStep } from '../contract/breathe.ts';
import { StoreError } from '../contract/errors.ts';
import { jsonForms } from '../contract/json-form.ts';
import type { ProgressListener } from '../contract/progress.ts';
import { contentIn } from '../definition/content.ts';
import type { LoadDefinition } from '../definition/load.ts';
import type { Source } from '../definition/source.ts';
import { onStore, type Subject, storeBelow, subjectOf } from '../definition/subjects.ts';
import type { Check, Load } from '../results/result.ts';
import { damagedIn } from './audit.ts';
import type { Beside } from './beside.ts';
import { type CallFailure, failureOf } from './failures.ts';
import { FaultStage, faultPlans } from './faults/index.ts';
import { type HistoryFindings, joined, LoadHistory } from './load-history.ts';
import { loadedOf, loadOf } from './load-of.ts';
import { type CheckedLoadOptions, checkedLoadOptions, type LoadOptions } from './load-options.ts';
import { LoadPlace } from './load-place.ts';
import { loadRow } from './load-row.ts';
import { meanwhile } from './meanwhile.ts';
import { type ChosenMix, chosenMix, weightsOf } from './mixes.ts';
import { type OfferedMix, offeredMix } from './offered.ts';
import { slopesOf } from './sampling/index.ts';
import { judgedSlopes, type SoakJudgement, SoakWatch } from './soak/index.ts';
import { Tally, type WorkerTally } from './tally.ts';
import { isExcused, type LoadFindings, type LoadRules, loadCheck } from './verdict.ts';
import { type CrewEnd, requireGoingOn, runCrew } from './worker-crew.ts';
import { nextChange } from './worker-loop.ts';

export interface LoadOutcome {
  /** Null when no call was made. */
  readonly load: Load | null;
  readonly check: Check;
  /** What the check would say if its rate and the generator's lag left nothing open: a search for a rate judges these itself. */
  readonly apartFromRate: Check['verdict'];
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
  const faults = faultPlans(options.faults ?? [], { ...checked, own: Object.keys(load.faults ?? {}) });
  const place = new LoadPlace();
  try {
    const stage = new FaultStage(faults, place);
    try {
      const { home, folder } = place;
      await stage.prepare({ url: source.url, store: checked.store, home, folder }, checked.signal);
      requireGoingOn(checked.signal);
      return await new LoadRun({ source, subject, loaded, load, mix, place, stage }).run(checked);
    } finally {
      await stage.close();
    }
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
  readonly stage: FaultStage;
}

/** What was there before, and how the workers fared. */
interface Done {
  readonly crew: CrewEnd;
  readonly before: unknown;
  readonly mix: ChosenMix;
}

/** What the logs say, beside what the store holds; null of a store that could not be read afterwards. */
interface Judged {
  readonly tally: Tally;
  readonly history: HistoryFindings | null;
  readonly damaged: number | null;
  readonly unreadable: CallFailure | null;
}

class LoadRun<Store> {
  private readonly scene: Scene<Store>;
  /** How a soak goes, for the line of progress. */
  private detail: string | undefined;

  constructor(scene: Scene<Store>) {
    this.scene = scene;
  }

  async run(options: CheckedLoadOptions): Promise<LoadOutcome> {
    const { records } = options;
    const { source, load, place } = this.scene;
    await this.withStore(async (store) => load.fill(store, { folder: place.folder, records }));
    requireGoingOn(options.signal);
    const offered = await this.offered();
    const { mix } = offered;
    const before = await this.content();
    const operations = Object.keys(load.operations);
    const beside = this.beside(options);
    const onProgress: ProgressListener = (progress) =>
      options.onProgress({ ...progress, ...(this.detail !== undefined && { detail: this.detail }) });
    const crew = await runCrew(
      { url: source.url, operations, mix, place, beside },
      { ...options, onProgress },
    );
    const judged = await this.judged(options, { crew, before, mix });
    return this.outcome(options, { offered, crew, judged });
  }

  private beside(options: CheckedLoadOptions): Beside {
    const { load, place, stage } = this.scene;
    const { store, processes, signal, durationMs } = options;
    const rules = this.rules(options);
    const workers = Array.from({ length: processes }, (_, worker) => worker);
    const watch = new SoakWatch({
      logFiles: workers.map((worker) => place.logFile(worker)),
      operations: Object.values(load.operations),
      isExcused: (code) => isExcused(code, rules),
      mayLose: rules.races !== null,
    });
    return meanwhile({
      ...{ stage, signal, files: load.files?.(store, place) ?? {} },
      soak: options.soak
        ? {
            watch,
            durationMs,
            doomed: stage.doomed,
            memoryFiles: workers.map((worker) => place.memoryFile(worker)),
            onTold: (text) => (this.detail = text),
          }
        : null,
    });
  }

  private rules({ store }: CheckedLoadOptions): LoadRules {
    const { source, load } = this.scene;
    return {
      records: source.definition.words?.record?.[1] ?? 'records',
      races: load.unshared?.[store] ?? null,
      busy: load.busy ?? [],
    };
  }

  private outcome(
    options: CheckedLoadOptions,
    {
      offered,
      crew,
      judged,
    }: { readonly offered: OfferedMix; readonly crew: CrewEnd; readonly judged: Judged },
  ): LoadOutcome {
    const { mix, leftOut } = offered;
    const { tally, history, damaged, unreadable } = judged;
    const [writes, reads] = [tally.countOf('write'), tally.countOf('read')];
    const load =
      writes.tried + reads.tried > 0 ? loadRow(options, tally, { mix, leftOut, history, ...crew }) : null;
    const findings: LoadFindings = {
      setting: options,
      leftOut,
      rules: this.rules(options),
      ...{ history, damaged, unreadable },
      acknowledged: tally.acknowledged,
      ...{ writesTried: writes.tried, writesDone: writes.succeeded },
      readsDone: reads.succeeded,
      deaths: crew.ends.flatMap(({ death }) => (death === null ? [] : [death])),
      overdue: crew.ends.filter(({ isOverdue = false }) => isOverdue).length,
      failures: tally.failures,
      arrival: load?.arrival ?? 'closed',
      latencyNsP99: shortestP99(load),
      faults: crew.faults.map(({ fault }) => fault),
      ...judgementOf(options, crew),
      overlapNs: tally.overlapNs(),
    };
    const apart = loadCheck({ ...findings, arrival: 'closed' });
    return { load, check: loadCheck(findings), apartFromRate: apart.verdict };
  }

  private async offered(): Promise<OfferedMix> {
    const { loaded, load, mix } = this.scene;
    if (Object.values(load.operations).every(({ offeredBy }) => offeredBy === undefined))
      return { mix, leftOut: [] };
    return this.opened(loaded, async (store) => offeredMix(load, mix, { name: loaded.name, store }));
  }

  /** A store that its writers have left unreadable is a finding. */
  private async judged(options: CheckedLoadOptions, done: Done): Promise<Judged> {
    const { load, source } = this.scene;
    const { before } = done;
    const { records, processes, signal } = options;
    const tally = new Tally(load, processes);
    let after: unknown;
    try {
      after = await this.content();
    } catch (error) {
      await this.readLogs(options, tally, null);
      return { tally, history: null, damaged: null, unreadable: failureOf(error) };
    }
    const scene = {
      operations: load.operations,
      record: source.definition.words?.record?.[0] ?? 'record',
      ...{ records, before: [...load.entries(before)], after: [...load.entries(after)] },
      busy: load.unshared?.[options.store] === undefined ? (load.busy ?? []) : [],
      keep: options.onTransaction,
    };
    const of = Math.max(1, Math.ceil(this.scene.place.logBytes(processes) / LOG_BYTES_MAX));
    const findings: HistoryFindings[] = [];
    for (let at = 0; at < of; at++) {
      const history = new LoadHistory({ ...scene, part: { at, of } });
      await stepByStep(history.readAtTheEnd());
      await this.readLogs(options, at === 0 ? tally : null, history);
      this.addBegun(options, done, { tally, history });
      findings.push(
        await history.verdict(signal).catch((error: unknown) => {
          requireGoingOn(signal);
          throw error;
        }),
      );
    }
    return {
      tally,
      history: joined(findings),
      damaged: await stepByStep(damagedIn(load, { records, before, after, entries: scene.after })),
      unreadable: null,
    };
  }

  private async readLogs(
    { processes, signal }: CheckedLoadOptions,
    tally: Tally | null,
    history: LoadHistory | null,
  ): Promise<void> {
    for (const { worker, step, calls } of this.scene.place.calls(processes)) {
      for (const [at, call] of calls.entries()) {
        tally?.add(worker, call);
        history?.add(worker, step + at, call);
      }
      await breathe();
      requireGoingOn(signal);
    }
  }

  /** Calls that had begun when their worker ended early: they may have happened. */
  private addBegun(
    { seed, records, processes }: CheckedLoadOptions,
    { crew: { ends }, mix }: Done,
    { tally, history }: { readonly tally: Tally; readonly history: LoadHistory },
  ): void {
    const { load } = this.scene;
    const names = Object.keys(load.operations);
    for (const [worker, { death, fault }] of ends.entries()) {
      if (death === null && fault === null) continue;
      const { succeeded, failed, toNs } = tally.workers[worker] as WorkerTally;
      const plan = { seed, worker, records, processes, weights: weightsOf(mix, names, worker), hot: mix.hot };
      const next = nextChange(plan, Object.values(load.operations), succeeded + failed);
      if (next !== null) history.begun(worker, next.step, { ...next, beginNs: toNs });
    }
  }

  /** Through a new connection. */
  private async content(): Promise<unknown> {
    const { source, place } = this.scene;
    const content = await this.withStore((store) => contentIn(source.definition, store, place));
    await stepByStep(jsonForms(content));
    return content;
  }

  private async withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const { subject } = this.scene;
    return this.opened(subject, work);
  }

  private opened<T>(subject: Subject<Store>, work: (store: Store) => Promise<T>): Promise<T> {
    return onStore(subject, this.scene.place.home, work);
  }
}

/** Of some ten million calls: of more, the records are checked in parts, for want of memory. */
const LOG_BYTES_MAX = 500e6;

/** Of the operation where it is shortest: the generator's lag is a large part of that one first. */
function shortestP99(load: Load | null): number {
  const all = (load?.operations ?? []).flatMap(({ latencyNsP99 }) => latencyNsP99 ?? []);
  return all.length === 0 ? 0 : Math.min(...all);
}

/** Beside what every load is judged by. */
function judgementOf(
  { soak }: CheckedLoadOptions,
  { samples, problems, endedEarly }: CrewEnd,
): SoakJudgement {
  if (endedEarly !== null) return { findings: [endedEarly], doubts: problems };
  const { findings, doubts } = soak ? judgedSlopes(slopesOf(samples)) : { findings: [], doubts: [] };
  return { findings, doubts: [...doubts, ...problems] };
}
