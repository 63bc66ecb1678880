// What both verbs that change the phase take, and how they tell of the conditions.

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Condition, ConditionName, PhaseChangeOptions } from '../../migrate/live/index.ts';
import type { Context } from '../context.ts';
import { wholeNumber } from '../option-values.ts';
import { tellingDatabaseOnly } from './database-only-text.ts';

export interface GuardFlags {
  readonly waive?: readonly ConditionName[];
  readonly comparisonsMin?: number;
  readonly mismatchRateMax?: number;
}

/** Those that "set" may be told to go on without. */
const WAIVABLE: readonly ConditionName[] = [
  'no-missing-files',
  'comparisons',
  'certificate',
  'backup',
  'no-asides',
];

export const withGuards = <T extends Command>(command: T): T =>
  command
    .addOption(new Option('--waive <condition...>', 'go on without these conditions').choices([...WAIVABLE]))
    .option(
      '--comparisons-min <count>',
      'live comparisons that a cutover needs (default: 1000)',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    )
    .option(
      '--mismatch-rate-max <rate>',
      'upper 95 % bound on the rate of mismatches (default: 0.001, that is 2,995 comparisons without one)',
      rateOf,
    );

/** Of the comparisons that only the step to sqlite+json asks for. */
export const hasLimits = ({ comparisonsMin, mismatchRateMax }: GuardFlags): boolean =>
  (comparisonsMin ?? mismatchRateMax) !== undefined;

export const hasGuards = (flags: GuardFlags): boolean => flags.waive !== undefined || hasLimits(flags);

export const guardOptions = (
  context: Context,
  { waive, comparisonsMin, mismatchRateMax }: GuardFlags,
): PhaseChangeOptions => ({
  ...(waive && { waived: waive }),
  ...(comparisonsMin !== undefined && { comparisonsMin }),
  ...(mismatchRateMax !== undefined && { mismatchRateMax }),
  ...tellingDatabaseOnly(context),
  ...context.control,
});

export interface ShownCondition extends Condition {
  /** Not met now, but the step itself sees to it. */
  readonly isByStep?: boolean;
}

export const conditionLine = ({ name, isMet, isWaived, isByStep, evidence }: ShownCondition): string =>
  `  ${isMet ? 'met    ' : isWaived ? 'waived ' : isByStep ? 'by step' : 'NOT MET'} ${name}: ${evidence}`;

function rateOf(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('It must be a number above 0, up to 1.');
  return value;
}
