// Work that may fail in a foreseen way, with what stands for its answer then. Any other error is a bug and comes out.

import { StoreError } from './errors.ts';

type Otherwise<U> = (error: StoreError) => U;

/** What the work answers; after a StoreError what is made of that, undefined by default. */
export function unlessFailed<T>(work: () => T): T | undefined;
export function unlessFailed<T, U>(work: () => T, otherwise: Otherwise<U>): T | U;
export function unlessFailed(work: () => unknown, otherwise: Otherwise<unknown> = () => undefined): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreError) return otherwise(error);
    throw error;
  }
}

/** As {@link unlessFailed}, for work that is waited for. */
export async function unlessRejected<T>(work: () => T | Promise<T>): Promise<T | undefined>;
export async function unlessRejected<T, U>(
  work: () => T | Promise<T>,
  otherwise: Otherwise<U>,
): Promise<T | U>;
export async function unlessRejected(
  work: () => unknown,
  otherwise: Otherwise<unknown> = () => undefined,
): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError) return otherwise(error);
    throw error;
  }
}
