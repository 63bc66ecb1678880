// One history as one arbitrary: thousands of operations, made while they are played, each time the same. What fast-check
// shrinks is a list of operations (smaller-histories.ts says in which order).

import fc from 'fast-check';
import { breathe } from '../../contract/breathe.ts';
import { ARGUMENTS } from '../../sessions/arbitraries/arguments.ts';
import { type OperationChoices, operationOf } from '../../sessions/arbitraries/operation.ts';
import type { Operation } from '../operation.ts';
import { type Stage, smallerHistories } from './smaller-histories.ts';

export interface HistoryOptions extends OperationChoices {
  /** Exactly so many. A longer history of the same seed begins with these. */
  readonly operations: number;
}

/** Generated, or the operations of one that is being made smaller. */
export type History = GeneratedHistory | readonly Operation[];

export class GeneratedHistory implements Iterable<Operation> {
  private readonly random: fc.Random;
  private readonly operation: fc.Arbitrary<Operation>;
  private readonly length: number;
  private taken: number;
  private kept: readonly Operation[] | undefined;

  constructor(random: fc.Random, operation: fc.Arbitrary<Operation>, length: number) {
    this.random = random.clone();
    this.operation = operation;
    this.length = length;
    this.taken = length;
  }

  *[Symbol.iterator](): Generator<Operation> {
    this.taken = 0;
    this.kept = undefined;
    for (const operation of this.first(this.length)) {
      this.taken++;
      yield operation;
    }
  }

  /** Those that were taken when it was last played; all of one that never was. */
  played(): readonly Operation[] {
    this.kept ??= [...this.first(this.taken)];
    return this.kept;
  }

  /** The same, with room for the rest of the process: many take seconds. Throws the reason of a signal that is aborted. */
  async playedInTurns(signal?: AbortSignal): Promise<readonly Operation[]> {
    const played: Operation[] = [];
    for (const operation of this.kept ?? this.first(this.taken)) {
      await breathe();
      signal?.throwIfAborted();
      played.push(operation);
    }
    this.kept = played;
    return played;
  }

  private *first(count: number): Generator<Operation> {
    let left = count;
    if (left === 0) return;
    for (const operation of generate(this.random.clone(), this.operation)) {
      yield operation;
      if (--left === 0) return;
    }
  }
}

const BURST_MAX = 20;

/** Without end. A message is followed, once in twelve times, by more of them to the same session. */
function* generate(random: fc.Random, operation: fc.Arbitrary<Operation>): Generator<Operation> {
  for (;;) {
    const next = operation.generate(random, undefined).value;
    yield next;
    if (next.op !== 'addChatMessage' || random.nextInt(1, 12) > 1) continue;
    const [workspacePath, id] = next.args;
    for (let left = random.nextInt(0, BURST_MAX - 1); left > 0; left--) {
      const message = ARGUMENTS.message.generate(random, undefined).value;
      yield { op: 'addChatMessage', args: [workspacePath, id, message] };
    }
  }
}

export class HistoryArbitrary extends fc.Arbitrary<History> {
  private readonly operation: fc.Arbitrary<Operation>;
  private readonly length: number;

  constructor(options: HistoryOptions) {
    super();
    this.operation = operationOf(options);
    this.length = options.operations;
  }

  /** No bias: the weights are chosen. */
  generate(random: fc.Random): fc.Value<History> {
    return new fc.Value<History>(new GeneratedHistory(random, this.operation, this.length), undefined);
  }

  canShrinkWithoutContext(value: unknown): value is History {
    return Array.isArray(value) || value instanceof GeneratedHistory;
  }

  shrink(history: History, stage?: Stage): fc.Stream<fc.Value<History>> {
    const operations = history instanceof GeneratedHistory ? history.played() : history;
    return fc
      .stream(smallerHistories(operations, stage))
      .map(([smaller, next]) => new fc.Value<History>(smaller, next));
  }
}
