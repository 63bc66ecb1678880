// What stores were asked and have not answered yet: named where the work comes to a stand, and given up after a limit.
// Answers that are no promises pass through.

import { StoreError } from '../contract/errors.ts';

/** Programs have a limit of their own (protocol/program-connection.ts). */
export const ANSWER_MS_MAX = 60_000;

interface Asked {
  readonly name: string;
  readonly isRemote: boolean;
}

const unanswered = new Set<string>();

/** E_SUBJECT with the reason `timeout`. */
export async function awaited<Answer>(
  { name, isRemote }: Asked,
  call: string,
  work: () => Answer,
): Promise<Awaited<Answer>> {
  const answer = work();
  if (!isThenable(answer)) return answer as Awaited<Answer>;
  const asked = `${name}, asked for ${call}`;
  // A store is asked one thing at a time; two stores of one name are asked for the same.
  unanswered.add(asked);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    if (isRemote) return;
    timer = setTimeout(() => reject(lateError(name, call)), ANSWER_MS_MAX).unref();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    unanswered.delete(asked);
  }
}

/** "sqlite, asked for list"; empty where nothing is waited for. */
export const unansweredText = (): string => [...unanswered].join('; ');

const isThenable = (value: unknown): boolean =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';

const lateError = (name: string, call: string): StoreError =>
  new StoreError('E_SUBJECT', `${name} has not answered ${call} within ${ANSWER_MS_MAX / 1000} seconds.`, {
    data: { reason: 'timeout', call },
  });
