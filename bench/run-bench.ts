// The benchmark: every store is filled and verified, then timed in trials. Each trial is a process of its own on a
// fresh copy of the store's files; rows come as each trial ends, so a run that is cut short keeps what it has.
// Not here: statistics over the samples and verdicts on claims (reports).

import { StoreError } from '../contract/errors.ts';
import { noProgress, type ProgressListener } from '../contract/progress.ts';
import type { BodyRow, Check } from '../contract/result.ts';
import { DATASET_SEED, type DatasetSpec, datasetDigest } from './datasets/dataset.ts';
import type { Profile } from './datasets/session.ts';
import { Homes } from './homes.ts';
import { judgeTrial, storeCheck } from './judge.ts';
import { type PlannedTrial, planTrials } from './plan.ts';
import { TimeAllowance } from './time-allowance.ts';
import type { TrialJob } from './trial/trial-job.ts';
import { runTrialProcess, type TrialOutcome } from './trial/trial-process.ts';
import { OPERATIONS, type Operation } from './workloads/registry.ts';

export interface BenchOptions {
  /** Names of subjects. Default: json and sqlite. */
  readonly stores?: readonly string[];
  /** Numbers of sessions. Default: 100 and 1,000. */
  readonly sizes?: readonly number[];
  /** Default: all. */
  readonly operations?: readonly Operation[];
  /** Default: small. */
  readonly profile?: Profile;
  /** Of each store, size and group of operations. Default: 3. */
  readonly trials?: number;
  /** Of the order of trials; the datasets have their own, fixed one. */
  readonly seed: number;
  /**
   * Aim for the whole run, default 60,000. Each operation is timed a few times at least, so a slow store can pass it;
   * then the run ends with the block of trials that it is in, the first at the earliest.
   */
  readonly budgetMs?: number;
  /** Times each operation as seldom as can be: to see that everything works, not how fast. Default: false. */
  readonly isSmoke?: boolean;
  /** Wall clock of one trial's process. Default: 300,000. */
  readonly trialLimitMs?: number;
  /** URL of a module with another `subjectNamed`, for contestants of one's own. */
  readonly subjectsModule?: string;
  readonly onRow: (row: BodyRow) => void;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

export interface BenchOutcome {
  /** Rows of samples. */
  readonly timed: number;
  /** Trials, operations and stores that got no row; each has a check that says why. */
  readonly refused: number;
  /** Planned trials that the time did not reach. */
  readonly skipped: number;
}

/** Wall clock of one process, unless asked for otherwise. */
const LIMIT_MS = 300_000;
/** Samples of one operation in one trial, at most. */
const SAMPLES_MAX = 400;

/** Rejects with E_ABORTED; with E_INTERNAL when the model itself fails. Nothing stays behind on disk. */
export async function runBench(options: BenchOptions): Promise<BenchOutcome> {
  const run = new BenchRun(options);
  try {
    return await run.run();
  } finally {
    run.remove();
  }
}

class BenchRun {
  private readonly options: BenchOptions;
  private readonly stores: readonly string[];
  private readonly operations: readonly Operation[];
  private readonly profile: Profile;
  private readonly homes = new Homes();
  private readonly allowance: TimeAllowance;
  /** By number of sessions. */
  private readonly contentDigests = new Map<number, string>();
  private readonly references = new Map<number, ReadonlyMap<string, string>>();
  private readonly refusals = new Map<string, Check[]>();
  private readonly timed = new Map<string, number>();
  private granted = { comparison: -1, budgetMs: 0 };

  constructor(options: BenchOptions) {
    this.options = options;
    this.stores = options.stores ?? ['json', 'sqlite'];
    this.operations = options.operations ?? OPERATIONS;
    this.profile = options.profile ?? 'small';
    this.allowance = new TimeAllowance(options.budgetMs ?? 60_000, () => performance.now());
  }

  async run(): Promise<BenchOutcome> {
    const sizes = this.options.sizes ?? [100, 1_000];
    const { trials = 3, seed, onProgress = noProgress } = this.options;
    const { stores, operations } = this;
    for (const [index, sessions] of sizes.entries()) {
      onProgress({ stage: 'filling the stores', done: index, total: sizes.length, unit: 'sizes' });
      await this.showReference(sessions);
      for (const store of stores) await this.fill(store, sessions);
    }
    const planned = planTrials({ stores, sizes, operations, trials, seed });
    for (const [index, trial] of planned.entries()) {
      const isNewBlock = trial.block > (planned[index - 1]?.block ?? 0);
      if (isNewBlock && this.allowance.isOver()) return this.conclude(planned.slice(index));
      onProgress({ stage: 'timing operations', done: index, total: planned.length, unit: 'trials' });
      if (this.isFit(trial.store, trial.sessions)) await this.time(trial, planned.length - index);
    }
    onProgress({ stage: 'timing operations', done: planned.length, total: planned.length, unit: 'trials' });
    return this.conclude([]);
  }

  remove(): void {
    this.homes.remove();
  }

