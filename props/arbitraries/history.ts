// One history as one arbitrary: thousands of steps, made while they are played, each time the same. What fast-check
// shrinks is a list of steps (smaller-histories.ts says in which order).

import fc from 'fast-check';
import { breathe } from '../../contract/breathe.ts';
import type { Step } from '../../definition/operation.ts';
import { type ShrinkStage, smallerHistories } from './smaller-histories.ts';
import type { Steps } from './steps.ts';

/** Generated, or the steps of one that is being made smaller. */
export type History = GeneratedHistory | readonly Step[];

export class GeneratedHistory implements Iterable<Step> {
  private readonly random: fc.Random;
  private readonly steps: Steps;
  private readonly length: number;
  private taken: number;
  private kept: readonly Step[] | undefined;

  constructor(random: fc.Random, steps: Steps, length: number) {
    this.random = random.clone();
    this.steps = steps;
    this.length = length;
    this.taken = length;
  }

  *[Symbol.iterator](): Generator<Step> {
    this.taken = 0;
    this.kept = undefined;
    for (const step of this.first(this.length)) {
      this.taken++;
      yield step;
    }
  }

  /** Those that were taken when it was last played; all of one that never was. */
  played(): readonly Step[] {
    this.kept ??= [...this.first(this.taken)];
    return this.kept;
  }

  /** The same, with room for the rest of the process: many take seconds. Throws the reason of a signal that is aborted. */
  async playedInTurns(signal?: AbortSignal): Promise<readonly Step[]> {
    const played: Step[] = [];
    for (const step of this.kept ?? this.first(this.taken)) {
      await breathe();
      signal?.throwIfAborted();
      played.push(step);
    }
    this.kept = played;
    return played;
  }

  private *first(count: number): Generator<Step> {
    let left = count;
    const random = this.random.clone();
    while (left > 0) {
      const next = this.steps.next(random);
      for (const step of isList(next) ? next : [next]) {
        if (left-- === 0) return;
        yield step;
      }
    }
  }
}

const isList = (next: Step | readonly Step[]): next is readonly Step[] => Array.isArray(next);

export class HistoryArbitrary extends fc.Arbitrary<History> {
  private readonly steps: Steps;
  private readonly length: number;

  /** Exactly so many steps. A longer history of the same seed begins with these. */
  constructor(steps: Steps, length: number) {
    super();
    this.steps = steps;
    this.length = length;
  }

  /** No bias: the steps have what they need of it. */
  generate(random: fc.Random): fc.Value<History> {
    return new fc.Value<History>(new GeneratedHistory(random, this.steps, this.length), undefined);
  }

  canShrinkWithoutContext(value: unknown): value is History {
    return Array.isArray(value) || value instanceof GeneratedHistory;
  }

  shrink(history: History, stage?: ShrinkStage): fc.Stream<fc.Value<History>> {
    const steps = history instanceof GeneratedHistory ? history.played() : history;
    return fc
      .stream(smallerHistories(steps, (step) => this.steps.simpler(step), stage))
      .map(([smaller, next]) => new fc.Value<History>(smaller, next));
  }
}
