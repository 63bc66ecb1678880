// Plays a history on the reference and on every subject at once and compares them after each step. From time to time, and
// after every restart, it compares all that the stores hold. It ends at the first mismatch.

import { breathe } from '../contract/breathe.ts';
import { StoreError } from '../contract/errors.ts';
import type { HistoryRun, Restart } from '../definition/history.ts';
import { ask, type Step } from '../definition/operation.ts';
import type { Outcome } from '../definition/outcome.ts';
import type { Subject } from '../definition/subjects.ts';
import { ContentsSeen, type UnchangedContent } from './contents-seen.ts';
import { HistoryFolder } from './history-folder.ts';
import {
  isTimeout,
  notComparable,
  outcomeDifference,
  outcomeOf,
  outcomeOfError,
  outcomeText,
} from './outcome.ts';
import { type Lineup, referenceText } from './pair.ts';
import { Side } from './side.ts';
import { steppingClock } from './stepping-clock.ts';
import { withoutStacks } from './without-stacks.ts';

export interface SequenceRun<Store> extends Lineup<Store> {
  readonly operations: Iterable<Step>;
  /** All that the stores hold is compared after this many operations. */
  readonly sweepEvery: number;
  readonly signal?: AbortSignal | undefined;
  readonly onOperation?: (done: number) => void;
  /** Where it is played, when that is to stay: the home of the reference is in it. Default: a folder that is removed at the end. */
  readonly place?: { readonly folder: HistoryFolder; readonly home: string };
}

export interface OperationCount {
  answers: number;
  errors: number;
}

export interface Mismatch {
  /** Position of the operation in the sequence, from 0. */
  readonly index: number;
  readonly operation: Step;
  readonly subject: string;
  /** What it differs from. */
  readonly reference: string;
  /** When it showed in what the stores hold, rather than in the operation's own outcome: what was asked then. */
  readonly sweep?: Step;
  /** The program did not answer in time, or was killed from outside: no verdict on what it would have answered. */
  readonly isTimeout: boolean;
  readonly difference: string;
  readonly expected: string;
  readonly actual: string;
  /** Of a program: what was said to it and by it, up to here. */
  readonly lines: readonly string[];
}

export interface SequenceResult {
  readonly done: number;
  readonly sweeps: number;
  /** By operation; of calls inside others, the outer one only. What the reference answered and refused. */
  readonly counts: Readonly<Record<string, OperationCount>>;
  readonly mismatch: Mismatch | null;
  readonly isAborted: boolean;
  /** Of a content that was the same every time it was asked for, although much was written meanwhile. */
  readonly unchanged: UnchangedContent | null;
}

export const isRestart = (step: Step): step is Step & { readonly op: Restart } =>
  step.op === 'reopen' || step.op === 'kill';

/** Throws what opening a subject throws. */
export async function runSequence<Store>(run: SequenceRun<Store>): Promise<SequenceResult> {
  const folder = run.place?.folder ?? HistoryFolder.of([run.reference, ...run.subjects]);
  const sequence = new RunningSequence(run, folder);
  try {
    await sequence.open();
    return await withoutStacks(() => sequence.play());
  } finally {
    await sequence.close();
    if (run.place === undefined) await folder.remove();
  }
}

type Finding = Omit<Mismatch, 'index' | 'operation'>;

/** Work that is done on each store, and what it is called. */
interface Work<Store> {
  readonly call: string;
  readonly on: (store: Store) => unknown;
}

class RunningSequence<Store> {
  private readonly run: SequenceRun<Store>;
  private readonly folder: HistoryFolder;
  private history: HistoryRun<Store> = {};
  private readonly clock = steppingClock();
  private readonly sides: Side<Store>[] = [];
  private readonly counts: Record<string, OperationCount> = {};
  private reference: Side<Store> | undefined;
  private sweeps = 0;
  private readonly contents = new ContentsSeen();

  constructor(run: SequenceRun<Store>, folder: HistoryFolder) {
    this.run = run;
    this.folder = folder;
  }

  async open(): Promise<void> {
    this.history = this.run.rules.histories.begin?.(this.folder.shared) ?? {};
    this.reference = await this.opened(this.run.reference, this.run.place?.home);
    for (const subject of this.run.subjects) this.sides.push(await this.opened(subject));
  }

  private opened(subject: Subject<Store>, home = this.folder.newHome()): Promise<Side<Store>> {
    return Side.open(subject, home, this.clock);
  }

  async close(): Promise<void> {
    for (const side of [this.reference, ...this.sides]) await side?.close().catch(() => undefined);
  }

  async play(): Promise<SequenceResult> {
    let done = 0;
    let last: Step = { op: 'reopen' };
    for (const operation of this.run.operations) {
      await breathe();
      if (this.run.signal?.aborted === true) return this.result(done, null, true);
      last = operation;
      const found =
        (await this.step(operation)) ?? (this.isSweepDue(operation, done) ? await this.sweep() : null);
      if (found !== null) return this.result(done, { ...found, index: done, operation }, false);
      done++;
      this.clock.step();
      this.run.onOperation?.(done);
    }
    const found = await this.sweep();
    return this.result(done, found === null ? null : { ...found, index: done - 1, operation: last }, false);
  }

  private isSweepDue(operation: Step, done: number): boolean {
    return (done + 1) % this.run.sweepEvery === 0 || isRestart(operation);
  }

  private result(done: number, mismatch: Mismatch | null, isAborted: boolean): SequenceResult {
    const { sweeps, counts } = this;
    return { done, sweeps, counts, mismatch, isAborted, unchanged: this.contents.unchanged };
  }

