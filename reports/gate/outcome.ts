// What a gate says of one target.

import type { Target } from './targets.ts';

export const GATE_VERDICTS = ['pass', 'fail', 'unclear'] as const;
export type GateVerdict = (typeof GATE_VERDICTS)[number];

export interface Outcome {
  readonly verdict: GateVerdict;
  /** What was asked, such as "at most 0.10x". */
  readonly asked: string;
  /** What was found, such as "0.062x (0.058 to 0.067)". */
  readonly found: string;
}

export interface JudgedTarget extends Outcome {
  readonly target: Target;
  /** Told, but without a vote. */
  readonly isInformational: boolean;
}
