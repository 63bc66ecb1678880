// One workspace as the database follows it: which writes of the file were observed, which the database has, and what is
// still to be done. Writes are numbered as they are observed, so that reading the file, which holds all of them so far,
// can stand for every write up to a number.

import type { WorktreeSession } from '../../contract/session.ts';
import { writeJson } from '../../contract/session-writer.ts';
import type { Call, WriteRequest } from './routed-operations.ts';

export interface Write {
  readonly request: WriteRequest;
  /** What the primary answered; undefined for a deletion. */
  readonly answer: WorktreeSession | undefined;
}

/** One write of the file; a transaction's writes are one. */
export interface WriteItem {
  readonly kind: 'write';
  readonly number: number;
  /** The file was, before it, what we had left. */
  readonly isContinuation: boolean;
  readonly writes: readonly Write[];
}

export interface ReadItem {
  readonly kind: 'read';
  /** The last write that the read could see. */
  readonly number: number;
  readonly call: Call<unknown>;
  /** The primary's answer as JSON, taken at once: the caller has the answer itself. */
  readonly answerText: string;
}

export type Item = WriteItem | ReadItem;

/** Sampled reads hold their answers until they are compared: more than these are not sampled. */
const READS_MAX = 4;

export class FollowedWorkspace {
  readonly hash: string;
  /** Number of the last observed write. */
  observed = 0;
  /** Number of the last write that the database has. */
  covered = 0;
  /** Why the database may hold other sessions than the file; null when it follows. */
  divergence: string | null = 'first use';
  /** The app cannot read the file: nothing to follow until it changes. */
  isUnreadable = false;
  private continues = false;
  private items: Item[] = [];

  constructor(hash: string) {
    this.hash = hash;
  }

  get length(): number {
    return this.items.length;
  }

  get isPending(): boolean {
    return this.items.length > 0 || (this.divergence !== null && !this.isUnreadable);
  }

  noteWrite(isContinuation: boolean): void {
    this.observed++;
    this.continues = isContinuation;
    this.isUnreadable = false;
  }

  addWrites(writes: readonly Write[], itemsMax: number): void {
    this.add({ kind: 'write', number: this.observed, isContinuation: this.continues, writes }, itemsMax);
  }

  /** False when enough reads are waiting. */
  addRead(call: Call<unknown>, answer: unknown, itemsMax: number): boolean {
    if (this.items.filter(({ kind }) => kind === 'read').length >= READS_MAX) return false;
    this.add({ kind: 'read', number: this.observed, call, answerText: writeJson(answer) }, itemsMax);
    return true;
  }

  take(): Item | undefined {
    return this.items.shift();
  }

  /** The database has every write up to the number; what is queued of them is done. */
  cover(number: number): void {
    this.covered = number;
    this.isUnreadable = false;
    this.items = this.items.filter((item) => item.number > number);
    this.divergence = this.hasGap ? 'gap' : null;
  }

  /** Whether a write was observed that is neither in the database nor waiting. */
  get hasGap(): boolean {
    const waiting = this.items.filter(({ kind }) => kind === 'write').length;
    return this.observed - this.covered > waiting;
  }

  private add(item: Item, itemsMax: number): void {
    if (this.items.length < itemsMax) {
      this.items.push(item);
      return;
    }
    // The file holds the outcome of everything that is dropped here.
    this.items = [];
    this.divergence = 'queue full';
  }
}
