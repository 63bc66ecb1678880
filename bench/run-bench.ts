// The benchmark: every store is filled and verified, then timed in trials. Each trial is a process of its own on a
// fresh copy of the store's files; rows come as each trial ends, so a run that is cut short keeps what it has.
// Not here: statistics over the samples and verdicts on claims (reports).

import { StoreError } from '../contract/errors.ts';
import { noProgress, type ProgressListener } from '../contract/progress.ts';
import type { Dataset } from '../definition/bench.ts';
import type { Source } from '../definition/source.ts';
import { referenceOf, storeBelow } from '../definition/subjects.ts';
import type { BodyRow } from '../results/result.ts';
import { Homes, nameOf } from './homes.ts';
import { judgeTrial } from './judge.ts';
import type { PlannedTrial } from './plan.ts';
import { type BenchPlan, benchPlan, type PlanChoice } from './shared-plan.ts';
import { type BenchOutcome, Tally } from './tally.ts';
import { TimeAllowance } from './time-allowance.ts';
import type { TrialJob } from './trial/trial-job.ts';
import { type RunTrial, runTrialProcess, type TrialOutcome } from './trial/trial-process.ts';

export interface BenchOptions extends PlanChoice {
  /**
   * Wall clock of the whole run, default 60,000, and none for a smoke run; a shard has its share of it. It is kept
   * whatever the machine does: a trial that is under way then is ended, and what was never timed is named.
   */
  readonly budgetMs?: number;
  /**
   * What the shares of the trials add up to; behind it no block of trials is begun, but for the first. Default: nine
   * tenths of the budget, so that the last trial is seldom cut.
   */
  readonly aimMs?: number;
  /** Times each operation as seldom as can be: to see that everything works, not how fast. Default: false. */
  readonly isSmoke?: boolean;
  /** Wall clock of one trial's process. Default: 300,000. */
  readonly trialLimitMs?: number;
  /** Default: in a process of its own. */
  readonly runTrial?: RunTrial;
  readonly onRow: (row: BodyRow) => void;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Wall clock of one process, unless asked for otherwise. */
const LIMIT_MS = 300_000;
const BUDGET_MS = 60_000;
const AIM_SHARE = 0.9;
/** Samples of one operation in one trial, at most. */
const SAMPLES_MAX = 400;

/**
 * Rejects as {@link benchPlan} does; with E_ABORTED; with E_SUBJECT when the model fails, or its process is
 * killed. Nothing stays behind on disk.
 */
export async function runBench(source: Source, options: BenchOptions): Promise<BenchOutcome> {
  const run = new BenchRun(source, options, await benchPlan(source.definition, options));
  try {
    return await run.run();
  } finally {
    run.remove();
  }
}

class BenchRun {
  private readonly source: Source;
  private readonly options: BenchOptions;
  private readonly plan: BenchPlan;
  private readonly homes = new Homes();
  private readonly allowance: TimeAllowance;
  /** When the budget is over, by performance.now(). */
  private readonly endMs: number;
  /** By dataset. */
  private readonly references = new Map<string, Reference>();
  private readonly tally: Tally;
  private granted = { comparison: -1, budgetMs: 0 };

  constructor(source: Source, options: BenchOptions, plan: BenchPlan) {
    this.source = source;
    this.options = options;
    this.plan = plan;
    const budgetMs = options.budgetMs ?? (options.isSmoke === true ? Infinity : BUDGET_MS);
    const aimMs = options.aimMs ?? budgetMs * AIM_SHARE;
    this.endMs = performance.now() + budgetMs * plan.share;
    this.allowance = new TimeAllowance(aimMs * plan.share, () => performance.now());
    this.tally = new Tally((name) => this.storeBelow(name), options.onRow);
  }

  async run(): Promise<BenchOutcome> {
    const { trials: planned } = this.plan;
    let next = 0;
    try {
      await this.fillAll();
      for (next = 0; next < planned.length; next++) {
        if (!(await this.take(planned, next))) break;
      }
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
    }
    if (next === planned.length) this.tellTrials(next, planned.length);
    return this.conclude(planned, planned.slice(next));
  }

  private storeBelow(name: string): string {
    return storeBelow(this.source.definition, name);
  }

  private async fillAll(): Promise<void> {
    const { onProgress = noProgress } = this.options;
    // A floor runs on copies of what the store below it was filled with.
    const fillings = this.plan.contest.fields.flatMap(({ dataset, stores }) =>
      [...new Set(stores.map((name) => this.storeBelow(name)))].map((store) => ({ dataset, store })),
    );
    for (const [index, { dataset, store }] of fillings.entries()) {
      onProgress({ stage: 'filling the stores', done: index, total: fillings.length, unit: 'stores' });
      if (!this.references.has(nameOf(dataset))) await this.showReference(dataset);
      await this.fill(store, dataset);
    }
  }

  /** False when no more blocks are to begin. */
  private async take(planned: readonly PlannedTrial[], index: number): Promise<boolean> {
    const trial = planned[index] as PlannedTrial;
    const isNewBlock = trial.block > (planned[index - 1]?.block ?? 0);
    if (isNewBlock && this.allowance.isOver()) return false;
    this.tellTrials(index, planned.length);
    if (this.tally.isFit(trial)) await this.time(trial, planned.length - index);
    return true;
  }

