// The arrival of a load as people type it: closed, a rate, or rates from a low one to a high one, each twice the one before.

import { StoreError } from '../contract/errors.ts';
import { PER_SECOND_MAX } from './load-options.ts';

/** Calls a second of each run, null in a closed loop. Throws E_USAGE. */
export function arrivalsOf(text: string): (number | null)[] {
  if (text === 'closed') return [null];
  const rates = text.split('..').map(rateOf);
  const [low, high = low] = rates;
  if (
    low === null ||
    low === undefined ||
    high === null ||
    high === undefined ||
    rates.length > 2 ||
    low > high
  ) {
    throw new StoreError(
      'E_USAGE',
      `There is no arrival "${text}". It must be "closed", a number of calls a second up to ${PER_SECOND_MAX}, or two of them, the lower ` +
        'one first, such as 100..1600.',
    );
  }
  const rising: number[] = [];
  for (let rate = low; rate < high; rate *= 2) rising.push(rate);
  return [...rising, high];
}

function rateOf(text: string): number | null {
  const rate = Number(text);
  return /^[0-9]+(\.[0-9]+)?$/.test(text) && rate > 0 && rate <= PER_SECOND_MAX ? rate : null;
}
