// The calls that changed files, in their order, as the shim recorded them. A file is known by its inode: names come and go.
// A call by which the program says something to the outside (an acknowledgement) is a write to a file of that name.

import { constants } from 'node:fs';
import { CALL_KINDS } from './control.ts';

export type TracedCall =
  /** `makes`: it may have made the file; `empties`: it has cut it to nothing. */
  | {
      readonly call: 'open';
      readonly inode: number;
      readonly path: string;
      readonly makes: boolean;
      readonly empties: boolean;
    }
  | { readonly call: 'write'; readonly inode: number; readonly offset: number; readonly data: Buffer }
  | { readonly call: 'truncate'; readonly inode: number; readonly bytes: number }
  /** Of a file, or of a directory. */
  | { readonly call: 'sync'; readonly inode: number }
  | { readonly call: 'rename' | 'link'; readonly from: string; readonly to: string }
  | { readonly call: 'unlink' | 'rmdir' | 'mkdir'; readonly path: string };

/** Same layout as in shim.c. */
const HEAD_BYTES = 32;

/** Throws RangeError of a record that was cut short. */
export function readTrace(bytes: Buffer): TracedCall[] {
  const calls: TracedCall[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    if (length < HEAD_BYTES || at + length > bytes.length)
      throw new RangeError(`The trace is cut short at byte ${at}.`);
    calls.push(callIn(bytes.subarray(at, at + length)));
    at += length;
  }
  return calls;
}

function callIn(record: Buffer): TracedCall {
  const kind = CALL_KINDS[record.readUInt32LE(4)];
  const firstBytes = record.readUInt32LE(8);
  const inode = Number(record.readBigUInt64LE(16));
  const number = Number(record.readBigInt64LE(24));
  const path = record.toString('utf8', HEAD_BYTES, HEAD_BYTES + firstBytes);
  const rest = record.subarray(HEAD_BYTES + firstBytes);
  switch (kind) {
    case 'open': {
      const { O_CREAT, O_TRUNC } = constants;
      return {
        call: 'open',
        inode,
        path,
        makes: (number & O_CREAT) !== 0,
        empties: (number & O_TRUNC) !== 0,
      };
    }
    case 'write':
      return { call: 'write', inode, offset: number, data: rest };
    case 'truncate':
      return { call: 'truncate', inode, bytes: number };
    case 'sync':
      return { call: 'sync', inode };
    case 'rename':
      return { call: number === 0 ? 'rename' : 'link', from: path, to: rest.toString('utf8') };
    case 'unlink':
      return { call: number === 0 ? 'unlink' : 'rmdir', path };
    case 'make':
      return { call: 'mkdir', path };
    default:
      throw new RangeError(`The trace has a call of kind ${kind}.`);
  }
}
