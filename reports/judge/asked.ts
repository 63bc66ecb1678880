// What a test asks, in the unit of its figures and in words.

import type { Test } from '../../results/tests.ts';
import { asked, digits } from '../text/figures.ts';
import { type Bound, boundText, limitOf, scaled } from './bound.ts';
import type { Run } from './run.ts';
import { figureTexts, limitText, type Unit } from './units.ts';

const NS_PER_MS = 1e6;

/** In the unit of its figures. Of what is counted there may be none. */
export function boundOf(test: Test): Bound & { readonly unit: Unit } {
  switch (test.quantity) {
    case 'time':
    case 'import':
    case 'latency':
      return { ...scaled(test, NS_PER_MS), unit: 'ns' };
    case 'figure':
      return test;
    case 'failed checks':
    case 'lost writes':
    case 'anomalies':
    case 'complete':
    case 'elsewhere':
      return { unit: 'differences', atMost: 0 };
    case 'slope':
      return { ...scaled(test, 1), unit: test.unit === 'bytes' ? 'bytes an hour' : 'an hour' };
    default:
      return { ...scaled(test, 1), unit: UNIT_OF[test.quantity] };
  }
}

const UNIT_OF = {
  ratio: 'times',
  'size ratio': 'times',
  exponent: 'exponent',
  size: 'bytes',
  rate: 'per second',
  'rate ratio': 'times',
  'latency ratio': 'times',
  knee: 'per second',
  fairness: 'percent',
  availability: 'percent',
} as const satisfies Partial<Record<Test['quantity'], Unit>>;

/** Whether a figure is asked for, with an interval, and not that something did not happen. */
export const isMeasured = (test: Test): boolean => boundOf(test).unit !== 'differences';

/** "at most 1.5x", in the words of whoever asks where there are some. */
export function askedText(test: Test, run: Run): string {
  if (test.asked !== undefined) return test.asked;
  switch (test.quantity) {
    case 'time':
      return `${test.quantile ?? 'p50'} ${boundText(test, (ms) => `${asked(ms, digits)} ms`)}`;
    case 'latency':
      return `${test.quantile ?? 'p99'} ${boundText(test, (ms) => `${asked(ms, digits)} ms`)}`;
    case 'latency ratio':
      return `${test.quantile ?? 'p99'} ${limitsText(test)}`;
    case 'anomalies':
      return `no anomaly in a history of ${run.names.title(run.store(test.store))}`;
    case 'failed checks':
      return `no failed check${(test.areas ?? []).length === 0 ? '' : ` in ${test.areas?.join(', ')}`}`;
    case 'lost writes':
      return `no write of ${run.names.title(run.store(test.store))} lost`;
    case 'complete':
      return 'complete';
    default:
      return limitsText(test);
  }
}

/** "at most 1.5x", in the unit of the figures. */
export function limitsText(test: Test): string {
  const bound = boundOf(test);
  return boundText(bound, (limit) => limitText(bound.unit, limit));
}

/** A figure with the digits that keep it apart from what is asked of it. */
export function besideAsked(value: number, test: Test): string {
  const bound = boundOf(test);
  return figureTexts(bound.unit, [value], limitOf(bound)).join('');
}
