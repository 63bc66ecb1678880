// Power cuts: sequences of changes to a store are traced, and each disk state that may be left is opened again. The store must hold
// what it held after some change of the sequence, and what it promises: at least all that it had said was done. Checked within the bounds
// of states.ts, on data as the system was given it: what a disk itself loses or damages is not here.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import { changesOf } from '../../definition/changes.ts';
import { contentIn } from '../../definition/content.ts';
import type { Source } from '../../definition/source.ts';
import { type Subject, subjectOf } from '../../definition/subjects.ts';
import { Random } from '../../statistics/random.ts';
import type { TracedCall } from '../system-calls/trace.ts';
import { CrashProcess } from './crash-process.ts';
import type { DiskModel, DiskState } from './disk.ts';
import { type CrashState, crashStates } from './states.ts';

export interface CrashOptions extends Control {
  readonly store: string;
  /** Of the shim. */
  readonly library: string;
  /** Names of changes each. */
  readonly sequences: readonly (readonly string[])[];
  readonly models: readonly DiskModel[];
  readonly subsets: number;
  readonly seed: number;
  /** Planted: the calls that the program is taken not to have made, such as syncs. */
  readonly leavesOut?: (call: TracedCall) => boolean;
}

export interface CrashOutcome {
  readonly sequences: number;
  /** Looked at; and how many different ones were opened. */
  readonly states: number;
  readonly opened: number;
  /** States without what was acknowledged last, of a store that promises no more than to be consistent. */
  readonly forgone: number;
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

/** Rejects with E_ABORTED, and with E_SUBJECT when the store cannot be changed without any crash. */
export async function checkCrashes<Store>(
  source: Source<Store>,
  options: CrashOptions,
): Promise<CrashOutcome> {
  const place = mkdtempSync(join(tmpdir(), 'storeproof-crash-'));
  const run = new CrashCheck(source, options, place);
  try {
    return await run.run();
  } finally {
    await run.end();
    rmSync(place, { recursive: true, force: true });
  }
}

class CrashCheck<Store> {
  private readonly source: Source<Store>;
  private readonly options: CrashOptions;
  private readonly place: string;
  private readonly subject: Subject<Store>;
  private readonly process: CrashProcess;
  private readonly folder: string;
  private readonly wrong: Partial<Record<CrashFault, number>> = {};
  private readonly witnesses = new Map<CrashFault, CrashWitness>();
  private states = 0;
  private opened = 0;
  private forgone = 0;

  constructor(source: Source<Store>, options: CrashOptions, place: string) {
    this.source = source;
    this.options = options;
    this.place = place;
    this.subject = subjectOf(source.definition, options.store);
    this.folder = join(place, 'folder');
    mkdirSync(this.folder);
    this.process = new CrashProcess(place, options.library, options.signal);
  }

  async run(): Promise<CrashOutcome> {
    const { sequences, onProgress, store, signal } = this.options;
    const { promises } = await changesOf(this.source.definition);
    const isKept = promises[store] !== 'consistent';
    for (const [done, sequence] of sequences.entries()) {
      signal?.throwIfAborted();
      onProgress?.({ stage: `power cuts on ${store}`, done, total: sequences.length, unit: 'sequences' });
      await this.cut(sequence, isKept, done);
    }
    const { states, opened, forgone, wrong } = this;
    return {
      sequences: sequences.length,
      states,
      opened,
      forgone,
      wrong,
      witnesses: [...this.witnesses.values()],
    };
  }

  async end(): Promise<void> {
    await this.process.end();
  }

  private async cut(sequence: readonly string[], isKept: boolean, number: number): Promise<void> {
    const { folder, process } = this;
    const { store, models, subsets, seed, leavesOut } = this.options;
    const home = join(process.watched, `home-${number}`);
    mkdirSync(home);
    const said = join(process.watched, `said-${number}`);
    const request = { url: this.source.url, store, home, folder, said };
    await process.traced({ ...request, changes: null });
    const before = stateOf(home);
    const { contents, calls } = await process.traced({ ...request, changes: sequence });
    const found = new Map<string, number | string>();
    for (const model of models) {
      const random = new Random(seed, number);
      const made = leavesOut === undefined ? calls : calls.filter((call) => !leavesOut(call));
      const traced = { root: home, before, calls: made, acknowledgements: said };
      for (const crash of crashStates(traced, { model, subsets, random })) {
        this.states++;
        const digest = digestOf(crash.state);
        const seen = found.get(digest) ?? (await this.reopened(crash.state, home, contents));
        found.set(digest, seen);
        this.judge(seen, { crash, model, sequence, isKept });
      }
    }
    rmSync(home, { recursive: true });
  }

  private judge(
    seen: number | string,
    {
      crash,
      model,
      sequence,
      isKept,
    }: { crash: CrashState; model: DiskModel; sequence: readonly string[]; isKept: boolean },
  ): void {
    const { acknowledged, lost } = crash;
    if (!isKept && typeof seen === 'number' && seen < acknowledged) this.forgone++;
    const [fault, detail] = faultOf(seen, acknowledged, isKept);
    if (fault === null) return;
    this.wrong[fault] = (this.wrong[fault] ?? 0) + 1;
    const known = this.witnesses.get(fault);
    const isSmaller =
      known === undefined ||
      sequence.length < known.sequence.length ||
      (sequence.length === known.sequence.length && lost.length < known.lost.length);
    if (isSmaller) this.witnesses.set(fault, { fault, model, sequence, acknowledged, lost, detail });
  }

  /** After how many changes the store held what it holds now; a text says why it is none. */
  private async reopened(
    state: DiskState,
    home: string,
    contents: readonly string[],
  ): Promise<number | string> {
    const copy = join(this.place, `state-${this.opened++}`);
    put(state, home, copy);
    try {
      const store = await this.subject.open(copy);
      try {
        const content = JSON.stringify(
          await contentIn(this.source.definition, store, { folder: this.folder }),
        );
        const after = contents.lastIndexOf(content);
        return after === -1 ? 'mixed' : after;
      } finally {
        await this.subject.close(store);
      }
    } catch (error) {
      return `unreadable: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }
}

function faultOf(seen: number | string, acknowledged: number, isKept: boolean): [CrashFault | null, string] {
  if (seen === 'mixed') return ['mixed', 'It holds what it held after no change.'];
  if (typeof seen === 'string') return ['unreadable', seen];
  if (isKept && seen < acknowledged)
    return ['lost', `It holds what it held after ${seen} of ${acknowledged} acknowledged changes.`];
  return [null, ''];
}

function stateOf(home: string): DiskState {
  const entries = readdirSync(home, { recursive: true, withFileTypes: true });
  const pathOf = ({ parentPath, name }: (typeof entries)[number]): string => join(parentPath, name);
  return {
    directories: entries.filter((entry) => entry.isDirectory()).map(pathOf),
    files: new Map(
      entries.filter((entry) => entry.isFile()).map((entry) => [pathOf(entry), readFileSync(pathOf(entry))]),
    ),
  };
}

function put({ directories, files }: DiskState, home: string, copy: string): void {
  mkdirSync(copy);
  for (const path of directories) mkdirSync(copy + path.slice(home.length), { recursive: true });
  for (const [path, bytes] of files) {
    const target = copy + path.slice(home.length);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}

function digestOf({ directories, files }: DiskState): string {
  const hash = createHash('sha256');
  for (const path of directories.toSorted()) hash.update(`${path}\0`);
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
