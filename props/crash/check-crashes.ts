// Power cuts: sequences of changes to a store are traced, and each disk state that may be left is opened again. The store must hold
// what it held after some change of the sequence, and what it promises: at least all that it had said was done. Checked within the bounds
// of states.ts, on data as the system was given it: what a disk itself loses or damages is not here.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { breathe } from '../../contract/breathe.ts';
import type { Control } from '../../contract/progress.ts';
import { changesOf } from '../../definition/changes.ts';
import type { Source } from '../../definition/source.ts';
import { withMemoryFolder } from '../memory-folder.ts';
import { CrashProcess, type CrashRequest } from './crash-process.ts';
import type { DiskModel, DiskState } from './disk.ts';
import { putState, stateIn } from './disk-state.ts';
import { type Left, LeftStores } from './left-stores.ts';
import { type CrashState, crashStates } from './states.ts';
import { callsWithout } from './without-calls.ts';

export interface CrashOptions extends Control {
  readonly store: string;
  /** The name of one of the unsafe stores of the definition, which `store` is then. */
  readonly unsafe?: string | undefined;
  /** Of the shim. */
  readonly library: string;
  /** Names of changes each. Of one whose beginning is one of them too, only what comes after that is looked at. */
  readonly sequences: readonly (readonly string[])[];
  readonly models: readonly DiskModel[];
  readonly subsets: number;
  readonly seed: number;
  /** No sequence but the first is begun later, by performance.now(). Default: all are. */
  readonly endMs?: number;
  /** Ends when something is wrong. Default: plays all. */
  readonly isForFirst?: boolean;
}

export interface CrashOutcome {
  /** That were played. */
  readonly sequences: number;
  /** Looked at; and how many different ones were opened. */
  readonly states: number;
  readonly opened: number;
  /** States without what was acknowledged last, of a store that promises no more than to be consistent; and how many changes at most. */
  readonly forgone: number;
  readonly forgoneMost: number;
  /** How many states were wrong, by what was wrong with them. */
  readonly wrong: Readonly<Partial<Record<CrashFault, number>>>;
  /** Of each kind, one with the fewest changes, and of these with the fewest calls lost. */
  readonly witnesses: readonly CrashWitness[];
}

/** `unreadable`: it does not open or answer. `mixed`: it holds what it never held. `lost`: what it said was done is gone. */
export type CrashFault = 'unreadable' | 'mixed' | 'lost';

export interface CrashWitness {
  readonly fault: CrashFault;
  readonly model: DiskModel;
  readonly sequence: readonly string[];
  /** Changes that were acknowledged before the power went. */
  readonly acknowledged: number;
  /** Calls that did not reach the disk, or only in part. */
  readonly lost: readonly string[];
  readonly detail: string;
}

/** Every sequence of one to `length` changes. */
export function sequencesOf(changes: readonly string[], length: number): string[][] {
  if (length === 0) return [];
  const shorter = sequencesOf(changes, length - 1);
  const longest = length === 1 ? [[]] : shorter.filter((sequence) => sequence.length === length - 1);
  return [...shorter, ...longest.flatMap((sequence) => changes.map((change) => [...sequence, change]))];
}

/** So many wrong states have a short witness among them. */
const WRONG_ENOUGH = 3;

/** Rejects with E_ABORTED, and with E_SUBJECT when the store cannot be changed without any crash. */
export const checkCrashes = <Store>(source: Source<Store>, options: CrashOptions): Promise<CrashOutcome> =>
  withMemoryFolder('crash', async (place) => {
    const process = new CrashProcess(place, options.library, options.signal);
    try {
      return await new CrashCheck(source, options, { process, place }).run();
    } finally {
      await process.end();
    }
  });

class CrashCheck<Store> {
  private readonly source: Source<Store>;
  private readonly options: CrashOptions;
  private readonly process: CrashProcess;
  private readonly left: LeftStores<Store>;
  private readonly home: string;
  private readonly folder: string;
  private readonly wrong: Partial<Record<CrashFault, number>> = {};
  private readonly witnesses = new Map<CrashFault, CrashWitness>();
  private states = 0;
  private forgone = 0;
  private forgoneMost = 0;

  constructor(
    source: Source<Store>,
    options: CrashOptions,
    { process, place }: { readonly process: CrashProcess; readonly place: string },
  ) {
    this.source = source;
    this.options = options;
    this.process = process;
    this.folder = join(place, 'folder');
    this.home = join(process.watched, 'home');
    for (const made of [this.folder, this.home]) mkdirSync(made);
    this.left = new LeftStores(source.definition, {
      store: options.store,
      home: this.home,
      folder: this.folder,
      place,
    });
  }

