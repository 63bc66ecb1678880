// Plays a sequence on the model and on every subject at once and compares them after each step. From time to time, and
// after every restart, it compares all that the stores hold. It ends at the first mismatch.

import { breathe } from '../contract/breathe.ts';
import { sessionDigest } from '../contract/canonical.ts';
import { writeJson } from '../contract/json-text.ts';
import { namesNoWorkspace } from '../contract/operations.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { UpdateOptions } from '../contract/session-revision.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { ModelStore } from '../sessions/model.ts';
import type { Subject } from '../subjects/index.ts';
import {
  type Call,
  CURRENT_REVISION,
  isRestart,
  isStoreOperation,
  LAST_CURSOR,
  type Operation,
  type Restart,
  type TransactionCalls,
} from './operation.ts';
import { type Outcome, outcomeDifference, outcomeOfError, outcomeText } from './outcome.ts';
import { cursorOf, perform } from './perform.ts';
import { Side } from './side.ts';
import { steppingClock } from './stepping-clock.ts';
import { withoutStacks } from './without-stacks.ts';
import { World } from './world.ts';

export interface SequenceRun {
  readonly subjects: readonly Subject[];
  readonly operations: Iterable<Operation>;
  /** All that the stores hold is compared after this many operations. */
  readonly sweepEvery: number;
  readonly signal?: AbortSignal | undefined;
  readonly onOperation?: (done: number) => void;
}

export interface OperationCount {
  answers: number;
  errors: number;
}

export interface Mismatch {
  /** Position of the operation in the sequence, from 0. */
  readonly index: number;
  readonly operation: Operation;
  readonly subject: string;
  /** Whether it showed when all contents were compared, rather than in the operation's own outcome. */
  readonly isInSweep: boolean;
  /** Whose contents they were then. */
  readonly sweptPath?: string;
  /** The program did not answer in time, or was killed from outside: no verdict on what it would have answered. */
  readonly isTimeout: boolean;
  readonly difference: string;
  readonly expected: string;
  readonly actual: string;
}

export interface SequenceResult {
  readonly done: number;
  readonly sweeps: number;
  /** By operation; of calls inside transactions, the transaction only. What the model answered and refused. */
  readonly counts: Readonly<Record<string, OperationCount>>;
  readonly mismatch: Mismatch | null;
  readonly isAborted: boolean;
}

/** Throws what opening a subject throws. */
export async function runSequence(run: SequenceRun): Promise<SequenceResult> {
  const world = World.of(run.subjects);
  const sequence = new RunningSequence(run, world);
  try {
    await sequence.open();
    return await withoutStacks(() => sequence.play());
  } finally {
    await sequence.close();
    await world.remove();
  }
}

class RunningSequence {
  private readonly run: SequenceRun;
  private readonly world: World;
  private readonly clock = steppingClock();
  private readonly model = new ModelStore({ clock: this.clock });
  private readonly sides: Side[] = [];
  private readonly counts: Record<string, OperationCount> = {};
  private readonly cursors = new Map<string, string>();
  private readonly paths = new Set<string>();
  private sweeps = 0;

  constructor(run: SequenceRun, world: World) {
    this.run = run;
    this.world = world;
  }

  async open(): Promise<void> {
    for (const subject of this.run.subjects) {
      this.sides.push(await Side.open(subject, this.world.newHome(), this.clock));
    }
  }

  async close(): Promise<void> {
    for (const side of this.sides) await side.close().catch(() => undefined);
  }

