// What came of a trial: rows of samples for the operations whose work is that of the model, and checks that say what
// was refused and why. A store that does not hold its dataset, before or after, gets no rows at all.

import type { Check, Figure, Trial } from '../results/result.ts';
import { medianOf } from '../statistics/quantile.ts';
import type { PlannedTrial } from './plan.ts';
import type { TrialMessage } from './trial/trial-job.ts';
import type { TrialOutcome } from './trial/trial-process.ts';

export interface TrialJudgement {
  /** Operations that count: each has rows of samples or figures. */
  readonly timed: number;
  readonly rows: readonly (Trial | Figure)[];
  readonly refusals: readonly Check[];
  /** Operations that the store does not have, with what it lacks. */
  readonly absent: readonly string[];
}

/** `reference` gives the digest of each operation's work on the model, of those that it has. */
export function judgeTrial(
  planned: PlannedTrial,
  reference: ReadonlyMap<string, string>,
  { messages, death }: TrialOutcome,
): TrialJudgement {
  const { store, order } = planned;
  const { size: records, profile } = planned.dataset;
  const place = { store, records, profile };
  const refusal = (name: string, verdict: 'fail' | 'unknown', detail: string): Check => ({
    row: 'check',
    area: 'bench',
    subject: store,
    name,
    verdict,
    counts: { records, order },
    detail,
  });
  const nothing = { timed: 0, rows: [], absent: [] };
  if (death !== null) return { ...nothing, refusals: [refusal('trial ended', 'unknown', death)] };
  const rows: (Trial | Figure)[] = [];
  const refusals: Check[] = [];
  const absent: string[] = [];
  let timed = 0;
  for (const message of messages) {
    switch (message.kind) {
      case 'unverified': {
        const detail = `The store does not hold the dataset ${message.when} the trial; nothing of it counts.`;
        return { ...nothing, refusals: [refusal('content is the dataset', 'fail', detail)] };
      }
      case 'refused':
        refusals.push(refusal(`work of ${message.operation}`, 'fail', message.detail));
        break;
      case 'absent':
        absent.push(`${message.operation} (${message.detail})`);
        break;
      case 'samples':
      case 'weighed': {
        const expected = reference.get(message.operation);
        if (expected === undefined) {
          const detail = 'The model does not offer it: there is nothing to compare the answers with.';
          refusals.push(refusal(`work of ${message.operation}`, 'unknown', detail));
        } else if (message.workDigest === expected) {
          rows.push(...rowsOf(message, { ...place, order }));
          timed++;
        } else {
          const detail = 'The answers are not those of the model.';
          refusals.push(refusal(`work of ${message.operation}`, 'fail', detail));
        }
        break;
      }
    }
  }
  return { timed, rows, refusals, absent };
}

type Place = Pick<Trial, 'store' | 'records' | 'profile' | 'order'>;
type Measured = Extract<TrialMessage, { readonly kind: 'samples' | 'weighed' }>;

function rowsOf(message: Measured, place: Place): (Trial | Figure)[] {
  if (message.kind === 'weighed') {
    const { operation: weighed } = message;
    return message.figures.map((figure) => ({ row: 'figure', ...place, operation: weighed, ...figure }));
  }
  const { operation, workDigest, samplesNs, rate, scheduling, tinybench } = message;
  const trial: Trial = {
    row: 'trial',
    operation,
    ...place,
    samplesNs: [...samplesNs],
    workDigest,
    ...(scheduling !== undefined && { scheduling }),
    ...(tinybench !== undefined && { tinybench }),
  };
  if (rate === undefined) return [trial];
  const value = 1e9 / medianOf(samplesNs);
  return [trial, { row: 'figure', name: rate, ...place, operation, unit: 'per second', value }];
}

export interface StoreFindings {
  readonly refusals: readonly Check[];
  /** Each operation that it does not have, once. */
  readonly absent: readonly string[];
  /** What the time did not reach, in words. */
  readonly unmeasured: readonly string[];
}

/** One check for all trials of a store. What was never timed could not be checked. */
export function storeCheck(
  store: string,
  counts: { readonly timed: number; readonly skippedTrials: number },
  { refusals, absent, unmeasured }: StoreFindings,
): Check {
  const isFailed = refusals.some(({ verdict }) => verdict === 'fail');
  const isSure = refusals.length === 0 && unmeasured.length === 0 && counts.timed > 0;
  const details = [
    ...refusals.slice(0, 1).map(({ detail }) => detail),
    ...(unmeasured.length === 0 ? [] : [`Not timed before the budget was over: ${unmeasured.join('; ')}.`]),
    ...(absent.length === 0 ? [] : [`Not offered: ${absent.join('; ')}.`]),
  ];
  return {
    row: 'check',
    area: 'bench',
    subject: store,
    name: 'timed work is that of the model',
    verdict: isFailed ? 'fail' : isSure ? 'ok' : 'unknown',
    counts: { ...counts, absent: absent.length, refused: refusals.length },
    detail: details.join(' '),
  };
}
