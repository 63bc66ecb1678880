// A round with all of its answers and effects: the work that a workload is, for every store to be held against.

import type { Round } from '../../definition/bench.ts';
import { answerDigest, glanceOf } from './answer-digest.ts';

export interface ShownRound {
  readonly workDigest: string;
  /** Of each call. */
  readonly glances: readonly string[];
  readonly durationsNs: readonly number[];
}

export async function shownRound(round: Round): Promise<ShownRound> {
  const { work: _large, ...shown } = await shownWork(round);
  return shown;
}

/** What the digest is of. */
export interface ShownWork extends ShownRound {
  readonly work: { readonly answers: readonly unknown[]; readonly effects: unknown };
}

export async function shownWork(round: Round): Promise<ShownWork> {
  if (round.calls.length === 0) throw new Error('the workload makes no calls');
  await round.begin?.();
  const answers: unknown[] = [];
  const durationsNs: number[] = [];
  for (const call of round.calls) {
    const startedNs = process.hrtime.bigint();
    answers.push(await call());
    durationsNs.push(Number(process.hrtime.bigint() - startedNs));
  }
  const work = await workOf(round, answers);
  const workDigest = answerDigest(work);
  await round.end?.();
  return { workDigest, work, glances: answers.map(glanceOf), durationsNs };
}

/** Behind the last call of a round, before its end. */
export const workDigestOf = async (round: Round, answers: readonly unknown[]): Promise<string> =>
  answerDigest(await workOf(round, answers));

async function workOf(round: Round, answers: readonly unknown[]): Promise<ShownWork['work']> {
  const work =
    round.reveal === undefined ? answers : answers.map((answer, call) => round.reveal?.(answer, call));
  return { answers: work, effects: (await round.effects?.()) ?? null };
}
