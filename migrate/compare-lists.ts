// Where two lists of sessions differ, record by record. Ids repeat in real files, so records are paired by content
// first, then by id in order, then by everything but the id; what is left on one side is missing or extra.

import { differences } from '../contract/differences.ts';
import { digestOfText } from '../contract/digest.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { canonicalText } from '../contract/session-writer.ts';

/**
 * missing: only in the file. extra: only in the store. duplicate: in the store more often than in the file.
 * mismatch: the same record with other values. order: the same record, but not in the file's order.
 */
export type ListFindingClass = 'missing' | 'extra' | 'duplicate' | 'mismatch' | 'order';

export interface ListFinding {
  readonly class: ListFindingClass;
  readonly sessionId: string;
  /** Index in the file; for extra and duplicate, in the store's list. */
  readonly position: number;
  /** JSON Pointers into the list that `position` counts in. */
  readonly pointers: readonly string[];
}

/** A session as a comparison needs it, without its content: lists of entries are short where lists of sessions are not. */
export interface ListEntry {
  readonly id: string;
  readonly position: number;
  /** Of the canonical form. */
  readonly digest: string;
  /** Of the canonical form with an empty id. */
  readonly bareDigest: () => string;
}

/** Of sessions that pass by. */
export function listEntries(sessions: Iterable<WorktreeSession>): ListEntry[] {
  const entries: ListEntry[] = [];
  for (const session of sessions) entries.push(listEntry(session, entries.length));
  return entries;
}

export function listEntry(session: WorktreeSession, position: number): ListEntry {
  const bareDigest = digestOfText(canonicalText({ ...session, id: '' }));
  return { ...entryOf(session, position), bareDigest: () => bareDigest };
}

const entryOf = (session: WorktreeSession, position: number): Omit<ListEntry, 'bareDigest'> => ({
  id: session.id,
  position,
  digest: digestOfText(canonicalText(session)),
});

/** O(n log n) in the number of sessions. Equal lists have no findings. */
export function compareLists(
  expected: readonly WorktreeSession[],
  actual: readonly WorktreeSession[],
): ListFinding[] {
  const lazily = (session: WorktreeSession, position: number): ListEntry => ({
    ...entryOf(session, position),
    bareDigest: () => digestOfText(canonicalText({ ...session, id: '' })),
  });
  return compareEntries(expected.map(lazily), actual.map(lazily), (left, right) =>
    differences(expected[left], actual[right], `/${left}`).map(({ pointer }) => pointer),
  );
}

/** As compareLists. Without `pointersOf`, which gets two positions, a mismatch is located to its record alone. */
export function compareEntries(
  expected: readonly ListEntry[],
  actual: readonly ListEntry[],
  pointersOf: (left: number, right: number) => readonly string[] = (left) => [`/${left}`],
): ListFinding[] {
  const pairing: Pairing = { pairs: [], left: [...expected], right: [...actual] };
  const contents = new Set(expected.map(({ digest }) => digest));
  pairBy(pairing, ({ digest }) => digest);
  pairBy(pairing, ({ id }) => id);
  pairBy(pairing, ({ bareDigest }) => bareDigest());
  const mismatches = pairing.pairs.filter(({ left, right }) => left.digest !== right.digest);
  return [
    ...pairing.left.map((entry) => findingOf('missing', entry)),
    ...pairing.right.map((entry) => findingOf(contents.has(entry.digest) ? 'duplicate' : 'extra', entry)),
    ...mismatches.map(({ left, right }) => ({
      ...findingOf('mismatch', left),
      pointers: pointersOf(left.position, right.position),
    })),
    ...outOfOrder(pairing.pairs).map(({ left }) => findingOf('order', left)),
  ].sort((one, other) => one.position - other.position);
}

interface Pair {
  readonly left: ListEntry;
  readonly right: ListEntry;
}

interface Pairing {
  readonly pairs: Pair[];
  /** Not paired yet, in order. */
  left: ListEntry[];
  right: ListEntry[];
}

/** Pairs the first unpaired entry with a key on the left with the first one on the right, and so on. */
function pairBy(pairing: Pairing, keyOf: (entry: ListEntry) => string): void {
  const waiting = new Map<string, ListEntry[]>();
  // From the end, so that each list's last item is the first in order and pop() takes it.
  for (const entry of pairing.right.toReversed()) {
    const key = keyOf(entry);
    const others = waiting.get(key);
    if (others === undefined) waiting.set(key, [entry]);
    else others.push(entry);
  }
  const paired = new Set<ListEntry>();
  pairing.left = pairing.left.filter((left) => {
    const right = waiting.get(keyOf(left))?.pop();
    if (right === undefined) return true;
    paired.add(right);
    pairing.pairs.push({ left, right });
    return false;
  });
  pairing.right = pairing.right.filter((entry) => !paired.has(entry));
}

const findingOf = (kind: ListFindingClass, { id, position }: ListEntry): ListFinding => ({
  class: kind,
  sessionId: id,
  position,
  pointers: [`/${position}`],
});

/** The fewest pairs that have to move: all but a longest increasing run of positions (patience sorting). */
function outOfOrder(pairs: readonly Pair[]): Pair[] {
  const sorted = pairs.toSorted((one, other) => one.left.position - other.left.position);
  const tops: { pair: Pair; before: number }[] = [];
  const piles: number[] = [];
  for (const pair of sorted) {
    const pile = firstPileFor(pair, piles, tops);
    tops.push({ pair, before: piles[pile - 1] ?? -1 });
    piles[pile] = tops.length - 1;
  }
  const inOrder = new Set<Pair>();
  for (let at = tops[piles.at(-1) ?? -1]; at !== undefined; at = tops[at.before]) inOrder.add(at.pair);
  return sorted.filter((pair) => !inOrder.has(pair));
}

/** Binary search: the first pile whose top lies behind the pair on the right side. */
function firstPileFor(pair: Pair, piles: readonly number[], tops: readonly { pair: Pair }[]): number {
  let low = 0;
  let high = piles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const top = tops[piles[middle] ?? -1];
    if (top !== undefined && top.pair.right.position < pair.right.position) low = middle + 1;
    else high = middle;
  }
  return low;
}
