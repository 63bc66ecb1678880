// Tells an error that a transaction's work throws by itself from one of the store under it: only the latter says that the
// store is at fault, whatever code the former bears.

import type { SessionOperations } from '../../contract/store.ts';
import { type Route, RoutedOperations } from './routed-operations.ts';

/** Carries an error of the caller's own work past whoever judges the store's errors. */
export class CallersError extends Error {
  constructor(cause: unknown) {
    super('the work of the transaction threw', { cause });
  }
}

/** The work, whose own errors come out wrapped in {@link CallersError}. */
export const markingErrors =
  <T>(work: (operations: SessionOperations) => Promise<T>) =>
  async (operations: SessionOperations): Promise<T> => {
    const ofStore = new Set<unknown>();
    try {
      return await work(new RoutedOperations(notingErrors(operations, ofStore)));
    } catch (error) {
      throw ofStore.has(error) ? error : new CallersError(error);
    }
  };

function notingErrors(operations: SessionOperations, ofStore: Set<unknown>): Route {
  const note = (error: unknown): never => {
    ofStore.add(error);
    throw error;
  };
  return {
    read: (_workspacePath, call) => call(operations).catch(note),
    readAll: (call) => call(operations).catch(note),
    write: (_request, call) => call(operations).catch(note),
  };
}
