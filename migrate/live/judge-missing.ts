// Session files that are gone while their sessions are still known: where the files are the truth, the database would drop
// them in silence. The app writes `[]` for none and removes no file, so somebody else did, on purpose or not.

import { readArchive } from '../damaged-manifest.ts';
import { GLOBAL_WORKSPACE, legacyFileOf } from '../legacy-files.ts';
import { missingFiles } from '../missing-files.ts';
import type { Judgement } from './kept-evidence.ts';
import { archiveDirectory } from './live-files.ts';

/** `held`: sessions in the database by workspace. What listing the home and reading the archive's manifest throw. */
export function judgeMissingFiles(home: string, held: ReadonlyMap<string, number>): Judgement {
  const imported = lastImported(home).filter(({ hash }) => !held.has(hash));
  const stored = [...held].map(([hash, sessions]) => ({ hash, sessions }));
  const digests = new Map(imported.map(({ hash, sha256 }) => [hash, sha256]));
  const missing = missingFiles(home, [...stored, ...imported]).map(({ workspace, sessions }) =>
    placeOf(workspace, counted(sessions), digests.get(workspace)),
  );
  return {
    isMet: missing.length === 0,
    evidence:
      missing.length === 0
        ? 'every workspace with sessions has its file'
        : `no file of ${missing.join(', ')}; waive no-missing-files when it was removed on purpose: what the database has of it then goes to the archive`,
  };
}

/** `sha256`: of the file that was imported last, where the database has no sessions. */
const placeOf = (hash: string, sessions: string, sha256: string | undefined): string =>
  sha256 === undefined
    ? `${hash} (${sessions} in the database; "reconcile --hash ${hash} --from sqlite" writes its file again)`
    : `${hash} (${sessions} at its last import; "restore-originals --sha256 ${sha256} --out DIR" writes its file)`;

/** What of it the waiver has moved: for the evidence of a condition that was waived. */
export const missingAsArchived = (evidence: string): string =>
  `${evidence.slice(0, evidence.lastIndexOf('; waive'))}; what the database had of it is in the archive now, where "find" finds it`;

const counted = (sessions: number): string => (sessions === 1 ? '1 session' : `${sessions} sessions`);

function lastImported(home: string): readonly { hash: string; sessions: number; sha256: string }[] {
  const { archive } = readArchive(archiveDirectory(home));
  const workspaces = new Set(archive.originals().map(({ workspace }) => workspace));
  return [...workspaces]
    .filter((workspace) => workspace === GLOBAL_WORKSPACE || /^[0-9a-f]{16}$/.test(workspace))
    .flatMap((workspace) => {
      const newest = archive.newestOf(legacyFileOf(workspace));
      const wasTaken = newest?.verdict === 'imported' || newest?.verdict === 'unchanged';
      const sessions = newest?.sessions ?? 0;
      return newest && wasTaken && sessions > 0 ? [{ hash: workspace, sessions, sha256: newest.sha256 }] : [];
    });
}
