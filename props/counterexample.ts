// The operations that show that a store differs from what it is compared with, or that led to it once.

import { writeJson } from '../contract/json-text.ts';
import type { Step } from '../definition/operation.ts';
import { PLAY_AGAIN } from '../results/play-again.ts';
import type { Mismatch } from './sequence-run.ts';

export interface Counterexample {
  readonly seed: number;
  /** Of the failing operation in the history of the seed, from 0. */
  readonly index: number;
  /** With the seed and a history of `index` + 1 operations, where these operations are among all that it shrinks to. */
  readonly path: string;
  /** The mismatch at the end of the small history. */
  readonly mismatch: Mismatch;
  readonly operations: readonly Step[];
  /**
   * What came of playing the operations again on new stores: the same mismatch; `sound`, when it did not happen again,
   * which makes the answer no less wrong; or `none`, when there was no time. The operations are then all that led to it.
   */
  readonly replay: 'same' | 'sound' | 'none';
  /** The operations were made fewer for so long, and then it was stopped. */
  readonly cutShortAfterMs?: number;
}

/** Of operations that led to an answer without showing it again, so many are printed: seed and index repeat the rest. */
const LED_SHOWN_MAX = 10;

/** A command that plays the operations again. */
export type HowAgain = (counterexample: Counterexample) => string;

/** For people: what differed, and the operations that show it, or that led to it once. */
export function counterexampleText(counterexample: Counterexample, again?: HowAgain): string {
  const { mismatch, operations, replay } = counterexample;
  const isShown = replay === 'same';
  const shown = isShown ? operations : operations.slice(-LED_SHOWN_MAX);
  const found = foundText(counterexample, shown.length);
  // Only those that were played again are as few as can be.
  const text = differenceText(isShown ? mismatch : { ...mismatch, lines: [] }, found, shown);
  return isShown && again !== undefined ? `${text}\n${PLAY_AGAIN}${again(counterexample)}` : text;
}

/** Of a program in the words of the protocol: what was sent and answered. */
export const differenceText = (mismatch: Mismatch, found: string, operations: readonly Step[]): string => {
  const { lines } = mismatch;
  return [
    `${mismatch.subject} differs from ${mismatch.reference}: ${askedText(mismatch)}: ${withStop(mismatch.difference)}`,
    found,
    ...(lines.length > 0 ? lines.map((line) => `  ${line}`) : stepTexts(operations)),
    `Expected: ${mismatch.expected}`,
    `Got:      ${mismatch.actual}`,
  ].join('\n');
};

/** What a store says may end in one already. */
export const withStop = (text: string): string => `${text.replace(/\.$/, '')}.`;

/** The call that was asked, by its names in the operations below. */
const askedText = ({ operation, sweep }: Mismatch): string =>
  sweep === undefined ? callText(operation) : `${callText(sweep)}, asked after ${callText(operation)}`;

/** One a line, as they are kept in files. */
export const stepTexts = (steps: readonly Step[]): string[] => steps.map((step) => `  ${writeJson(step)}`);

/** With what it is about, which is the first argument of most. */
const callText = ({ op, args: [about] = [] }: Step): string =>
  typeof about === 'string' ? `${op} of ${about.slice(0, ABOUT_SHOWN_MAX) || '""'}` : op;

/** Some texts are as long as a store may get them. */
const ABOUT_SHOWN_MAX = 60;

function foundText(
  { seed, index, operations, replay: again, cutShortAfterMs }: Counterexample,
  shown: number,
): string {
  const found = `Found at operation ${index} of seed ${seed}`;
  switch (again) {
    case 'same':
      return cutShortAfterMs === undefined
        ? `${found}; ${showIt(operations.length)}:`
        : `${found}; ${showIt(operations.length)}, made smaller for ${cutShortAfterMs / 1000} s, then stopped: more time ` +
            'may find fewer:';
    case 'sound':
      return (
        `${found}; it did not happen again when the ${operations.length} operations up to it were played on a new ` +
        `store: flaky, not reproduced. The last ${shown} of them:`
      );
    case 'none':
      return `${found}; there was no time to play the ${operations.length} operations up to it again. The last ${shown}:`;
  }
}

export const showIt = (operations: number): string =>
  operations === 1 ? '1 operation shows it' : `${operations} operations show it`;
