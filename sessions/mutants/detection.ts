// The checker checked: every planted bug under the equivalence check, and after how many operations it was caught. The
// unspoiled model runs with them, because a check that fails everything would catch every bug as well.

import type { ProgressListener } from '../../contract/progress.ts';
import { checkEquivalence } from '../../props/equivalence.ts';
import type { ShrinkBounds } from '../../props/shrinking.ts';
import type { Check } from '../../results/result.ts';
import { asSubject } from '../session-subjects.ts';
import { sessionSource } from '../source.ts';
import { type Mutant, mutantSubject } from './mutant.ts';
import { OPERATION_MUTANTS } from './operation-mutants.ts';
import { QUERY_MUTANTS } from './query-mutants.ts';
import { RECORD_MUTANTS } from './record-mutants.ts';

export const MUTANTS: readonly Mutant[] = [...RECORD_MUTANTS, ...OPERATION_MUTANTS, ...QUERY_MUTANTS];

const CONTROL: Mutant = { name: 'none', what: 'no bug: must not be reported' };

export interface DetectionOptions {
  readonly seed: number;
  /** A bug that is not caught within this many operations counts as missed. Default 5,000. */
  readonly operationsMax?: number;
  readonly mutants?: readonly Mutant[];
  /** How far counterexamples are made small. */
  readonly shrinkBounds?: ShrinkBounds;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

export interface Detection {
  readonly mutant: string;
  readonly what: string;
  /** Operations until the check failed; null when it did not. */
  readonly operations: number | null;
  /** Operations of the counterexample, for a bug that was caught. */
  readonly counterexample: number | null;
  /** What the check said. */
  readonly difference: string;
}

export interface DetectionTable {
  readonly seed: number;
  readonly operationsMax: number;
  readonly detections: readonly Detection[];
  /** Whether the store without a bug passed. */
  readonly isControlClean: boolean;
  /** Before all bugs were tried: the rest tells nothing. */
  readonly isStopped: boolean;
}

/** Enough to say how small the counterexamples get, without taking longer than the search for them. */
const SHRINK_SOME: ShrinkBounds = { attemptsMax: 300, durationMsMax: 2_000 };

export async function detectMutants(options: DetectionOptions): Promise<DetectionTable> {
  const { seed, operationsMax = 5_000, mutants = MUTANTS, onProgress } = options;
  const detections: Detection[] = [];
  const isStopped = (): boolean => options.signal?.aborted === true;
  for (const mutant of mutants) {
    if (isStopped()) break;
    detections.push(await detect(mutant, operationsMax, options));
    onProgress?.({ stage: 'planting bugs', done: detections.length, total: mutants.length, unit: 'bugs' });
  }
  const control = await detect(CONTROL, operationsMax, options);
  const isControlClean = control.operations === null;
  return { seed, operationsMax, detections, isControlClean, isStopped: isStopped() };
}

async function detect(
  mutant: Mutant,
  operations: number,
  { seed, shrinkBounds = SHRINK_SOME, signal }: DetectionOptions,
): Promise<Detection> {
  const subject = asSubject(mutantSubject(mutant));
  const { definition: sessions } = await sessionSource();
  const verdict = await checkEquivalence(sessions, {
    left: subject,
    right: subject,
    operations,
    seed,
    shrinkBounds,
    ...(signal === undefined ? {} : { signal }),
  });
  const { counterexample } = verdict;
  return {
    mutant: mutant.name,
    what: mutant.what,
    operations: counterexample === null ? null : counterexample.index + 1,
    counterexample: counterexample?.operations.length ?? null,
    difference: counterexample?.mismatch.difference ?? verdict.reason,
  };
}

/** The table as a row of a result file. */
export function detectionCheck(table: DetectionTable): Check {
  const { seed, operationsMax, detections, isControlClean, isStopped } = table;
  const missed = detections.filter(({ operations }) => operations === null);
  const caught = detections.flatMap(({ operations }) => operations ?? []);
  return {
    row: 'check',
    area: 'equivalence',
    subject: 'planted bugs',
    name: 'detection',
    verdict: isStopped ? 'unknown' : missed.length === 0 && isControlClean ? 'ok' : 'fail',
    counts: {
      planted: detections.length,
      caught: caught.length,
      operationsMax: Math.max(0, ...caught),
      falseAlarms: isControlClean ? 0 : 1,
    },
    detail: isStopped
      ? `After ${caught.length} bugs: it was stopped.`
      : missed.length === 0
        ? `Every planted bug was caught within ${Math.max(0, ...caught)} operations of seed ${seed}.`
        : `Not caught within ${operationsMax} operations of seed ${seed}: ${missed.map(({ mutant }) => mutant).join(', ')}.`,
  };
}
