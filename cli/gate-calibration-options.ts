// What `storeproof gate` takes to calibrate itself.

import { StoreError } from '../contract/errors.ts';
import { wholeNumber } from './option-values.ts';
import type { Verb } from './verb.ts';
import type { BaseFlags } from './verbs/gate-base.ts';

export interface CalibrationFlags extends BaseFlags {
  readonly calibrate?: true;
  readonly trials?: number;
  readonly busy?: true;
}

export const addCalibrationOptions = (command: Verb): Verb =>
  command
    .option(
      '--calibrate',
      'how often the gate raises a false alarm on this machine, and what it finds: equal sides and planted slowdowns',
    )
    .option(
      '--trials <number>',
      'with --calibrate: rounds of 48 gates, as far as --budget allows (default: as many as it does)',
      wholeNumber(1, 1_000),
    )
    .option('--busy', 'with --calibrate: beside a process for every two processors that never rests');

const OF_CALIBRATION = ['trials', 'busy'] as const;
/** A calibration compares this folder with itself. */
const NOT_OF_CALIBRATION = ['base', 'head', 'build', 'targets', 'candidate', 'junit'] as const;

/** No option is taken and then not followed. E_USAGE. Answers whether it is a calibration. */
export function isCalibration(
  flags: CalibrationFlags & { readonly targets?: string },
  given: readonly string[],
): boolean {
  const isCalibrated = flags.calibrate === true;
  const stray = (isCalibrated ? NOT_OF_CALIBRATION : OF_CALIBRATION).find(
    (name) => flags[name] !== undefined,
  );
  if (stray !== undefined) {
    const why = isCalibrated
      ? 'says nothing with --calibrate, which compares this folder with itself'
      : 'needs --calibrate';
    throw new StoreError('E_USAGE', `--${stray} ${why}. Nothing was done.`);
  }
  if (isCalibrated && given.length > 0) {
    throw new StoreError(
      'E_USAGE',
      `${given.join(' ')}: a calibration judges no run and starts no program. Nothing was done.`,
    );
  }
  return isCalibrated;
}
