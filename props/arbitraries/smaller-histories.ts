// The order in which a failing history is made smaller: its end alone, then ever smaller pieces taken out (delta
// debugging, Zeller and Hildebrandt 2002), then each remaining operation simpler, then pieces once more. A lazy stream: each
// candidate comes with the stage from which to go on should it fail as well, so that nothing is tried twice.

import type { Operation } from '../operation.ts';
import { simplerOperations } from './simpler-operations.ts';

export type Stage =
  /** So many operations before `end` are taken out next. */
  | { readonly at: 'pieces' | 'pieces again'; readonly size: number; readonly end: number }
  | { readonly at: 'operations'; readonly index: number; readonly round: number };

type Candidate = readonly [operations: readonly Operation[], next: Stage];

/** Without a stage: from the beginning. */
export function* smallerHistories(operations: readonly Operation[], stage?: Stage): Generator<Candidate> {
  if (stage === undefined) yield* endings(operations);
  else if (stage.at === 'operations') yield* fromOperations(operations, stage);
  else {
    yield* withoutPieces(operations, stage);
    if (stage.at === 'pieces') yield* fromOperations(operations, { at: 'operations', index: 0, round: 0 });
  }
}

function* fromOperations(
  operations: readonly Operation[],
  stage: Stage & { at: 'operations' },
): Generator<Candidate> {
  yield* withSimplerOperations(operations, stage);
  yield* withoutPieces(operations, firstPiece('pieces again', operations));
}

const ENDING_LENGTHS = [1, 10, 50, 250, 1000];

/**
 * The last operations alone, where that is enough: most failures need little of what came before. Then all of them: what not even
 * they show again failed by chance, and is not worth more attempts.
 */
function* endings(operations: readonly Operation[]): Generator<Candidate> {
  const shorter = ENDING_LENGTHS.filter((length) => length < operations.length);
  for (const length of [...shorter, operations.length]) {
    const ending = operations.slice(-length);
    yield [ending, firstPiece('pieces', ending)];
  }
}

type PieceStage = Stage & { at: 'pieces' | 'pieces again' };

const firstPiece = (at: PieceStage['at'], { length }: readonly Operation[]): PieceStage => ({
  at,
  size: Math.ceil(length / 2),
  end: length,
});

function* withoutPieces(
  operations: readonly Operation[],
  { at, size, end }: PieceStage,
): Generator<Candidate> {
  if (operations.length < 2) return;
  // From the end, so that what a later operation needs is still there when that one goes.
  for (let before = end; before > 0; before -= size) {
    const start = Math.max(0, before - size);
    const kept = operations.toSpliced(start, before - start);
    if (kept.length > 0) yield [kept, { at, size, end: start }];
  }
  if (size > 1) yield* withoutPieces(operations, { at, size: Math.ceil(size / 2), end: operations.length });
}

/** Rounds over one operation; each round makes it smaller, so few are needed. */
const ROUNDS_MAX = 30;

function* withSimplerOperations(
  operations: readonly Operation[],
  { index: first, round }: Stage & { at: 'operations' },
): Generator<Candidate> {
  for (let index = round < ROUNDS_MAX ? first : first + 1; index < operations.length; index++) {
    const next: Stage = { at: 'operations', index, round: index === first ? round + 1 : 1 };
    for (const simpler of simplerOperations(operations[index] as Operation)) {
      yield [operations.with(index, simpler), next];
    }
  }
}
