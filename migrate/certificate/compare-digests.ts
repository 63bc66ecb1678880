// Where two lists of session digests differ, record by record: the same classes as a verification (compare-lists.ts),
// without the sessions.

export interface DigestFinding {
  readonly class: 'mismatch' | 'missing' | 'extra' | 'duplicate' | 'order';
  /** In the expected list; for extra and duplicate, in the actual one. */
  readonly position: number;
}

/** Linear in both lists. Equal lists have no findings. */
export function compareDigests(expected: readonly string[], actual: readonly string[]): DigestFinding[] {
  const missing = without(expected, actual);
  const extra = without(actual, expected);
  const isExtra = new Set(extra);
  const mismatched = new Set(missing.filter((position) => isExtra.has(position)));
  const known = new Set(expected);
  const found: DigestFinding[] = [
    ...missing.map(
      (position) => ({ class: mismatched.has(position) ? 'mismatch' : 'missing', position }) as const,
    ),
    ...extra
      .filter((position) => !mismatched.has(position))
      .map((position) => {
        const isKnown = known.has(actual[position] ?? '');
        return { class: isKnown ? 'duplicate' : 'extra', position } as const;
      }),
  ];
  if (found.length > 0) return found.sort((left, right) => left.position - right.position);
  // The same digests in another order: named by the first place that differs, as no record is wrong by itself.
  const position = expected.findIndex((digest, index) => digest !== actual[index]);
  return position < 0 ? [] : [{ class: 'order', position }];
}

/** Positions in `list` of what `other` does not hold, or not as often. */
function without(list: readonly string[], other: readonly string[]): number[] {
  const left = new Map<string, number>();
  for (const digest of other) left.set(digest, (left.get(digest) ?? 0) + 1);
  const positions: number[] = [];
  for (const [position, digest] of list.entries()) {
    const count = left.get(digest) ?? 0;
    if (count === 0) positions.push(position);
    else left.set(digest, count - 1);
  }
  return positions;
}