  private async step(given: Step): Promise<Finding | null> {
    if (isRestart(given)) {
      this.countOf(given.op).answers++;
      return this.restart(given.op);
    }
    const step = await this.real(given);
    if (step === null) {
      this.countOf(given.op).answers++;
      return null;
    }
    const work = this.workOf(step);
    const expected = await this.expected(work);
    this.countOf(given.op)[expected.kind === 'answer' ? 'answers' : 'errors']++;
    if (expected.kind === 'answer' && this.run.rules.operations[given.op]?.writes === true) {
      this.contents.written();
    }
    this.history.told?.(given, expected);
    return this.compare(work, expected);
  }

  private async restart(how: Restart): Promise<Finding | null> {
    const restarts = await Promise.allSettled(this.sides.map((side) => side.restart(how)));
    for (const [index, restart] of restarts.entries()) {
      if (restart.status === 'fulfilled') continue;
      const actual = outcomeOfError(restart.reason, this.run.rules.refusal);
      const difference = `it did not restart: ${String(restart.reason)}`;
      return this.finding(this.sides[index], { kind: 'answer', value: null }, actual, difference);
    }
    return null;
  }

  private real(given: Step): Step | null | Promise<Step | null> {
    return this.history.real === undefined ? given : this.history.real(given, this.referenceStore);
  }

  private get referenceStore(): Store {
    return (this.reference as Side<Store>).store;
  }

  private workOf(step: Step): Work<Store> {
    const { op, args = [] } = step;
    const { operations } = this.run.rules;
    const operation = Object.hasOwn(operations, op) ? operations[op] : undefined;
    if (operation === undefined) {
      throw new StoreError(
        'E_USAGE',
        `A history has the step ${op}, which is no operation. It was not played.`,
      );
    }
    if (this.history.real !== undefined) return { call: op, on: (store) => ask(operation, store, step) };
    // One for each store: it may keep what it is given, and change it.
    const copies = [this.reference, ...this.sides].map(() => copyOf(op, args));
    return { call: op, on: (store) => ask(operation, store, { ...step, args: copies.pop() ?? args }) };
  }

  private expected(work: Work<Store>): Promise<Outcome> {
    return this.outcome(work, this.reference as Side<Store>);
  }

  private outcome({ call, on }: Work<Store>, side: Side<Store>): Promise<Outcome> {
    return outcomeOf(() => side.ask(call, on), this.run.rules.refusal);
  }

  private async compare(work: Work<Store>, expected: Outcome): Promise<Finding | null> {
    if (isTimeout(expected)) return this.finding(this.reference, expected, expected, textOf(expected));
    // At the same time: stores in other processes need not wait for each other.
    const actuals = await Promise.all(this.sides.map((side) => this.outcome(work, side)));
    for (const [index, actual] of actuals.entries()) {
      const side = this.sides[index];
      const difference = this.difference(expected, actual, side);
      if (difference !== null) return this.finding(side, expected, actual, difference);
    }
    return null;
  }

  private difference(expected: Outcome, actual: Outcome, side: Side<Store> | undefined): string | null {
    try {
      return outcomeDifference(expected, actual, this.run.rules.histories, side?.known);
    } catch (cause) {
      throw notComparable(`${side?.name}, or of ${referenceText(this.run)},`, cause);
    }
  }

  private finding(
    side: Side<Store> | undefined,
    expected: Outcome,
    actual: Outcome,
    difference: string,
  ): Finding {
    return {
      subject: side?.name ?? '',
      reference: referenceText(this.run),
      isTimeout: isTimeout(actual) || isTimeout(expected),
      difference,
      expected: outcomeText(expected),
      actual: outcomeText(actual),
      lines: side?.lines.all() ?? [],
    };
  }

  private countOf(op: string): OperationCount {
    const count = (Object.hasOwn(this.counts, op) ? this.counts[op] : undefined) ?? { answers: 0, errors: 0 };
    this.counts[op] = count;
    return count;
  }

  /** Compares all that the stores hold, in the parts that their definition names. */
  private async sweep(): Promise<Finding | null> {
    this.sweeps++;
    for (const part of this.history.parts?.() ?? [CONTENT]) {
      await breathe();
      const marks = this.sides.map(({ lines }) => lines.mark());
      const work = part === CONTENT ? this.content : this.workOf((await this.real(part)) ?? part);
      const expected = await this.expected(work);
      const found = await this.compare(work, expected);
      if (found !== null) return { ...found, sweep: part };
      if (part === CONTENT) this.contents.seen(requireContent(expected));
      for (const [index, { lines }] of this.sides.entries()) lines.forget(marks[index] ?? 0);
    }
    return null;
  }

  private readonly content: Work<Store> = {
    call: 'its content',
    on: (store) => this.run.rules.content(store, { folder: this.folder.shared }),
  };
}

const textOf = (outcome: Outcome): string => (outcome.kind === 'error' ? outcome.text : '');

/** Throws E_USAGE: what cannot be copied would be refused by every store alike. */
function copyOf(op: string, args: readonly unknown[]): readonly unknown[] {
  try {
    return structuredClone(args);
  } catch (cause) {
    throw new StoreError(
      'E_USAGE',
      `An argument of ${op} is no JSON value: ${(cause as Error).message.replace(/\.$/, '')}. Let its arbitrary make plain data. Nothing more was played.`,
      { cause },
    );
  }
}

/** As a sweep over all of it is told of. */
const CONTENT: Step = { op: 'content' };

/** Where every store refuses it alike, nothing was compared. */
function requireContent(outcome: Outcome): unknown {
  if (outcome.kind === 'answer') return outcome.value;
  throw new StoreError(
    'E_USAGE',
    `The content of the stores cannot be read: ${outcome.text.replace(/\.$/, '')}. Nothing of it was compared; let \`content\` answer plain data.`,
  );
}