  async run(): Promise<CrashOutcome> {
    const { sequences, onProgress, store, unsafe, signal, endMs = Number.POSITIVE_INFINITY } = this.options;
    const { promises } = await changesOf(this.source.definition);
    const isKept = unsafe !== undefined || promises[store] !== 'consistent';
    const before = await this.begun();
    const names = new Set(sequences.map((sequence) => sequence.join()));
    let played = 0;
    for (const sequence of sequences) {
      if ((played > 0 && performance.now() > endMs) || this.isEnough) break;
      signal?.throwIfAborted();
      const stage = `power cuts on ${unsafe ?? store}`;
      onProgress?.({ stage, done: played, total: sequences.length, unit: 'sequences' });
      const since = names.has(sequence.slice(0, -1).join()) ? sequence.length - 1 : 0;
      await this.cut(sequence, { before, since, isKept });
      played++;
    }
    const { states, forgone, forgoneMost, wrong } = this;
    return {
      ...{ sequences: played, states, opened: this.left.opened, forgone, forgoneMost, wrong },
      witnesses: [...this.witnesses.values()],
    };
  }

  private request(): Omit<CrashRequest, 'changes' | 'unsafe'> {
    const { url } = this.source;
    const said = join(this.process.watched, 'said');
    return { url, store: this.options.store, home: this.home, folder: this.folder, said, looks: true };
  }

  /** The same beginning for every sequence. */
  private async begun(): Promise<DiskState> {
    const most = Math.max(...this.options.sequences.map(({ length }) => length));
    await this.process.traced({ ...this.request(), unsafe: null, changes: most });
    return stateIn(this.home);
  }

  private async cut(
    sequence: readonly string[],
    { before, since, isKept }: { before: DiskState; since: number; isKept: boolean },
  ): Promise<void> {
    const { models, subsets, seed, unsafe = null, signal } = this.options;
    const { said, ...request } = this.request();
    rmSync(this.home, { recursive: true });
    rmSync(said, { force: true });
    putState(before, this.home, this.home);
    const { contents, calls } = await this.process.traced({ ...request, said, unsafe, changes: sequence });
    const { unsafe: planted = {} } = await changesOf(this.source.definition);
    const made = callsWithout(calls, planted[unsafe ?? '']?.without);
    this.left.expect(contents);
    for (const model of models) {
      const traced = { root: this.home, before, calls: made, acknowledgements: said };
      for (const crash of crashStates(traced, { model, subsets, seed, since })) {
        this.states++;
        const left = await this.left.after(crash.state());
        this.judge(left, { crash, model, sequence, isKept });
        await breathe();
        signal?.throwIfAborted();
        if (this.isEnough) return;
      }
    }
  }

  private get isEnough(): boolean {
    const { lost = 0, mixed = 0, unreadable = 0 } = this.wrong;
    return this.options.isForFirst === true && lost + mixed + unreadable >= WRONG_ENOUGH;
  }

  private judge(
    left: Left,
    {
      crash,
      model,
      sequence,
      isKept,
    }: { crash: CrashState; model: DiskModel; sequence: readonly string[]; isKept: boolean },
  ): void {
    const { acknowledged } = crash;
    if (!isKept && typeof left === 'number' && left < acknowledged) {
      this.forgone++;
      this.forgoneMost = Math.max(this.forgoneMost, acknowledged - left);
    }
    const [fault, detail] = faultOf(left, acknowledged, isKept);
    if (fault === null) return;
    this.wrong[fault] = (this.wrong[fault] ?? 0) + 1;
    const lost = crash.lost();
    const known = this.witnesses.get(fault);
    const isSmaller =
      known === undefined ||
      sequence.length < known.sequence.length ||
      (sequence.length === known.sequence.length && lost.length < known.lost.length);
    if (isSmaller) this.witnesses.set(fault, { fault, model, sequence, acknowledged, lost, detail });
  }
}

function faultOf(left: Left, acknowledged: number, isKept: boolean): [CrashFault | null, string] {
  if (left === 'mixed') return ['mixed', 'It holds what it held after no change.'];
  if (typeof left === 'string') return ['unreadable', left];
  if (isKept && left < acknowledged)
    return ['lost', `It holds what it held after ${left} of ${acknowledged} acknowledged changes.`];
  return [null, ''];
}
