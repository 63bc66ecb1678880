// Phase dual: the session files answer, the database follows. Every result and every error is the primary's.

import { randomInt } from 'node:crypto';
import { DelegatingStore, storeClosed } from '../../contract/delegating-store.ts';
import { Exclusive } from '../../contract/exclusive.ts';
import { readableHash } from '../../contract/requests.ts';
import { freezeSession, type WorktreeSession } from '../../contract/session.ts';
import type { SessionOperations, StoreOptions } from '../../contract/store.ts';
import { JsonStore } from '../../impl-json/json-store.ts';
import { type FileWrite, LOCK_WAIT_MS_DEFAULT } from '../../impl-json/safe-files.ts';
import type { Write } from './followed-workspace.ts';
import { ObservedFiles } from './observed-files.ts';
import { ReadSample } from './read-sample.ts';
import { type Call, type Route, RoutedOperations, type WriteRequest } from './routed-operations.ts';
import { Shadow } from './shadow.ts';
import { type OpenShadow, openShadowOf } from './shadow-store.ts';

export interface DualStoreOptions extends StoreOptions {
  /** The directory that holds `.ait42`. */
  readonly home: string;
  readonly lockWaitMs?: number;
  /** One read in so many is repeated on the database: 1 all, 0 none. Default: 20. */
  readonly compareOneIn?: number;
  /** Of which reads are taken. Default: another each time, so that opens of a few reads each are sampled as well. */
  readonly seed?: number;
  /** Writes that may wait for one workspace before its file is read instead. Default: 1,000. */
  readonly itemsMax?: number;
  /** Default: the database of the home. */
  readonly openShadow?: OpenShadow;
  readonly nowMs?: () => number;
  /** Whether the files are still the truth; where another process can change the phase. Default: yes. */
  readonly mayFollow?: () => boolean;
  /** Called with the lock of a file held, before it is written: what it throws ends the operation. */
  readonly beforeWrite?: () => void;
}

const COMPARE_ONE_IN_DEFAULT = 20;
const ITEMS_MAX_DEFAULT = 1_000;
const SEED_MAX = 2 ** 31;

export class DualStore extends DelegatingStore {
  readonly shadow: Shadow;
  private readonly primary: JsonStore;
  private readonly sample: ReadSample;
  private readonly exclusive = new Exclusive();
  private readonly routed: RoutedOperations;
  /** The workspace that the primary wrote last in the running call. */
  private writtenHash: string | undefined;
  /** Workspaces that were read since the last drain: their hashes cost too much to be had with every read. */
  private readonly readPaths = new Set<string>();
  private isClosed = false;

  /** Opens nothing yet; a database that cannot be opened is told as an event. */
  constructor(options: DualStoreOptions) {
    super();
    const { home } = options;
    this.shadow = new Shadow({
      home,
      open: options.openShadow ?? openShadowOf(home),
      itemsMax: options.itemsMax ?? ITEMS_MAX_DEFAULT,
      nowMs: options.nowMs ?? (() => performance.now()),
      mayFollow: options.mayFollow ?? (() => true),
    });
    const observe = (hash: string, write: FileWrite): void => {
      this.shadow.observe(hash, write);
      this.writtenHash = hash;
    };
    const { lockWaitMs = LOCK_WAIT_MS_DEFAULT, beforeWrite } = options;
    this.primary = new JsonStore(new ObservedFiles(lockWaitMs, observe, beforeWrite), options);
    this.sample = new ReadSample(
      options.seed ?? randomInt(SEED_MAX),
      options.compareOneIn ?? COMPARE_ONE_IN_DEFAULT,
    );
    this.routed = new RoutedOperations(this.liveRoute());
  }

  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      const writes: Write[] = [];
      const answer = await this.primary.transaction(workspacePath, (operations) =>
        work(new RoutedOperations(recordingRoute(operations, writes))),
      );
      this.followLast(writes);
      return answer;
    });
  }

  /**
   * Waits until the database has followed in every workspace that was written or read here; false when it cannot at present,
   * also while a file that the app cannot read is left to itself.
   */
  async drain(): Promise<boolean> {
    for (const path of this.readPaths) {
      const hash = readableHash(path);
      if (hash !== null) this.shadow.lookAt(hash);
    }
    this.readPaths.clear();
    return (await this.shadow.drain()) && this.shadow.status().unreadable.length === 0;
  }

  /** Lets the database follow first, as far as it can. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    await this.exclusive.run(async () => {
      this.isClosed = true;
      await this.primary.close();
      await this.shadow.close();
    });
  }

  protected override run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(() => work(this.routed));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.exclusive.run(async () => {
      if (this.isClosed) throw storeClosed();
      this.writtenHash = undefined;
      return work();
    });
  }

  private liveRoute(): Route {
    return {
      read: async <T>(workspacePath: string, call: Call<T>): Promise<T> => {
        this.readPaths.add(workspacePath);
        const answer = await call(this.primary);
        if (this.sample.takesNext()) this.compareLater(workspacePath, call, answer);
        return answer;
      },
      // Not compared: the database follows one workspace at a time.
      readAll: (call) => call(this.primary),
      write: async <T extends WorktreeSession | undefined>(
        request: WriteRequest,
        call: Call<T>,
      ): Promise<T> => {
        const answer = await call(this.primary);
        // It is replayed later: what the caller does to it must not reach the database.
        if (answer !== undefined) freezeSession(answer);
        this.followLast([{ request, answer }]);
        return answer;
      },
    };
  }

  private compareLater(workspacePath: string, call: Call<unknown>, answer: unknown): void {
    const hash = readableHash(workspacePath);
    if (hash !== null) this.shadow.compare(hash, call, answer);
  }

  private followLast(writes: readonly Write[]): void {
    if (this.writtenHash !== undefined) this.shadow.follow(this.writtenHash, writes);
  }
}

/** Notes every write that succeeded. */
function recordingRoute(operations: SessionOperations, writes: Write[]): Route {
  return {
    read: (_workspacePath, call) => call(operations),
    readAll: (call) => call(operations),
    write: async (request, call) => {
      const answer = await call(operations);
      writes.push({ request, answer });
      return answer;
    },
  };
}
