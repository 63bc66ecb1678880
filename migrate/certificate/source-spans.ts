// Single spans of a file: where the bytes of each record of a certificate are, whatever has become of the rest.

import { readSync } from 'node:fs';
import { sha256Of } from '../source-file.ts';
import type { RecordRow } from './certificate.ts';

/** Fewer bytes than asked for where the file ends. */
export function spanOf(descriptor: number, offset: number, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const count = readSync(descriptor, bytes, filled, sizeBytes - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** The positions of the records whose bytes are no longer at their place, `max` at most. */
export function changedSpans(descriptor: number, rows: readonly RecordRow[], max: number): number[] {
  const changed: number[] = [];
  for (const [position, { offset, sizeBytes, sha256 }] of rows.entries()) {
    if (sha256Of(spanOf(descriptor, offset, sizeBytes)) !== sha256) changed.push(position);
    if (changed.length === max) break;
  }
  return changed;
}

/** Of the gaps before each record and behind the last, the first that holds other than what joins records. */
export function strangeGap(
  descriptor: number,
  rows: readonly RecordRow[],
  fileBytes: number,
): number | undefined {
  let end = 0;
  for (const [position, { offset, sizeBytes }] of rows.entries()) {
    const gap = spanOf(descriptor, end, offset - end).toString('latin1');
    if (!(position === 0 ? FIRST_GAP : INNER_GAP).test(gap)) return position;
    end = offset + sizeBytes;
  }
  const last = spanOf(descriptor, end, Math.max(0, fileBytes - end)).toString('latin1');
  return (rows.length === 0 ? EMPTY_ARRAY : LAST_GAP).test(last) ? undefined : rows.length;
}

const FIRST_GAP = /^[ \t\n\r]*\[[ \t\n\r]*$/;
const INNER_GAP = /^[ \t\n\r]*,[ \t\n\r]*$/;
const LAST_GAP = /^[ \t\n\r]*\][ \t\n\r]*$/;
const EMPTY_ARRAY = /^[ \t\n\r]*\[[ \t\n\r]*\][ \t\n\r]*$/;
