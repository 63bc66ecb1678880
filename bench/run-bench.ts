// The benchmark: every store is filled and verified, then timed in trials. Each trial is a process of its own on a
// fresh copy of the store's files; rows come as each trial ends, so a run that is cut short keeps what it has.
// Not here: statistics over the samples and verdicts on claims (reports).

import { StoreError } from '../contract/errors.ts';
import { noProgress, type ProgressListener } from '../contract/progress.ts';
import type { BodyRow } from '../contract/result.ts';
import { type DatasetSpec, datasetDigest, nameOf } from './datasets/dataset.ts';
import { type Field, type FieldChoice, fieldsOf } from './fields.ts';
import { storeBelow } from './floors/names.ts';
import { Homes } from './homes.ts';
import { judgeTrial } from './judge.ts';
import { type PlannedTrial, planTrials } from './plan.ts';
import { type BenchOutcome, Tally } from './tally.ts';
import { TimeAllowance } from './time-allowance.ts';
import type { TrialJob } from './trial/trial-job.ts';
import { runTrialProcess, type TrialOutcome } from './trial/trial-process.ts';
import { OPERATIONS, type Operation } from './workloads/registry.ts';

export interface BenchOptions {
  /** Who is compared on what. Default: json and sqlite on the small profile at 100 and 1,000 sessions, 3 trials. */
  readonly fields?: readonly Field[];
  /** Default: all. */
  readonly operations?: readonly Operation[];
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

const DEFAULT_CHOICE: FieldChoice = {
  stores: ['json', 'sqlite'],
  profiles: ['small'],
  sizes: [100, 1_000],
  trials: 3,
};
/** Wall clock of one process, unless asked for otherwise. */
const LIMIT_MS = 300_000;
/** Samples of one operation in one trial, at most. */
const SAMPLES_MAX = 400;

/** Rejects with E_ABORTED; with E_SUBJECT when the model's process is killed, with E_INTERNAL when the model itself fails. Nothing stays behind on disk. */
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
  private readonly fields: readonly Field[];
  private readonly operations: readonly Operation[];
  private readonly homes = new Homes();
  private readonly allowance: TimeAllowance;
  /** By dataset, as the next one. */
  private readonly contentDigests = new Map<string, string>();
  private readonly references = new Map<string, ReadonlyMap<string, string>>();
  private readonly tally: Tally;
  private granted = { comparison: -1, budgetMs: 0 };

  constructor(options: BenchOptions) {
    this.options = options;
    this.fields = options.fields ?? fieldsOf(DEFAULT_CHOICE);
    this.operations = options.operations ?? OPERATIONS;
    this.allowance = new TimeAllowance(options.budgetMs ?? 60_000, () => performance.now());
    this.tally = new Tally(options.onRow);
  }

  async run(): Promise<BenchOutcome> {
    const { seed, onProgress = noProgress } = this.options;
    const { fields, operations } = this;
    // A floor runs on copies of what the store below it was filled with.
    const fillings = fields.flatMap(({ dataset, stores }) =>
      [...new Set(stores.map(storeBelow))].map((store) => ({ dataset, store })),
    );
    for (const [index, { dataset, store }] of fillings.entries()) {
      onProgress({ stage: 'filling the stores', done: index, total: fillings.length, unit: 'stores' });
      if (!this.references.has(nameOf(dataset))) await this.showReference(dataset);
      await this.fill(store, dataset);
    }
    const planned = planTrials({ fields, operations, seed });
    const progress = (done: number) =>
      onProgress({ stage: 'timing operations', done, total: planned.length, unit: 'trials' });
    for (const [index, trial] of planned.entries()) {
      const isNewBlock = trial.block > (planned[index - 1]?.block ?? 0);
      if (isNewBlock && this.allowance.isOver()) return this.conclude(planned, planned.slice(index));
      progress(index);
      if (this.tally.isFit(storeBelow(trial.store), trial.dataset))
        await this.time(trial, planned.length - index);
    }
    progress(planned.length);
    return this.conclude(planned, []);
  }

  remove(): void {
    this.homes.remove();
  }

