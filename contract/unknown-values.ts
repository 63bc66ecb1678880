// What stands under keys that the app does not know is dropped, but the app's parser (serde_json) must get past it first: too
// deep, or a number that no double can hold, and the whole call is refused.

import { DEPTH_MAX, SpelledNumber } from './json-value.ts';

/** Why the parser would refuse a value that stands within so many containers; undefined when it would not. */
export const parserRefusal = (value: unknown, within: number): string | undefined =>
  refusalWithin(value, within, new Map());

/** `seen`: how deep each container was met. One that is held in many places is looked at no more than once for each depth. */
function refusalWithin(value: unknown, within: number, seen: Map<object, number>): string | undefined {
  if (typeof value === 'bigint') return Number.isFinite(Number(value)) ? undefined : 'number out of range';
  if (typeof value !== 'object' || value === null || value instanceof SpelledNumber) return undefined;
  if (within >= DEPTH_MAX) return 'recursion limit exceeded';
  if ((seen.get(value) ?? -1) >= within) return undefined;
  seen.set(value, within);
  for (const each of Object.values(value)) {
    const refusal = refusalWithin(each, within + 1, seen);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
