// Failing calls on stores of a definition: tasks are given to a process under the shim until there are none left or the time is over. A
// process that ends is a finding, and the next one goes on behind it.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { Control } from '../../contract/progress.ts';
import { changesOf } from '../../definition/changes.ts';
import type { FaultsDefinition } from '../../definition/faults.ts';
import { sectionOf } from '../../definition/section.ts';
import type { Source } from '../../definition/source.ts';
import { Random } from '../../statistics/random.ts';
import { memoryFolder } from '../memory-folder.ts';
import { FaultProcess } from './fault-process.ts';
import { add, find, newTally, type Tally } from './findings.ts';
import { type Plan, type PlanBounds, planOf } from './plan.ts';
import { pointNamed, type Task } from './points.ts';

export interface FaultOptions extends Control {
  /** Of the shim. */
  readonly library: string;
  readonly stores: readonly string[];
  readonly seed: number;
  readonly bounds: PlanBounds;
  readonly budgetMs: number;
  /** A share of the tasks in a drawn order, for as long as there is time. Default: all, in theirs. */
  readonly isDrawn?: boolean;
}

export interface StoreFaults {
  readonly store: string;
  readonly tally: Tally;
  /** Tasks there are, and those that there was no time for. */
  readonly tasks: number;
  readonly left: number;
}

/** Rejects with E_ABORTED, and where a store cannot be changed without any failure. Tells of each store when it is done. */
export async function checkFaults<Store>(
  source: Source<Store>,
  options: FaultOptions,
  onStore: (faults: StoreFaults) => void,
): Promise<void> {
  const { stores, seed, bounds, budgetMs, isDrawn = false } = options;
  const { changes } = await changesOf(source.definition);
  const faults = await faultsOf(source);
  const untilMs = Date.now() + budgetMs;
  await withRunner(source, options, async (runner) => {
    for (const [at, store] of stores.entries()) {
      const random = new Random(seed, at);
      const plan = planOf(store, Object.keys(changes), faults, { bounds, random });
      // What a store leaves of its share the next ones have.
      const shareMs = (untilMs - Date.now()) / (stores.length - at);
      onStore(await runner.run(store, isDrawn ? random.shuffled(plan) : plan, Date.now() + shareMs));
    }
  });
}

/** One point by its name, and what was played before it at its spot where it alone shows nothing. */
export async function replayFault<Store>(
  source: Source<Store>,
  options: RunnerOptions,
  name: string,
): Promise<StoreFaults> {
  const { form, nth, ...spot } = pointNamed(name);
  const forms = form === '' ? [] : [form];
  return withRunner(source, options, async (runner) => {
    const played = (from: number): Promise<StoreFaults> =>
      runner.run(spot.store, [{ ...spot, forms, from, to: nth, stride: 1 }], Number.POSITIVE_INFINITY);
    const alone = await played(Math.max(1, nth));
    return Object.keys(alone.tally.found).length > 0 || nth <= 1 ? alone : played(1);
  });
}

const faultsOf = <Store>({ definition }: Source<Store>): Promise<FaultsDefinition<Store>> =>
  sectionOf<FaultsDefinition<Store>>(definition.faults ?? {});

type RunnerOptions = Pick<FaultOptions, 'library' | 'signal' | 'onProgress'>;

async function withRunner<Store, T>(
  source: Source<Store>,
  options: RunnerOptions,
  work: (runner: Runner) => Promise<T>,
): Promise<T> {
  const { allocatesIn } = await faultsOf(source);
  const place = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'storeproof-faults-'));
  const runner = new Runner(
    options,
    (folder) => {
      const { library, signal } = options;
      return new FaultProcess({ url: source.url, folder, library, allocatesIn, signal });
    },
    place,
  );
  try {
    return await work(runner);
  } finally {
    await runner.end();
    rmSync(place, { recursive: true, force: true });
  }
}

/** Processes of one task that may end. */
const ENDS_MAX = 5;

class Runner {
  private readonly control: Control;
  private readonly start: (folder: string) => FaultProcess;
  private readonly place: string;
  private started = 0;
  private living: FaultProcess | undefined;

  constructor(control: Control, start: (folder: string) => FaultProcess, place: string) {
    this.control = control;
    this.start = start;
    this.place = place;
  }

  async run(store: string, plan: Plan, untilMs: number): Promise<StoreFaults> {
    const tally = newTally();
    let done = 0;
    for (const task of plan) {
      this.control.signal?.throwIfAborted();
      if (Date.now() > untilMs) break;
      this.control.onProgress?.({
        stage: `failing calls on ${store}`,
        done,
        total: plan.length,
        unit: 'spots',
      });
      await this.play({ ...task, untilMs }, tally);
      done++;
    }
    return { store, tally, tasks: plan.length, left: plan.length - done };
  }

  async end(): Promise<void> {
    const { living } = this;
    this.living = undefined;
    await living?.end().catch(() => undefined);
  }

  private async play(task: Task, tally: Tally): Promise<void> {
    let { forms, from } = task;
    for (let ends = 0; ends < ENDS_MAX; ends++) {
      const process = this.process();
      try {
        add(tally, await process.play({ ...task, forms, from }));
        return;
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'E_SUBJECT') throw error;
        const last = process.last();
        await this.end();
        if (last === '') throw error;
        const point = pointNamed(last);
        find(tally, 'died', point, error.message);
        // What was tried before it is not counted: it went with the process.
        forms = forms.slice(Math.max(0, forms.indexOf(point.form)));
        from = point.nth + task.stride;
      }
    }
  }

  private process(): FaultProcess {
    if (this.living !== undefined) return this.living;
    const folder = join(this.place, `process-${this.started++}`);
    mkdirSync(folder);
    this.living = this.start(folder);
    return this.living;
  }
}