  /** In the order of the fields. A floor without a trial of the chosen operations was not asked anything. */
  private conclude(planned: readonly PlannedTrial[], skipped: readonly PlannedTrial[]): BenchOutcome {
    const asked = new Set(planned.map(({ store }) => store));
    const stores = new Set(this.fields.flatMap((field) => field.stores));
    return this.tally.conclude(
      [...stores].filter((store) => asked.has(store)),
      skipped,
    );
  }

  /** What the operations answer on the contract's model: the work that every store is to do. */
  private async showReference(dataset: DatasetSpec): Promise<void> {
    this.contentDigests.set(nameOf(dataset), datasetDigest(dataset));
    const { messages, death } = await this.runJob({ task: 'reference', store: 'model' }, dataset);
    if (death !== null) throw modelFailure(death);
    const work = messages.flatMap((message) =>
      message.kind === 'work' ? [[message.operation, message.workDigest] as const] : [],
    );
    this.references.set(nameOf(dataset), new Map(work));
  }

  private async fill(store: string, dataset: DatasetSpec): Promise<void> {
    const home = this.homes.filled(store, dataset);
    const { messages, death } = await this.runJob({ task: 'fill', store, home }, dataset);
    const isOther = messages.some(({ kind }) => kind === 'unverified');
    if (death !== null || isOther) {
      this.tally.refuseStore(store, dataset, death);
      return;
    }
    const bytes = this.homes.filledBytes(store, dataset);
    const { sessions, profile } = dataset;
    // A store without files has no size on disk.
    if (bytes > 0) this.options.onRow({ row: 'size', store, sessions, profile, bytes });
  }

  private async time(trial: PlannedTrial, trialsLeft: number): Promise<void> {
    const { store, dataset, operations } = trial;
    const budgetMs = this.operationMs(trial, trialsLeft);
    const startedMs = performance.now();
    const outcome = await this.homes.onCopy(storeBelow(store), dataset, (home) =>
      this.runJob({ task: 'measure', store, home, operations, budgetMs }, dataset),
    );
    this.allowance.learn(performance.now() - startedMs, budgetMs * operations.length);
    const reference = this.references.get(nameOf(dataset)) ?? new Map();
    this.tally.count(store, judgeTrial(trial, reference, outcome));
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

  private async runJob(task: TaskChoice, dataset: DatasetSpec): Promise<TrialOutcome> {
    const { subjectsModule = null, signal = null } = this.options;
    const trialLimitMs = this.options.trialLimitMs ?? LIMIT_MS;
    const job: TrialJob = {
      task: task.task,
      store: task.store,
      home: task.home ?? this.homes.filled(task.store, dataset),
      operations: task.operations ?? this.operations,
      subjectsModule,
      workspacePath: this.homes.workspacePath,
      codeCache: this.homes.codeCache,
      dataset,
      contentDigest: this.contentDigests.get(nameOf(dataset)) ?? '',
      sampling: { budgetMs: task.budgetMs ?? 0, samplesMax: SAMPLES_MAX },
    };
    const limitMs = task.task === 'measure' ? trialLimitMs : LIMIT_MS;
    const outcome = await runTrialProcess(job, { limitMs, signal });
    if (signal?.aborted === true) {
      throw new StoreError('E_ABORTED', 'The benchmark was interrupted; the rows so far are valid.');
    }
    return outcome;
  }
}

interface TaskChoice {
  readonly task: TrialJob['task'];
  readonly store: string;
  readonly home?: string;
  readonly operations?: readonly Operation[];
  readonly budgetMs?: number;
}

/** A signal, a limit, or no process at all: none of it is the model's fault. */
const FROM_OUTSIDE = /^(?:SIG[A-Z]+|took longer than|could not run)/;

export function modelFailure(death: string): StoreError {
  const text = `The model could not show its work: ${death}`;
  return FROM_OUTSIDE.test(death)
    ? new StoreError('E_SUBJECT', `${text}. The rows so far are valid.`, { data: { reason: 'killed' } })
    : new StoreError('E_INTERNAL', text);
}
