// What a failure of a contestant is told as.

import { StoreError } from '../../contract/errors.ts';
import { isNotOffered } from '../../definition/bench.ts';

export function wordsOf(error: unknown): string {
  if (isNotOffered(error)) return error.message;
  return error instanceof StoreError ? `${error.code}: ${error.message}` : String(error);
}
