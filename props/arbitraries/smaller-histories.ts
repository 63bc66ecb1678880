// The order in which a failing history is made smaller: its end alone, then ever smaller pieces taken out (delta
// debugging, Zeller and Hildebrandt 2002), then each remaining step simpler, then pieces once more. A lazy stream: each
// candidate comes with the stage from which to go on should it fail as well, so that nothing is tried twice.

import type { Step } from '../../definition/operation.ts';

export type ShrinkStage =
  /** So many steps before `end` are taken out next. */
  | { readonly at: 'pieces' | 'pieces again'; readonly size: number; readonly end: number }
  | { readonly at: 'steps'; readonly index: number; readonly round: number };

type Candidate = readonly [steps: readonly Step[], next: ShrinkStage];

/** Variants of one step, each smaller. */
export type Simpler = (step: Step) => Iterable<Step>;

/** Without a stage: from the beginning. */
export function* smallerHistories(
  steps: readonly Step[],
  simpler: Simpler,
  stage?: ShrinkStage,
): Generator<Candidate> {
  if (stage === undefined) yield* endings(steps);
  else if (stage.at === 'steps') yield* fromSteps(steps, simpler, stage);
  else {
    yield* withoutPieces(steps, stage);
    if (stage.at === 'pieces') yield* fromSteps(steps, simpler, { at: 'steps', index: 0, round: 0 });
  }
}

function* fromSteps(
  steps: readonly Step[],
  simpler: Simpler,
  stage: ShrinkStage & { at: 'steps' },
): Generator<Candidate> {
  yield* withSimplerSteps(steps, simpler, stage);
  yield* withoutPieces(steps, firstPiece('pieces again', steps));
}

const ENDING_LENGTHS = [1, 10, 50, 250, 1000];

/**
 * The last steps alone, where that is enough: most failures need little of what came before. Then all of them: what not even
 * they show again failed by chance, and is not worth more attempts.
 */
function* endings(steps: readonly Step[]): Generator<Candidate> {
  const shorter = ENDING_LENGTHS.filter((length) => length < steps.length);
  for (const length of [...shorter, steps.length]) {
    const ending = steps.slice(-length);
    yield [ending, firstPiece('pieces', ending)];
  }
}

type PieceStage = ShrinkStage & { at: 'pieces' | 'pieces again' };

const firstPiece = (at: PieceStage['at'], { length }: readonly Step[]): PieceStage => ({
  at,
  size: Math.ceil(length / 2),
  end: length,
});

function* withoutPieces(steps: readonly Step[], { at, size, end }: PieceStage): Generator<Candidate> {
  if (steps.length < 2) return;
  // From the end, so that what a later step needs is still there when that one goes.
  for (let before = end; before > 0; before -= size) {
    const start = Math.max(0, before - size);
    const kept = steps.toSpliced(start, before - start);
    if (kept.length > 0) yield [kept, { at, size, end: start }];
  }
  if (size > 1) yield* withoutPieces(steps, { at, size: Math.ceil(size / 2), end: steps.length });
}

/** Rounds over one step; each round makes it smaller, so few are needed. */
const ROUNDS_MAX = 30;

function* withSimplerSteps(
  steps: readonly Step[],
  simpler: Simpler,
  { index: first, round }: ShrinkStage & { at: 'steps' },
): Generator<Candidate> {
  for (let index = round < ROUNDS_MAX ? first : first + 1; index < steps.length; index++) {
    const next: ShrinkStage = { at: 'steps', index, round: index === first ? round + 1 : 1 };
    for (const smaller of simpler(steps[index] as Step)) {
      yield [steps.with(index, smaller), next];
    }
  }
}