  async play(): Promise<SequenceResult> {
    let done = 0;
    let last: Operation = { op: 'reopen' };
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

  private isSweepDue(operation: Operation, done: number): boolean {
    return (done + 1) % this.run.sweepEvery === 0 || isRestart(operation);
  }

  private result(done: number, mismatch: Mismatch | null, isAborted: boolean): SequenceResult {
    return { done, sweeps: this.sweeps, counts: this.counts, mismatch, isAborted };
  }

  private async step(operation: Operation): Promise<Finding | null> {
    if (isStoreOperation(operation)) return this.compare(operation);
    this.countOf(operation.op).answers++;
    if (isRestart(operation)) return this.restart(operation.op);
    this.world.change(operation);
    return null;
  }

  private async restart(how: Restart['op']): Promise<Finding | null> {
    const restarts = await Promise.allSettled(this.sides.map((side) => side.restart(how)));
    for (const [index, restart] of restarts.entries()) {
      if (restart.status === 'fulfilled') continue;
      const name = this.sides[index]?.name ?? '';
      const difference = `it did not restart: ${String(restart.reason)}`;
      return findingOf(name, { kind: 'answer', value: null }, outcomeOfError(restart.reason), difference);
    }
    return null;
  }

  private async compare(given: Call | TransactionCalls): Promise<Finding | null> {
    const operation = await this.inWorld(given);
    const expected = await perform(this.model, operation);
    this.countOf(operation.op)[expected.kind === 'answer' ? 'answers' : 'errors']++;
    this.keepCursor(given, expected);
    return this.compareSides(operation, expected);
  }

  private async compareSides(operation: Call | TransactionCalls, expected: Outcome): Promise<Finding | null> {
    // At the same time: stores in other processes need not wait for each other.
    const actuals = await Promise.all(this.sides.map(({ store }) => perform(store, operation)));
    for (const [index, actual] of actuals.entries()) {
      const difference = outcomeDifference(expected, actual, this.sides[index]?.known);
      if (difference !== null) {
        return findingOf(this.sides[index]?.name ?? '', expected, actual, difference);
      }
    }
    return null;
  }

  private countOf(op: string): OperationCount {
    const count = this.counts[op] ?? { answers: 0, errors: 0 };
    this.counts[op] = count;
    return count;
  }

  /** The operation with real paths and, where it asks for one, a real cursor or revision. */
  private async inWorld(operation: Call | TransactionCalls): Promise<Call | TransactionCalls> {
    if (operation.op === 'transaction') {
      const calls: Call[] = [];
      for (const call of operation.calls) calls.push((await this.inWorld(call)) as Call);
      return { ...operation, args: [this.realPath(operation.args[0])], calls };
    }
    const { args } = operation;
    const real = namesNoWorkspace(operation.op) ? args : args.with(0, this.realPath(args[0]));
    if (operation.op === 'updateSessionIf')
      return { ...operation, args: real.with(-1, await this.withRevision(real)) };
    return operation.pages === undefined
      ? { ...operation, args: real }
      : { ...operation, args: real.with(-1, this.withCursor(operation, real.at(-1))) };
  }

  private realPath(path: unknown): unknown {
    const resolved = this.world.resolved(path);
    if (typeof resolved === 'string') this.paths.add(resolved);
    return resolved;
  }

  /** Of a session that is not there, none: the operation is refused for that. */
  private async withRevision([path, session, options]: readonly unknown[]): Promise<unknown> {
    if ((options as UpdateOptions).expectedRevision !== CURRENT_REVISION) return options;
    // What a caller passes may be no session at all.
    const id = (session as Partial<WorktreeSession> | null)?.id;
    const current = await this.model.getSession(path as string, id as string).catch(() => undefined);
    return { expectedRevision: current === undefined ? undefined : sessionDigest(current) };
  }

  private withCursor(call: Call, query: unknown): unknown {
    if ((query as { cursor?: unknown } | null)?.cursor !== LAST_CURSOR) return query;
    return { ...(query as object), cursor: this.cursors.get(queryKey(call)) ?? null };
  }

  private keepCursor(given: Call | TransactionCalls, outcome: Outcome): void {
    if (given.op === 'transaction' || given.pages === undefined) return;
    const cursor = cursorOf(outcome);
    if (cursor !== null) this.cursors.set(queryKey(given), cursor);
  }

  /** Compares everything that is reachable now through the paths used so far. */
  private async sweep(): Promise<Finding | null> {
    this.sweeps++;
    const seen = new Set<string>();
    for (const path of this.paths) {
      await breathe();
      const hash = path.isWellFormed() ? workspaceHash(path) : '';
      if (hash === '' || seen.has(hash)) continue;
      seen.add(hash);
      const operation: Call = { op: 'getAllSessions', args: [path] };
      const found = await this.compareSides(operation, await perform(this.model, operation));
      if (found !== null) return { ...found, isInSweep: true, sweptPath: this.world.named(path) };
    }
    return null;
  }
}

type Finding = Omit<Mismatch, 'index' | 'operation'>;

const findingOf = (subject: string, expected: Outcome, actual: Outcome, difference: string): Finding => ({
  subject,
  isInSweep: false,
  isTimeout: actual.kind === 'error' && ['timeout', 'killed'].includes(actual.reason),
  difference,
  expected: outcomeText(expected),
  actual: outcomeText(actual),
});

/** A cursor may be offered to a query on another list: only its filter and order tie it. */
function queryKey({ op, args }: Call): string {
  const { cursor: _cursor, limit: _limit, ...order } = (args.at(-1) ?? {}) as Record<string, unknown>;
  return `${op} ${writeJson(order)}`;
}