  private tellTrials(done: number, total: number): void {
    this.options.onProgress?.({ stage: 'timing operations', done, total, unit: 'trials' });
  }

  remove(): void {
    this.homes.remove();
  }

  /** In the order of the fields. A floor without a trial of the chosen operations was not asked anything. */
  private conclude(planned: readonly PlannedTrial[], skipped: readonly PlannedTrial[]): BenchOutcome {
    const asked = new Set(planned.map(({ store }) => store));
    const stores = new Set(this.plan.contest.fields.flatMap((field) => field.stores));
    return this.tally.conclude(
      [...stores].filter((store) => asked.has(store)),
      skipped,
    );
  }

  /** What the definition's model holds and answers: what every store is to hold, and the work that it is to do. */
  private async showReference(dataset: Dataset): Promise<void> {
    const store = referenceOf(this.source.definition);
    const home = this.homes.reference(dataset);
    const { messages, death } = await this.runJob({ task: 'reference', store, home }, dataset);
    if (death !== null) throw modelFailure(death);
    const content = messages.find((message) => message.kind === 'content');
    const work = messages.flatMap((message) =>
      message.kind === 'work' ? [[message.operation, message.workDigest] as const] : [],
    );
    this.references.set(nameOf(dataset), {
      contentDigest: content?.contentDigest ?? '',
      work: new Map(work),
    });
  }

  private async fill(store: string, dataset: Dataset): Promise<void> {
    const home = this.homes.filled(store, dataset);
    const { messages, death } = await this.runJob({ task: 'fill', store, home }, dataset);
    const isOther = messages.some(({ kind }) => kind === 'unverified');
    if (death !== null || isOther) {
      this.tally.refuseStore(store, dataset, death);
      return;
    }
    const bytes = this.homes.filledBytes(store, dataset);
    const { size: records, profile } = dataset;
    // A store without files has no size on disk.
    if (bytes > 0 && this.plan.weighed.has(profile))
      this.options.onRow({ row: 'size', store, records, profile, bytes });
  }

  private async time(trial: PlannedTrial, trialsLeft: number): Promise<void> {
    const { store, dataset, operations } = trial;
    const budgetMs = this.operationMs(trial, trialsLeft);
    const startedMs = performance.now();
    const outcome = await this.homes.onCopy(this.storeBelow(store), dataset, (home) =>
      this.runJob({ task: 'measure', store, home, operations, budgetMs }, dataset),
    );
    this.allowance.learn(performance.now() - startedMs, budgetMs * operations.length);
    const { work = new Map() } = this.references.get(nameOf(dataset)) ?? {};
    this.tally.count(trial, judgeTrial(trial, work, outcome));
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

  private async runJob(task: TaskChoice, dataset: Dataset): Promise<TrialOutcome> {
    const { programs = {}, signal = null } = this.options;
    if (performance.now() >= this.endMs) throw new OutOfTime();
    const trialLimitMs = this.options.trialLimitMs ?? LIMIT_MS;
    const job: TrialJob = {
      task: task.task,
      store: task.store,
      home: task.home,
      operations: task.operations ?? this.plan.contest.operations,
      source: this.source.url,
      programs,
      folder: this.homes.folder,
      codeCache: this.homes.codeCache,
      dataset,
      contentDigest: this.references.get(nameOf(dataset))?.contentDigest ?? '',
      sampling: { budgetMs: task.budgetMs ?? 0, samplesMax: SAMPLES_MAX },
    };
    const ownLimitMs = task.task === 'measure' ? trialLimitMs : LIMIT_MS;
    const limitMs = Math.ceil(Math.min(ownLimitMs, this.endMs - performance.now()));
    const { runTrial = runTrialProcess } = this.options;
    const outcome = await runTrial(job, { limitMs, signal });
    if (signal?.aborted === true) {
      throw new StoreError('E_ABORTED', 'The benchmark was interrupted; the rows so far are valid.');
    }
    // What it had measured is left out: its other operations would be missing from the comparison.
    if (outcome.death !== null && performance.now() >= this.endMs) throw new OutOfTime();
    return outcome;
  }
}

interface Reference {
  readonly contentDigest: string;
  /** Digests by operation. */
  readonly work: ReadonlyMap<string, string>;
}

/** The budget is over. Never leaves the run. */
class OutOfTime extends Error {}

interface TaskChoice {
  readonly task: TrialJob['task'];
  readonly store: string;
  readonly home: string;
  readonly operations?: readonly string[];
  readonly budgetMs?: number;
}

/** A signal, a limit, or no process at all: none of it is the model's fault. */
const FROM_OUTSIDE = /^(?:SIG[A-Z]+|took longer than|could not run)/;

export function modelFailure(death: string): StoreError {
  const reason = FROM_OUTSIDE.test(death) ? 'killed' : 'model';
  const text = `The model could not show its work: ${death}. The rows so far are valid.`;
  return new StoreError('E_SUBJECT', text, { data: { reason } });
}
