// Where two values differ, as places: what they hold stays out of reports.

export interface Difference {
  /** JSON Pointer (RFC 6901) of the value. */
  readonly pointer: string;
  /** `missing`: only on the left; `extra`: only on the right. */
  readonly kind: 'changed' | 'missing' | 'extra';
}

/** At most this many differences are listed; a comparison that finds more says no more than that they differ. */
export const DIFFERENCES_MAX = 100;

/** Where two values made of plain JSON (bigint included) differ. Pointers only: content stays out of reports. */
export function differences(left: unknown, right: unknown, pointer = ''): Difference[] {
  const found: Difference[] = [];
  collect(left, right, pointer, found);
  return found;
}

function collect(left: unknown, right: unknown, pointer: string, found: Difference[]): void {
  if (Object.is(left, right)) return;
  if (!isObject(left) || !isObject(right) || Array.isArray(left) !== Array.isArray(right)) {
    found.push({ pointer, kind: 'changed' });
    return;
  }
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (found.length >= DIFFERENCES_MAX) return;
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(right, key)) found.push({ pointer: at, kind: 'missing' });
    else if (!Object.hasOwn(left, key)) found.push({ pointer: at, kind: 'extra' });
    else collect(left[key], right[key], at, found);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
