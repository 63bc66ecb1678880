// Says what a home directory holds, without changing anything: every session file with its size, digest, records and
// oddities, and every foreign file by name.

import type { Control } from '../contract/progress.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { itemByItem } from './item-by-item.ts';
import { countKeys } from './key-walk.ts';
import { legacyFiles } from './legacy-files.ts';
import { type Oddity, type OddityCounts, odditiesOf } from './oddities.ts';
import { addRecords, countRecords, NO_RECORDS, type RecordCount } from './record-count.ts';
import { type ReadableFile, readSource, type SourceFile } from './source-file.ts';

/** damaged: the app cannot read the bytes. blocked: the bytes cannot be had. foreign: not a session file. */
export type ScanState = 'readable' | 'damaged' | 'blocked' | 'foreign';

export interface FileScan {
  /** Relative to the home. */
  readonly file: string;
  /** File hash or "global"; null for a foreign file. */
  readonly workspace: string | null;
  readonly state: ScanState;
  /** Why it is damaged or blocked, else null. */
  readonly reason: string | null;
  /** Null where the bytes were not read. */
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  readonly records: RecordCount;
  readonly oddities: OddityCounts;
  /** Whether the app, and we, would write these sessions with the very same bytes. */
  readonly isFixedPoint: boolean;
  /** An earlier file with the same bytes, as left behind when a project moved; else null. */
  readonly copyOf: string | null;
}

export interface HomeScan {
  readonly files: readonly FileScan[];
  readonly totals: Readonly<Record<ScanState, number>>;
  readonly sizeBytes: number;
  readonly records: RecordCount;
  readonly oddities: OddityCounts;
  /** Sessions whose id an earlier file has as well. */
  readonly idsInSeveralFiles: number;
}

export interface ScanOptions extends Pick<Control, 'signal'> {
  readonly home: string;
}

/** Throws E_NOT_FOUND or E_IO for a home that cannot be listed, E_ABORTED. */
export async function scanHome({ home, signal }: ScanOptions): Promise<HomeScan> {
  const { files, foreign } = legacyFiles(home);
  const seen: SeenBefore = { fileOfDigest: new Map(), fileOfId: new Map(), idsInSeveralFiles: 0 };
  const scans: FileScan[] = [];
  for (const file of itemByItem('scanning', files, { signal })) {
    const source = await readSource(file);
    scans.push(scanOf(source, seen));
  }
  scans.push(...foreign.map((file) => unread({ file, workspace: null }, 'foreign', null)));
  return { files: scans, ...totalsOf(scans), idsInSeveralFiles: seen.idsInSeveralFiles };
}

/** What earlier files held, to notice copies and ids that one workspace's two files share. */
interface SeenBefore {
  readonly fileOfDigest: Map<string, string>;
  readonly fileOfId: Map<string, string>;
  idsInSeveralFiles: number;
}

function scanOf(source: SourceFile, seen: SeenBefore): FileScan {
  if (source.state === 'blocked') return unread(source, 'blocked', source.reason);
  const { file, workspace, state, bytes, sha256 } = source;
  const copyOf = firstFileWith(seen.fileOfDigest, sha256, file);
  const common = { file, workspace, state, sizeBytes: bytes.length, sha256, copyOf };
  if (source.state === 'damaged') {
    return { ...common, reason: source.reason, records: NO_RECORDS, oddities: {}, isFixedPoint: false };
  }
  for (const id of new Set(source.sessions.map((session) => session.id))) {
    if (firstFileWith(seen.fileOfId, id, file) !== null) seen.idsInSeveralFiles++;
  }
  return { ...common, reason: null, records: countRecords(source.sessions), ...contentOf(source) };
}

function contentOf({ bytes, sessions }: ReadableFile): Pick<FileScan, 'oddities' | 'isFixedPoint'> {
  const oddities = odditiesOf(sessions);
  const text = bytes.toString('utf8');
  // What the app wrote has every key in its place: no need to look for the others.
  if (writeSessions(sessions) === text) return { oddities, isFixedPoint: true };
  const keys = countKeys(text);
  if (keys.absentKeys > 0) oddities['absent-keys'] = keys.absentKeys;
  if (keys.unknownKeys > 0) oddities['unknown-keys'] = keys.unknownKeys;
  if (keys.positionalRecords > 0) oddities['positional-records'] = keys.positionalRecords;
  return { oddities, isFixedPoint: false };
}

/** The earlier file under the key, or null after noting this one. */
function firstFileWith(files: Map<string, string>, key: string, file: string): string | null {
  const first = files.get(key) ?? null;
  if (first === null) files.set(key, file);
  return first;
}

const unread = (
  { file, workspace }: Pick<FileScan, 'file' | 'workspace'>,
  state: ScanState,
  reason: string | null,
): FileScan => ({
  file,
  workspace,
  state,
  reason,
  sizeBytes: null,
  sha256: null,
  records: NO_RECORDS,
  oddities: {},
  isFixedPoint: false,
  copyOf: null,
});

function totalsOf(scans: readonly FileScan[]): Omit<HomeScan, 'files' | 'idsInSeveralFiles'> {
  const totals = { readable: 0, damaged: 0, blocked: 0, foreign: 0 };
  const oddities: OddityCounts = {};
  for (const scan of scans) {
    totals[scan.state]++;
    for (const [oddity, count] of Object.entries(scan.oddities) as [Oddity, number][]) {
      oddities[oddity] = (oddities[oddity] ?? 0) + count;
    }
  }
  return {
    totals,
    oddities,
    sizeBytes: scans.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0),
    records: scans.reduce((sum, { records }) => addRecords(sum, records), NO_RECORDS),
  };
}
