// What an import kept aside because the app cannot read it: listed from the archive's manifest, shown by its structure,
// and given back as bytes. Content is not shown unless it is asked for.

import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { INSTANCE_SHAPE, MESSAGE_SHAPE, SESSION_SHAPE } from '../../contract/session.ts';
import { bytesAt } from '../../files/durable-file.ts';
import type { Archive } from '../archive.ts';
import { type AsideRecord, asideOf } from '../aside.ts';
import { legacyFileOf } from '../legacy-files.ts';
import { sha256Of } from '../source-file.ts';

export interface AsideEntry extends AsideRecord {
  /** What stands at the file's place in the home now, compared with the archived original. */
  readonly present: 'same' | 'changed' | 'gone';
}

/** Whole files, and of files whose sound records were imported the ranges that were not. E_IO, what Archive throws. */
export function asideEntries(archive: Archive, home: string): AsideEntry[] {
  const records = asideOf(archive);
  const digests = new Map(
    [...new Set(records.map(({ workspace }) => workspace))].map((workspace) => {
      const bytes = bytesAt(join(home, legacyFileOf(workspace)));
      return [workspace, bytes && sha256Of(bytes)];
    }),
  );
  return records.map((record) => ({ ...record, present: presence(record, digests.get(record.workspace)) }));
}

function presence({ sha256 }: AsideRecord, digest: string | undefined): AsideEntry['present'] {
  if (digest === undefined) return 'gone';
  return digest === sha256 ? 'same' : 'changed';
}

/**
 * By file name, hash in the name, or digest; with `start`, the range that begins there, else the first. Of a file the
 * newest original that was kept aside. E_NOT_FOUND.
 */
export function asideNamed(
  entries: readonly AsideEntry[],
  name: string,
  start?: number | undefined,
): AsideEntry {
  const found = entries.find(
    (entry) =>
      [entry.file, entry.workspace, entry.sha256].includes(name) && (start ?? entry.start) === entry.start,
  );
  if (found !== undefined) return found;
  const place = start === undefined ? '' : ` at byte ${start}`;
  throw new StoreError('E_NOT_FOUND', `Nothing was kept aside under the name ${name}${place}.`, {
    data: { name },
  });
}

/** Bytes shown before and after the place where reading failed. */
const CONTEXT_BYTES = 240;

export interface Surroundings {
  /** Null when the reason names no place, and all of it is UTF-8. */
  readonly byteOffset: number | null;
  /** Index of that place in `structure` and `text`, which have equal lengths. */
  readonly mark: number;
  /** The text around it with every character of content as `·`; brackets, commas and the format's own keys stay. */
  readonly structure: string;
  /** The same as it is. */
  readonly text: string;
}

/**
 * Of the original's bytes: the place that the reason names ("… at line 3 column 7"), the first byte that is no UTF-8, or the
 * beginning of the range.
 */
export function surroundingsOf(
  bytes: Buffer,
  { reason, isWholeFile, start }: Pick<AsideRecord, 'reason' | 'isWholeFile' | 'start'>,
): Surroundings {
  const byteOffset = isWholeFile ? (offsetOf(bytes, reason) ?? undecodableAt(bytes)) : start;
  const at = byteOffset ?? 0;
  const before = bytes.subarray(Math.max(0, at - CONTEXT_BYTES), at).toString('utf8');
  const text = before + bytes.subarray(at, at + CONTEXT_BYTES).toString('utf8');
  return { byteOffset, mark: before.length, structure: structureOf(text), text };
}

function offsetOf(bytes: Buffer, reason: string): number | null {
  const [, line, column] = /line (\d+) column (\d+)/.exec(reason) ?? [];
  if (line === undefined || column === undefined) return null;
  let start = 0;
  for (let passed = 1; passed < Number(line); passed++) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end < 0) break;
    start = end + 1;
  }
  // Columns count UTF-16 units, of which none takes more than three bytes.
  const units = Math.max(0, Number(column) - 1);
  const text = bytes.subarray(start, start + units * UNIT_BYTES_MAX + UNIT_BYTES_MAX).toString('utf8');
  return Math.min(bytes.length, start + Buffer.byteLength(text.slice(0, units)));
}

const UNIT_BYTES_MAX = 3;

/** Where the first bytes are that no character has; null when there are none. */
function undecodableAt(bytes: Buffer): number | null {
  if (isUtf8(bytes)) return null;
  for (let at = 0; at < bytes.length; ) {
    const length = lengthBehind(bytes[at] ?? 0);
    if (length === 0 || (length > 1 && !isUtf8(bytes.subarray(at, at + length)))) return at;
    at += length;
  }
  return null;
}

/** Of the character that begins with this byte; 0 when none does. */
function lengthBehind(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

const LINE_FEED = 10;

const KNOWN_KEYS = new Set(
  [SESSION_SHAPE, INSTANCE_SHAPE, MESSAGE_SHAPE].flatMap(({ fields }) => fields.map(({ name }) => name)),
);

/** A text holding a known key in its quotes looks the same inside a content's text, where quotes are escaped. */
export const structureOf = (text: string): string =>
  text.replaceAll(/"([A-Za-z]+)"(?=\s*:)|[^{}[\]:,"\s]/g, (found, key: string | undefined) => {
    if (key === undefined) return '·';
    return KNOWN_KEYS.has(key) ? found : `"${'·'.repeat(key.length)}"`;
  });
