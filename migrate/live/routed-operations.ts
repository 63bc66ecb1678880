// The contract's operations as calls that somebody else carries out: what a call is, apart from which store answers it.

import { callMethod, EveryOperation, type SessionMethod } from '../../contract/every-operation.ts';
import { type ArgumentName, namesNoWorkspace, OPERATIONS } from '../../contract/operations.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionOperations } from '../../contract/store.ts';

/** Carries the call out on some store. */
export type Call<T> = (operations: SessionOperations) => Promise<T>;

/** What a write is, besides the session or message that its answer holds. */
export interface WriteRequest {
  readonly operation: SessionMethod;
  readonly workspacePath: string;
  /** As they were passed; nothing in the place of what is not kept. */
  readonly args: readonly unknown[];
}

export interface Route {
  read<T>(workspacePath: string, call: Call<T>): Promise<T>;
  /** Of all workspaces together. */
  readAll<T>(call: Call<T>): Promise<T>;
  write<T extends WorktreeSession | undefined>(request: WriteRequest, call: Call<T>): Promise<T>;
}

/** The options of an update are for the store that answers: one that follows repeats what that store did. */
const NOT_KEPT: readonly ArgumentName[] = ['session', 'message', 'options'];

export class RoutedOperations extends EveryOperation {
  private readonly route: Route;

  constructor(route: Route) {
    super();
    this.route = route;
  }

  protected override carry(method: SessionMethod, args: readonly unknown[]): Promise<unknown> {
    const call: Call<never> = (on) => callMethod(on, method, args) as Promise<never>;
    if (namesNoWorkspace(method)) return this.route.readAll(call);
    const workspacePath = args[0] as string;
    const { writes, arguments: names } = OPERATIONS[method];
    if (!writes) return this.route.read(workspacePath, call);
    const kept = names.map((name, at) => (NOT_KEPT.includes(name) ? undefined : args[at]));
    return this.route.write({ operation: method, workspacePath, args: kept }, call);
  }
}
