// What the harness puts to the test: something with a name that opens stores. Which operations a store has is asked
// of the store, because a program under test may have only the app's seven.

import {
  type DebateWriter,
  OPERATION_NAMES,
  type OperationName,
  type OperationRow,
  rowOf,
} from '../contract/operations.ts';
import type { SessionStore, StoreOptions } from '../contract/store.ts';

export interface OpenOptions extends StoreOptions {
  /** A store of session files need not parse again what stands as it read it last (impl-json/file-codec.ts). Default: false. */
  readonly remembersFiles?: boolean;
}

export interface SessionSubject {
  readonly name: string;
  /** Whether a store that is opened again on the same home holds what was written before. */
  readonly isPersistent: boolean;
  /** Whether another process answers, over the subject protocol: no transactions and no strict mode there. */
  readonly isRemote: boolean;
  /** `home` is the directory that holds `.ait42`. */
  open(home: string, options?: OpenOptions): Promise<SessionStore>;
}

/** `updateSessionIf` is updateSession with an expected revision: a program may have the one without the other. */
export type StoreMethod = OperationName | 'transaction';

const ofOrigin = (origin: OperationRow['origin']): OperationName[] =>
  OPERATION_NAMES.filter((operation) => rowOf(operation).origin === origin);

/** The app's own operations: what every subject has. */
export const APP_METHODS: readonly OperationName[] = ofOrigin('app');

/** The operations of the contract beyond the app. */
export const CONTRACT_METHODS: readonly StoreMethod[] = [...ofOrigin('contract'), 'transaction'];

/** A store that knows what it lacks. */
interface Partial {
  readonly offered: ReadonlySet<StoreMethod>;
}

/** The operations that a store has. */
export function offeredBy(store: SessionStore): ReadonlySet<StoreMethod> {
  if ('offered' in store) return (store as SessionStore & Partial).offered;
  const methods: StoreMethod[] = [...APP_METHODS, ...CONTRACT_METHODS];
  return new Set(hasDebateWriter(store) ? [...methods, 'debateStatus'] : methods);
}

export const hasDebateWriter = (store: SessionStore): store is SessionStore & DebateWriter =>
  'debateStatus' in store && typeof store.debateStatus === 'function';
