// One workspace as the database follows it: which writes of the file were observed, which the database has, and what is
// still to be done. Writes are numbered as they are observed, so that reading the file, which holds all of them so far,
// can stand for every write up to a number.

import type { BigIntStats } from 'node:fs';
import { writeJson } from '../../contract/json-text.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { isSameFile } from '../../impl-json/file-snapshot.ts';
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

/** The first read here, answered from a file that was at rest. */
export interface FirstRead extends Omit<ReadItem, 'kind' | 'number'> {
  readonly stats: BigIntStats;
}

interface Sized {
  readonly item: Item;
  readonly sizeBytes: number;
}

/**
 * Bytes of the files that waiting writes made, or of the answers that waiting reads hold: an answer keeps the text alive
 * that it was read from. One item may always wait.
 */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

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
  /** What the database holds is known to be an earlier state of what this process has written to the file. */
  isMerelyBehind = false;
  /** The file is being read: writes that it does not hold yet follow behind it. */
  private isConverging = false;
  private firstRead: FirstRead | undefined;
  private continues = false;
  private writtenBytes = 0;
  private items: Sized[] = [];

  constructor(hash: string) {
    this.hash = hash;
  }

  get length(): number {
    return this.items.length;
  }

  get isPending(): boolean {
    return this.items.length > 0 || (this.divergence !== null && !this.isUnreadable);
  }

  /** `sizeBytes` of the file that was written. */
  noteWrite(isContinuation: boolean, sizeBytes: number): void {
    this.observed++;
    this.continues = isContinuation;
    if (!isContinuation) this.isMerelyBehind = false;
    this.writtenBytes = sizeBytes;
    this.isUnreadable = false;
  }

  addWrites(writes: readonly Write[], itemsMax: number): void {
    if (!this.isQueueing) return;
    const item: Item = { kind: 'write', number: this.observed, isContinuation: this.continues, writes };
    this.add({ item, sizeBytes: this.writtenBytes }, itemsMax);
  }

  /** False when enough reads are waiting. */
  addRead(call: Call<unknown>, answer: unknown, itemsMax: number): boolean {
    if (!this.isQueueing || this.count('read') >= READS_MAX) return false;
    const answerText = writeJson(answer);
    const item: Item = { kind: 'read', number: this.observed, call, answerText };
    this.add({ item, sizeBytes: answerText.length }, itemsMax);
    return true;
  }

  /** Before the workspace is looked at, to be compared when that has found the same file. */
  noteFirstRead(read: FirstRead): void {
    if (this.isUnseen) this.firstRead = read;
  }

  /** Nothing was written here, nor looked at. */
  get isUnseen(): boolean {
    return this.observed === 0 && this.divergence === 'first use' && !this.isConverging && !this.firstRead;
  }

  /** As an item, where the look found the file with these times, and nothing was written since. */
  takeFirstRead(stats: BigIntStats | undefined): ReadItem | undefined {
    const read = this.firstRead;
    this.firstRead = undefined;
    if (read === undefined || this.observed > 0 || !isSameFile(read.stats, stats)) return undefined;
    return { kind: 'read', number: 0, call: read.call, answerText: read.answerText };
  }

  take(): Item | undefined {
    return this.items.shift()?.item;
  }

  /** From now on until `endConvergence`, what comes is queued. */
  startConvergence(): void {
    this.isConverging = true;
    this.items = [];
  }

  endConvergence(): void {
    this.isConverging = false;
    if (this.divergence !== null) this.items = [];
  }

  /** The database has every write up to the number; what is queued of them is done. */
  cover(number: number): void {
    this.covered = number;
    this.isUnreadable = false;
    // Of writes that came meanwhile what is known of each was noted with it.
    this.isMerelyBehind ||= number === this.observed;
    this.items = this.items.filter(({ item }) => item.number > number);
    this.divergence = this.hasGap ? 'gap' : null;
  }

  /** Whether a write was observed that is neither in the database nor waiting. */
  get hasGap(): boolean {
    return this.observed - this.covered > this.count('write');
  }

  /** While the workspace has diverged the file is read instead, and it holds every write. */
  private get isQueueing(): boolean {
    return this.divergence === null || this.isConverging;
  }

  private count(kind: Item['kind']): number {
    return this.items.filter(({ item }) => item.kind === kind).length;
  }

  private add(added: Sized, itemsMax: number): void {
    const waitingBytes = this.items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const hasRoom = this.items.length === 0 || waitingBytes + added.sizeBytes <= WAITING_BYTES_MAX;
    if (this.items.length < itemsMax && hasRoom) {
      this.items.push(added);
      return;
    }
    // The file holds the outcome of everything that is dropped here.
    this.items = [];
    this.divergence = 'queue full';
  }
}
