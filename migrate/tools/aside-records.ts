// What an import kept aside because the app cannot read it: listed from the archive's manifest, shown by its structure,
// and given back as bytes. Content is not shown unless it is asked for.

import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { INSTANCE_SHAPE, MESSAGE_SHAPE, SESSION_SHAPE } from '../../contract/session.ts';
import type { Archive } from '../archive.ts';
import { bytesAt } from '../durable-file.ts';
import { legacyFileOf } from '../legacy-files.ts';
import type { ArchivedOriginal } from '../manifest.ts';
import { sha256Of } from '../source-file.ts';

export interface AsideFile {
  readonly file: string;
  readonly workspace: string;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly modifiedAt: string;
  /** What stands at its place in the home now. */
  readonly present: 'same' | 'changed' | 'gone';
}

/** Files whose newest original the app cannot read, by name. E_IO, what Archive throws. */
export function asideFiles(archive: Archive, home: string): AsideFile[] {
  const names = [...new Set(archive.originals().map(({ file }) => file))].toSorted();
  return names
    .map((file) => archive.newestOf(file))
    .filter((original) => original?.verdict === 'aside')
    .filter((original) => original !== undefined)
    .map((original) => asideOf(original, home));
}

function asideOf(original: ArchivedOriginal, home: string): AsideFile {
  const { file, workspace, reason, sizeBytes, sha256, modifiedAt } = original;
  const bytes = bytesAt(join(home, legacyFileOf(workspace)));
  const present = bytes === undefined ? 'gone' : sha256Of(bytes) === sha256 ? 'same' : 'changed';
  return { file, workspace, reason: reason ?? 'no reason noted', sizeBytes, sha256, modifiedAt, present };
}

/** By file name, hash in the name, or digest. E_NOT_FOUND. */
export function asideNamed(files: readonly AsideFile[], name: string): AsideFile {
  const found = files.find(({ file, workspace, sha256 }) => [file, workspace, sha256].includes(name));
  if (found !== undefined) return found;
  throw new StoreError('E_NOT_FOUND', `Nothing was kept aside under the name ${name}.`, { data: { name } });
}

/** Bytes shown before and after the place where reading failed. */
const CONTEXT_BYTES = 240;

export interface Surroundings {
  /** Null when the reason names no place. */
  readonly byteOffset: number | null;
  /** The text around it with every character of content as `·`; brackets, commas and the format's own keys stay. */
  readonly structure: string;
  /** The same as it is. */
  readonly text: string;
}

/** `reason` as the reader words it: "… at line 3 column 7". */
export function surroundingsOf(bytes: Buffer, reason: string): Surroundings {
  const byteOffset = offsetOf(bytes, reason);
  const at = byteOffset ?? 0;
  const text = bytes.subarray(Math.max(0, at - CONTEXT_BYTES), at + CONTEXT_BYTES).toString('utf8');
  return { byteOffset, structure: structureOf(text), text };
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
  return Math.min(bytes.length, start + Math.max(0, Number(column) - 1));
}

const LINE_FEED = 10;

const KNOWN_KEYS = new Set(
  [SESSION_SHAPE, INSTANCE_SHAPE, MESSAGE_SHAPE].flatMap(({ fields }) => fields.map(({ name }) => name)),
);

/** A text holding a known key in its quotes looks the same inside a content's text, where quotes are escaped. */
export const structureOf = (text: string): string =>
  text.replaceAll(/"([A-Za-z]+)"(?=\s*:)|[^{}[\]:,"\s]/g, (found, key: string | undefined) =>
    key !== undefined && KNOWN_KEYS.has(key) ? found : '·'.repeat([...found].length),
  );
