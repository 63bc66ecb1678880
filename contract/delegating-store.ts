// A store that runs every operation through one gate: in turn with the others, and only while it is open.
// What an operation does is behind `run`.

import { StoreError } from './errors.ts';
import { callMethod, EveryOperation, type SessionMethod } from './every-operation.ts';
import type { SessionOperations, SessionStore } from './store.ts';

export abstract class DelegatingStore extends EveryOperation implements SessionStore {
  protected abstract run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T>;
  abstract transaction<T>(
    workspacePath: string,
    work: (operations: SessionOperations) => Promise<T>,
  ): Promise<T>;
  abstract close(): Promise<void>;

  protected override carry(method: SessionMethod, args: readonly unknown[]): Promise<unknown> {
    return this.run((operations) => callMethod(operations, method, args));
  }
}

export const storeClosed = (): StoreError =>
  new StoreError('E_CLOSED', 'The store was closed; nothing was done. Open it again to go on.');

export const foreignWorkspace = (): StoreError =>
  new StoreError(
    'E_TRANSACTION',
    'A transaction covers one workspace; an operation inside it named another one.',
  );

export const transactionEnded = (): StoreError =>
  new StoreError(
    'E_TRANSACTION',
    'An operation of a transaction was called after the transaction had ended.',
  );
