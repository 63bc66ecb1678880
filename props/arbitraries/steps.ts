// The steps of histories: those of the definition, or each operation with the arguments that its arbitrary makes. What such
// an arbitrary made shrinks as it does, so that a counterexample has no argument that the definition would not make.

import fc from 'fast-check';
import { StoreError } from '../../contract/errors.ts';
import type { Restart, StepChoices } from '../../definition/history.ts';
import type { Step } from '../../definition/operation.ts';
import type { Rules } from '../rules.ts';

export interface Steps {
  /** What comes next; several belong together. */
  next(random: fc.Random): Step | readonly Step[];
  /** Simpler variants, each smaller, so that there is an end to them. */
  simpler(step: Step): Iterable<Step>;
}

/** Throws E_USAGE when there is nothing to choose from. */
export function stepsOf<Store>(rules: Rules<Store>, choices: StepChoices): Steps {
  const { steps, simpler } = rules.histories;
  return new PlainSteps(anyStep(rules, choices), steps === undefined ? BIAS : undefined, simpler);
}

/** Throws E_USAGE when there is nothing to choose from. */
export const anyStep = <Store>(
  { operations, histories }: Rules<Store>,
  choices: StepChoices,
): fc.Arbitrary<Step | readonly Step[]> => histories.steps?.(choices) ?? calls(operations, choices);

/** One value in so many is an extreme one, such as 0, an empty text or the largest number. */
const BIAS = 3;

/** One step in so many is a restart. */
const RESTART_IN = 100;

function calls<Store>(
  operations: Rules<Store>['operations'],
  { offered, restarts }: StepChoices,
): fc.Arbitrary<Step> {
  const possible = Object.entries(operations).filter(([op, { weight = 1 }]) => offered.has(op) && weight > 0);
  if (possible.length === 0) {
    throw new StoreError('E_USAGE', 'The stores have no operation in common. Nothing was played.');
  }
  const total = possible.reduce((sum, [, { weight = 1 }]) => sum + weight, 0);
  return fc.oneof(
    ...possible.map(([op, { arguments: values, weight = 1 }]) => ({
      weight: Math.ceil(weight * (RESTART_IN - 1)),
      arbitrary: values.map((args): Step => ({ op, args })),
    })),
    ...(restarts.length === 0 ? [] : [{ weight: Math.ceil(total), arbitrary: restartOf(restarts) }]),
  );
}

const restartOf = (restarts: readonly Restart[]): fc.Arbitrary<Step> =>
  fc.constantFrom(...restarts).map((op): Step => ({ op }));

class PlainSteps implements Steps {
  private readonly steps: fc.Arbitrary<Step | readonly Step[]>;
  private readonly bias: number | undefined;
  private readonly own: ((step: Step) => Iterable<Step>) | undefined;
  /** Of a step that an arbitrary made: what it needs to shrink it. */
  private readonly contexts = new WeakMap<object, unknown>();

  constructor(steps: fc.Arbitrary<Step | readonly Step[]>, bias: number | undefined, own: PlainSteps['own']) {
    this.steps = steps;
    this.bias = bias;
    this.own = own;
  }

  next(random: fc.Random): Step | readonly Step[] {
    return this.kept(this.steps.generate(random, this.bias));
  }

  *simpler(step: Step): Iterable<Step> {
    if (this.own !== undefined) yield* this.own(step);
    else if (this.contexts.has(step)) {
      for (const smaller of this.steps.shrink(step, this.contexts.get(step)))
        yield this.kept(smaller) as Step;
    }
  }

  private kept(made: fc.Value<Step | readonly Step[]>): Step | readonly Step[] {
    const { value } = made;
    if (this.own === undefined) this.contexts.set(value, made.context);
    return value;
  }
}
