// The control block that the shim of a running process reads: which calls go wrong, when, and how. Same layout as in shim.c.

import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { constants } from 'node:os';

/** In the order of the shim. */
export const CALL_KINDS = [
  ...([
    'open',
    'read',
    'write',
    'sync',
    'truncate',
    'unlink',
    'rename',
    'lock',
    'allocate',
    'make',
    'look',
  ] as const),
];
export type CallKind = (typeof CALL_KINDS)[number];

const MANNERS = ['fail', 'short', 'other byte', 'read only'] as const;

export interface Fault {
  readonly kinds: readonly CallKind[];
  /** From 1: the call of these kinds that goes wrong. */
  readonly nth: number;
  /** Such as EIO. Without meaning where another byte is stored. */
  readonly error: keyof typeof constants.errno;
  /**
   * `short`: half of it is read or written; later ones, where it is for good, fail. `read only`: files that are opened for reading alone
   * can be.
   */
  readonly manner: (typeof MANNERS)[number];
  /** All later ones as well. */
  readonly isForGood: boolean;
}

const AT = { armed: 0, hits: 20, isRecording: 24, waitsUpToUs: 28, calls: 32, root: 128, library: 1152 };
const BYTES = 2176;
const TEXT_BYTES = 1024;

export class ShimControl {
  private readonly descriptor: number;

  /**
   * `root`: an absolute path; files below it are watched. Without it: the block as another process has made it. `library`: part of the name
   * of whose allocations can fail; empty: none can.
   */
  constructor(file: string, root?: string, library = '') {
    this.descriptor = openSync(file, root === undefined ? 'r+' : 'w+', 0o600);
    if (root === undefined) return;
    ftruncateSync(this.descriptor, BYTES);
    this.put(AT.root, textOf(root));
    this.put(AT.library, textOf(library));
  }

  arm({ kinds, nth, error, manner, isForGood }: Fault): void {
    const block = Buffer.alloc(24);
    block.writeUInt32LE(
      kinds.reduce((mask, kind) => mask | (1 << CALL_KINDS.indexOf(kind)), 0),
      0,
    );
    block.writeInt32LE(nth, 4);
    block.writeInt32LE(constants.errno[error] ?? 0, 8);
    block.writeUInt32LE(MANNERS.indexOf(manner), 12);
    block.writeUInt32LE(isForGood ? 1 : 0, 16);
    // The last word counts the calls that went wrong, from 0.
    this.put(AT.armed, block);
  }

  disarm(): void {
    this.put(AT.armed, numberOf(0));
  }

  record(isRecording: boolean): void {
    this.put(AT.isRecording, numberOf(isRecording ? 1 : 0));
  }

  /** Behind each lock and each sync, at random. */
  waitUpTo(microseconds: number): void {
    this.put(AT.waitsUpToUs, numberOf(microseconds));
  }

  /** How many calls went wrong since it was armed. */
  hits(): number {
    return this.get(AT.hits, 4).readUInt32LE();
  }

  /** Since the process began. */
  calls(): Record<CallKind, number> {
    const counts = this.get(AT.calls, 8 * CALL_KINDS.length);
    return Object.fromEntries(
      CALL_KINDS.map((kind, at) => [kind, Number(counts.readBigUInt64LE(8 * at))]),
    ) as Record<CallKind, number>;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private put(at: number, bytes: Buffer): void {
    writeSync(this.descriptor, bytes, 0, bytes.length, at);
  }

  private get(at: number, bytes: number): Buffer {
    const block = Buffer.alloc(bytes);
    readSync(this.descriptor, block, 0, bytes, at);
    return block;
  }
}

function numberOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function textOf(text: string): Buffer {
  const bytes = Buffer.alloc(TEXT_BYTES);
  if (bytes.write(text) >= TEXT_BYTES) throw new RangeError(`${text} is too long to be watched`);
  return bytes;
}
