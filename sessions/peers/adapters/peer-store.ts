// A store over a peer's open handle. Of libraries that lock their directory or live in memory a process has one handle
// per directory, as their users do, and the stores opened on it take turns.

import {
  DelegatingStore,
  foreignWorkspace,
  storeClosed,
  transactionEnded,
} from '../../../contract/delegating-store.ts';
import { Exclusive } from '../../../contract/exclusive.ts';
import { requireTransactionWorkspace } from '../../../contract/requests.ts';
import type { SessionOperations, SessionStore, StoreOptions } from '../../../contract/store.ts';
import { APP_METHODS, CONTRACT_METHODS, type StoreMethod } from '../../../subjects/index.ts';
import type { SessionKeeper } from './keeper.ts';
import { PeerOperations, translated } from './peer-operations.ts';
import { type Lease, SharedHandles } from './shared-handles.ts';

export interface PeerHandle {
  readonly keeper: SessionKeeper;
  /** Runs `work` on a keeper whose writes all stay or, when it throws, all go; throws what `work` throws. */
  transaction<T>(workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface OpenPeer {
  readonly handle: PeerHandle;
  readonly turn: Exclusive;
}

const peers = new SharedHandles<OpenPeer>(({ handle }) => handle.close());

/** A store with a handle of its own. */
export const openPeerStore = (handle: PeerHandle, options: StoreOptions): SessionStore =>
  new PeerStore({ handle: { handle, turn: new Exclusive() }, release: () => handle.close() }, options);

/** `key` names what the handle works on, within this process. */
export async function openSharedPeerStore(
  key: string,
  openHandle: () => Promise<PeerHandle>,
  options: StoreOptions,
): Promise<SessionStore> {
  const lease = await peers.lease(key, async () => ({ handle: await openHandle(), turn: new Exclusive() }));
  return new PeerStore(lease, options);
}

class PeerStore extends DelegatingStore {
  readonly offered: ReadonlySet<StoreMethod> = new Set(
    [...APP_METHODS, ...CONTRACT_METHODS].filter((method) => method !== 'listAllSessions'),
  );
  private readonly lease: Lease<OpenPeer>;
  private readonly options: StoreOptions;
  private readonly operations: PeerOperations;
  private isClosed = false;

  constructor(lease: Lease<OpenPeer>, options: StoreOptions) {
    super();
    this.lease = lease;
    this.options = options;
    this.operations = new PeerOperations(lease.handle.handle.keeper, options);
  }

  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(async ({ handle }) => {
      const workspace = requireTransactionWorkspace(workspacePath);
      let failure: { error: unknown } | undefined;
      try {
        return await handle.transaction(workspace, async (keeper) => {
          const admission = new TransactionAdmission(workspace);
          try {
            return await work(new PeerOperations(keeper, this.options, admission.admit));
          } catch (error) {
            failure = { error };
            throw error;
          } finally {
            admission.end();
          }
        });
      } catch (error) {
        throw failure?.error ?? translated(error);
      }
    });
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.lease.handle.turn.run(() => this.lease.release());
  }

  protected override run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(() => work(this.operations));
  }

  private inTurn<T>(work: (peer: OpenPeer) => Promise<T>): Promise<T> {
    // A closed store's turn may belong to stores that are still open; it asks for none.
    if (this.isClosed) return Promise.reject(storeClosed());
    return this.lease.handle.turn.run(() => work(this.lease.handle));
  }
}

/** What operations inside a transaction may touch, and how long. */
class TransactionAdmission {
  private readonly workspace: string;
  private isEnded = false;

  constructor(workspace: string) {
    this.workspace = workspace;
  }

  end(): void {
    this.isEnded = true;
  }

  readonly admit = (workspace: string): void => {
    if (this.isEnded) throw transactionEnded();
    if (workspace !== this.workspace) throw foreignWorkspace();
  };
}