  /** What the operations answer on the contract's model: the work that every store is to do. */
  private async showReference(sessions: number): Promise<void> {
    this.contentDigests.set(sessions, datasetDigest(this.spec(sessions)));
    const { messages, death } = await this.runJob({ task: 'reference', store: 'model' }, sessions);
    if (death !== null) throw new StoreError('E_INTERNAL', `The model could not show its work: ${death}`);
    const work = messages.flatMap((message) =>
      message.kind === 'work' ? [[message.operation, message.workDigest] as const] : [],
    );
    this.references.set(sessions, new Map(work));
  }

  private async fill(store: string, sessions: number): Promise<void> {
    const home = this.homes.filled(store, sessions);
    const { messages, death } = await this.runJob({ task: 'fill', store, home }, sessions);
    const isOther = messages.some(({ kind }) => kind === 'unverified');
    if (death !== null || isOther) {
      const detail = death ?? 'The store does not answer the sessions it was filled with; it is not timed.';
      this.refuse({
        row: 'check',
        area: 'bench',
        subject: store,
        name: UNFIT,
        verdict: isOther ? 'fail' : 'unknown',
        counts: { sessions },
        detail,
      });
      return;
    }
    const bytes = this.homes.filledBytes(store, sessions);
    // A store without files has no size on disk.
    if (bytes > 0) this.options.onRow({ row: 'size', store, sessions, profile: this.profile, bytes });
  }

  private isFit(store: string, sessions: number): boolean {
    const refusals = this.refusals.get(store) ?? [];
    return !refusals.some(({ name, counts }) => name === UNFIT && counts.sessions === sessions);
  }

  private async time(trial: PlannedTrial, trialsLeft: number): Promise<void> {
    const { store, sessions, operations } = trial;
    const budgetMs = this.operationMs(trial, trialsLeft);
    const startedMs = performance.now();
    const outcome = await this.homes.onCopy(store, sessions, (home) =>
      this.runJob({ task: 'measure', store, home, operations, budgetMs }, sessions),
    );
    this.allowance.learn(performance.now() - startedMs, budgetMs * operations.length);
    const reference = this.references.get(sessions) ?? new Map();
    const { trials, refusals } = judgeTrial(trial, this.profile, reference, outcome);
    for (const row of trials) this.options.onRow(row);
    for (const refusal of refusals) this.refuse(refusal);
    this.timed.set(store, (this.timed.get(store) ?? 0) + trials.length);
  }

  /** The same for all stores of a comparison: more time means warmer code and another figure. */
  private operationMs({ comparison, operations }: PlannedTrial, trialsLeft: number): number {
    if (this.options.isSmoke ?? false) return 0;
    if (this.granted.comparison !== comparison) {
      const budgetMs = this.allowance.operationMs(trialsLeft, operations.length);
      this.granted = { comparison, budgetMs };
    }
    return this.granted.budgetMs;
  }

  private refuse(refusal: Check): void {
    this.refusals.set(refusal.subject, [...(this.refusals.get(refusal.subject) ?? []), refusal]);
    this.options.onRow(refusal);
  }

  private conclude(skipped: readonly PlannedTrial[]): BenchOutcome {
    for (const store of this.stores) {
      const counts = {
        timed: this.timed.get(store) ?? 0,
        skippedTrials: skipped.filter((trial) => trial.store === store).length,
      };
      this.options.onRow(storeCheck(store, counts, this.refusals.get(store) ?? []));
    }
    const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
    return {
      timed: sum(this.timed.values()),
      refused: sum([...this.refusals.values()].map(({ length }) => length)),
      skipped: skipped.length,
    };
  }

  private async runJob(task: TaskChoice, sessions: number): Promise<TrialOutcome> {
    const { subjectsModule = null, signal = null } = this.options;
    const trialLimitMs = this.options.trialLimitMs ?? LIMIT_MS;
    const job: TrialJob = {
      task: task.task,
      store: task.store,
      home: task.home ?? this.homes.filled(task.store, sessions),
      operations: task.operations ?? this.operations,
      subjectsModule,
      workspacePath: this.homes.workspacePath,
      dataset: this.spec(sessions),
      contentDigest: this.contentDigests.get(sessions) ?? '',
      sampling: { budgetMs: task.budgetMs ?? 0, samplesMax: SAMPLES_MAX },
    };
    const limitMs = task.task === 'measure' ? trialLimitMs : LIMIT_MS;
    const outcome = await runTrialProcess(job, { limitMs, signal });
    if (signal?.aborted === true) {
      throw new StoreError('E_ABORTED', 'The benchmark was interrupted; the rows so far are valid.');
    }
    return outcome;
  }

  private readonly spec = (sessions: number): DatasetSpec => ({
    profile: this.profile,
    sessions,
    seed: DATASET_SEED,
  });
}

interface TaskChoice {
  readonly task: TrialJob['task'];
  readonly store: string;
  readonly home?: string;
  readonly operations?: readonly Operation[];
  readonly budgetMs?: number;
}

/** The name of the check that keeps a store from being timed at a size. */
const UNFIT = 'holds what it was filled with';
