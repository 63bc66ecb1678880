// The driver alone as a store under load: it appends messages and reads sessions with the statements of the SQLite store.

import { StoreError } from '../../contract/errors.ts';
import { EveryOperation, type SessionMethod } from '../../contract/every-operation.ts';
import type { MessageInput } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { SubjectDefinition } from '../../definition/subject.ts';
import { BareDriver } from '../../impl-sqlite/bare-driver.ts';
import { type Durability, databaseFile } from '../../impl-sqlite/index.ts';
import type { StoreMethod } from '../../subjects/index.ts';

/** No writer of a load of minutes waits so long. */
const WAIT_MS = 60_000;

export const driverUnderLoad = (durability: Durability): SubjectDefinition<SessionStore> => ({
  open: (home) => new DriverStore(new BareDriver(databaseFile(home), { durability, waitMs: WAIT_MS })),
});

class DriverStore extends EveryOperation implements SessionStore {
  readonly offered: ReadonlySet<StoreMethod> = new Set<StoreMethod>(['addChatMessage', 'getSession']);
  private readonly driver: BareDriver;

  constructor(driver: BareDriver) {
    super();
    this.driver = driver;
  }

  async transaction<T>(): Promise<T> {
    throw notOffered('transaction');
  }

  async close(): Promise<void> {
    this.driver.close();
  }

  protected async carry(method: SessionMethod, args: readonly unknown[]): Promise<unknown> {
    const [folder, session, message] = args as [string, string, MessageInput];
    if (method === 'addChatMessage') return this.driver.append(folder, session, message);
    // Of the session what a load looks at; the rest was read as well.
    if (method === 'getSession') return { chatHistory: this.driver.read(folder, session) };
    throw notOffered(method);
  }
}

const notOffered = (method: string): StoreError =>
  new StoreError('E_REFUSED', `The driver alone has no ${method}; nothing was done.`);
