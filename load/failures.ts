// Calls that failed, by the code of what was thrown: whether one is a fault is for the verdict to say.

import { thrownText } from '../definition/thrown.ts';

export interface CallFailure {
  /** Of the error; "other" of one without. */
  readonly code: string;
  readonly message: string;
}

/** By code. */
export type Failures = Readonly<Record<string, Failure>>;

export interface Failure {
  readonly count: number;
  /** What the first one said. */
  readonly message: string;
}

/** Of whatever was thrown. */
export function failureOf(error: unknown): CallFailure {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return { code: typeof code === 'string' ? code : 'other', message: thrownText(error) };
}
