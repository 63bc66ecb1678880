// Checks a history of transactions that append to lists and read them: what isolation the store kept, and what it lost.
//
// Method: K. Kingsbury, P. Alvaro, Elle: Inferring Isolation Anomalies from Experimental Observations (VLDB 2020). As every value is
// appended once and a read shows the whole list, reads tell the order of the appends; from it follows which transaction must
// come before which, and a cycle of those is what no serial execution explains. Linear in the size of the history.

import { breathe } from '../contract/breathe.ts';
import { ANOMALY_NAMES, type Anomaly, type AnomalyName, Findings, type Say, Words } from './anomaly.ts';
import { cycleText } from './cycle-text.ts';
import { checkCycles } from './cycles.ts';
import { graphOf } from './graph.ts';
import type { History } from './history.ts';
import { checkInOrder } from './in-order.ts';
import { checkObjects } from './objects.ts';
import { timelineOf } from './timeline.ts';

export interface HistoryOptions {
  /** How keys, values and transactions are called in texts. */
  readonly say?: Partial<Say>;
  /** Told of each name; all are counted. Default: 5. */
  readonly examplesMax?: number;
  readonly signal?: AbortSignal;
}

export interface HistoryVerdict {
  readonly transactions: number;
  readonly operations: number;
  /** None was found. */
  readonly isClean: boolean;
  readonly counts: Readonly<Partial<Record<AnomalyName, number>>>;
  /** The first ones of each name, in the order of `ANOMALY_NAMES`. */
  readonly anomalies: readonly Anomaly[];
  /** Cycles that could not be ruled out in a component of many thousands of transactions, all of which are on a weaker cycle. */
  readonly undecided: readonly AnomalyName[];
}

/**
 * Gives the event loop a turn every 20 ms. A history that is still added to is not checked again.
 * Throws the signal's reason when it is aborted.
 */
export async function checkHistory(
  history: History,
  { say = {}, examplesMax = 5, signal }: HistoryOptions = {},
): Promise<HistoryVerdict> {
  const findings = new Findings(examplesMax);
  const undecided = await inTurns(checks(history, findings, new Words(history, say)), signal);
  const { counts, anomalies } = findings;
  return {
    transactions: history.transactions,
    operations: history.targets.length,
    isClean: Object.keys(counts).length === 0,
    counts,
    anomalies: ANOMALY_NAMES.flatMap((name) => anomalies.filter((anomaly) => anomaly.name === name)),
    undecided: [...undecided],
  };
}

function* checks(
  history: History,
  findings: Findings,
  words: Words,
): Generator<void, ReadonlySet<AnomalyName>> {
  history.settle();
  yield* checkObjects(history, findings, words);
  const timeline = yield* timelineOf(history);
  yield* checkInOrder(history, timeline, findings, words);
  const graph = yield* graphOf(history, timeline);
  return yield* checkCycles(history, graph, findings, (cycle) => cycleText(history, words, cycle));
}

async function inTurns<T>(steps: Generator<void, T>, signal: AbortSignal | undefined): Promise<T> {
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = steps.next();
    if (done) return value;
    await breathe();
  }
}
