// What a gate says of one target.

import type { Target } from './targets.ts';

export const GATE_VERDICTS = ['pass', 'fail', 'cannot tell'] as const;
export type GateVerdict = (typeof GATE_VERDICTS)[number];

/** What an undecided gate does to the exit code. */
export const ON_CANNOT_TELL = ['fail', 'warn'] as const;
export type OnCannotTell = (typeof ON_CANNOT_TELL)[number];

export interface Outcome {
  readonly verdict: GateVerdict;
  /** What was asked, such as "at most 0.10x". */
  readonly asked: string;
  /** What was found, such as "0.062x (0.058 to 0.067)". */
  readonly found: string;
  /** Where it cannot be told: what about the run or its machine is known to have made it so. */
  readonly because?: readonly string[];
  /** What it asks for is not in the run: no repetition of that run decides it. */
  readonly isUnmeasured?: true;
}

/** Absence is no noise. */
export const unmeasured = (told: Pick<Outcome, 'asked' | 'found'>): Outcome => ({
  verdict: 'fail',
  ...told,
  isUnmeasured: true,
});

export interface JudgedTarget extends Outcome {
  readonly target: Target;
  /** Told, but without a vote. */
  readonly isInformational: boolean;
}
