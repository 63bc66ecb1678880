// Every method of SessionOperations, made from the table: for stores that do the same with each operation, such as waiting
// for their turn and passing it on.

import { type Method, OPERATION_NAMES, type OperationName } from './operations.ts';
import type { SessionOperations } from './store.ts';

export type SessionMethod = keyof SessionOperations;

const isSessionMethod = (operation: OperationName): operation is SessionMethod =>
  operation !== 'updateSessionIf' && operation !== 'debateStatus';

export const SESSION_METHODS: readonly SessionMethod[] = OPERATION_NAMES.filter(isSessionMethod);

abstract class Carrying {
  /** What is done when a method is called. */
  protected abstract carry(method: SessionMethod, args: readonly unknown[]): Promise<unknown>;

  static {
    for (const method of SESSION_METHODS) {
      // Computed, so that the method has its name in stack traces.
      const named = {
        [method](this: Carrying, ...args: readonly unknown[]): Promise<unknown> {
          return this.carry(method, args);
        },
      };
      Object.defineProperty(Carrying.prototype, method, { value: named[method], writable: true });
    }
  }
}

/** A class to extend; its methods are carried out by `carry`. */
export const EveryOperation = Carrying as abstract new () => Carrying & SessionOperations;

/** Calls a method with arguments that nobody has checked yet. */
export const callMethod = (on: object, method: Method, args: readonly unknown[]): Promise<unknown> =>
  (on as Record<Method, (...args: readonly unknown[]) => Promise<unknown>>)[method](...args);
