// What came of a trial: rows of samples for the operations whose work is that of the model, and checks that say what
// was refused and why. A store that does not hold its dataset, before or after, gets no rows at all.

import type { Check, Trial } from '../contract/result.ts';
import type { PlannedTrial } from './plan.ts';
import type { TrialOutcome } from './trial/trial-process.ts';

export interface TrialJudgement {
  readonly trials: readonly Trial[];
  readonly refusals: readonly Check[];
}

/** `reference` gives the digest of each operation's work on the model. */
export function judgeTrial(
  planned: PlannedTrial,
  profile: string,
  reference: ReadonlyMap<string, string>,
  { messages, death }: TrialOutcome,
): TrialJudgement {
  const refusal = (name: string, verdict: 'fail' | 'unknown', detail: string): Check => ({
    row: 'check',
    area: 'bench',
    subject: planned.store,
    name,
    verdict,
    counts: { sessions: planned.sessions, order: planned.order },
    detail,
  });
  if (death !== null) return { trials: [], refusals: [refusal('trial ended', 'unknown', death)] };
  const trials: Trial[] = [];
  const refusals: Check[] = [];
  for (const message of messages) {
    if (message.kind === 'unverified') {
      const detail = `The store does not hold the dataset ${message.when} the trial; nothing of it counts.`;
      return { trials: [], refusals: [refusal('content is the dataset', 'fail', detail)] };
    }
    if (message.kind === 'refused') {
      refusals.push(refusal(`work of ${message.operation}`, 'fail', message.detail));
    }
    if (message.kind !== 'samples') continue;
    const { operation, workDigest, samplesNs } = message;
    if (workDigest === reference.get(operation)) {
      const { store, sessions, order } = planned;
      const samples = [...samplesNs];
      trials.push({
        row: 'trial',
        operation,
        store,
        sessions,
        profile,
        order,
        samplesNs: samples,
        workDigest,
      });
    } else {
      refusals.push(refusal(`work of ${operation}`, 'fail', 'The answers are not those of the model.'));
    }
  }
  return { trials, refusals };
}

/** One check for all trials of a store. */
export function storeCheck(
  store: string,
  counts: { readonly timed: number; readonly skippedTrials: number },
  refusals: readonly Check[],
): Check {
  const isFailed = refusals.some(({ verdict }) => verdict === 'fail');
  const isSure = refusals.length === 0 && counts.timed > 0;
  return {
    row: 'check',
    area: 'bench',
    subject: store,
    name: 'timed work is that of the model',
    verdict: isFailed ? 'fail' : isSure ? 'ok' : 'unknown',
    counts: { ...counts, refused: refusals.length },
    detail: refusals[0]?.detail ?? '',
  };
}
