// What failing calls brought to light, and how much was tried: counted, and of each kind the first ones kept.

import { type Point, pointName, pointText } from './points.ts';

/**
 * `lost`: what was said to be done is not there. `mixed`: it holds what it never held. `raw`: an error that is none of the store's.
 * `blocked`: nothing fails any more, and it refuses or does something else. `wrong answer`: it answers, and not what it holds. `left open`: it
 * was closed and has files open. `false alarm`: one call failed, and it says that its data is damaged. `silent`: another byte is stored and nothing says so. `died`: the process ended, or came to a stand.
 */
export type Rule =
  | ('lost' | 'mixed' | 'raw' | 'blocked' | 'wrong answer')
  | ('left open' | 'false alarm' | 'silent' | 'died');

export interface Finding {
  readonly rule: Rule;
  /** To play it again. */
  readonly point: string;
  readonly says: string;
}

export interface Tally {
  /** Calls that went wrong. */
  points: number;
  /** Of them: the work was done all the same; refused; refused, and done. */
  done: number;
  refused: number;
  refusedAndDone: number;
  /** Bytes that were stored wrong: told by the store, and without effect. */
  told: number;
  harmless: number;
  /** Of them: the store has no check that could tell. */
  unchecked: number;
  /** Spots that could not be played: nothing is the same twice there. */
  skipped: number;
  /** Spots that were not played to their end for lack of time. */
  cut: number;
  /** By code. */
  errors: Record<string, number>;
  found: Partial<Record<Rule, number>>;
  findings: Finding[];
}

export const newTally = (): Tally => ({
  ...{
    points: 0,
    done: 0,
    refused: 0,
    refusedAndDone: 0,
    told: 0,
    harmless: 0,
    unchecked: 0,
    skipped: 0,
    cut: 0,
  },
  ...{ errors: {}, found: {}, findings: [] },
});

/** Kept of each rule. */
const KEPT = 3;

export function find(tally: Tally, rule: Rule, point: Point, says: string): void {
  tally.found[rule] = (tally.found[rule] ?? 0) + 1;
  keep(tally, { rule, point: pointName(point), says: `${pointText(point)}: ${says}` });
}

function keep(tally: Tally, finding: Finding): void {
  if (tally.findings.filter(({ rule }) => rule === finding.rule).length < KEPT) tally.findings.push(finding);
}

export function add(tally: Tally, more: Tally): void {
  for (const key of COUNTS) tally[key] += more[key];
  for (const [code, count] of Object.entries(more.errors))
    tally.errors[code] = (tally.errors[code] ?? 0) + count;
  for (const [rule, count] of Object.entries(more.found) as [Rule, number][])
    tally.found[rule] = (tally.found[rule] ?? 0) + count;
  for (const finding of more.findings) keep(tally, finding);
}

const COUNTS = [
  ...(['points', 'done', 'refused', 'refusedAndDone', 'told', 'harmless', 'unchecked'] as const),
  ...(['skipped', 'cut'] as const),
];
