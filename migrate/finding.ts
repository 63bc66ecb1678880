// What a verification finds: one row per difference, by class and place, never with content.

import type { ListFindingClass } from './compare-lists.ts';

/** original: the archive lacks the bytes of a file, or holds others. store: what the store says of itself. */
export const FINDING_CLASSES = [
  'missing',
  'extra',
  'duplicate',
  'mismatch',
  'order',
  'original',
  'store',
] as const satisfies readonly (ListFindingClass | 'original' | 'store')[];
export type FindingClass = (typeof FINDING_CLASSES)[number];

export interface Finding {
  readonly class: FindingClass;
  /** Relative to the home; for a finding of the store itself, the place that it names. */
  readonly file: string;
  readonly sessionId: string | null;
  /** Index in the file; for extra and duplicate, in the store's list. Null for a whole file. */
  readonly position: number | null;
  /** JSON Pointers into that list. */
  readonly pointers: readonly string[];
  readonly problem: string;
}

/** A finding about a file as a whole. */
export const wholeFile = (kind: FindingClass, file: string, problem: string): Finding => ({
  class: kind,
  file,
  sessionId: null,
  position: null,
  pointers: [],
  problem,
});

export function countFindings(findings: readonly Finding[]): Record<FindingClass, number> {
  const counts = { missing: 0, extra: 0, duplicate: 0, mismatch: 0, order: 0, original: 0, store: 0 };
  for (const finding of findings) counts[finding.class]++;
  return counts;
}
