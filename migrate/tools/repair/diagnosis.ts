// What can still be trusted in a damaged database: workspaces of which every session has its digest.

import { sessionDigest } from '../../../contract/canonical.ts';
import { StoreError } from '../../../contract/errors.ts';
import { unlessRejected } from '../../../contract/unless-failed.ts';
import { attempt } from '../../../files/attempt.ts';
import { type DatabaseState, stateOfFiles } from '../../../impl-sqlite/database-state.ts';
import type { CheckReport, SqliteStore, WorkspaceInfo } from '../../../impl-sqlite/index.ts';
import type { ReadDatabase } from '../../with-database.ts';

export interface DamagedSession {
  readonly sessionId: string;
  readonly position: number;
  readonly digest: string;
}

export interface Diagnosis {
  readonly isSound: boolean;
  /** What is wrong, at most some; the first line when it cannot be opened at all. */
  readonly problems: readonly string[];
  /** The workspaces that it held are known. */
  readonly isListed: boolean;
  /** Every session as it was stored. */
  readonly intact: readonly WorkspaceInfo[];
  /** Workspaces with damage, and what can be read of them, right or wrong. */
  readonly broken: readonly { readonly hash: string; readonly readable: readonly DamagedSession[] }[];
  /** Rows that another program wrote: none of them is damage. */
  readonly withoutDigest?: NonNullable<CheckReport['withoutDigest']>;
  /** As it was before the first look: what is written later is not in this diagnosis. */
  readonly asRead: DatabaseState;
}

/** {@link stateOfFiles}, with E_IO. */
export const fileStateAt = (file: string): string => attempt('look at', file, () => stateOfFiles(file));

/** Of a database that is gone, or that was never finished. `files`: taken before that was seen. */
export const nothingLeft = (problem: string, files: string): Diagnosis => ({
  isSound: false,
  problems: [problem],
  isListed: false,
  intact: [],
  broken: [],
  asRead: { files, versions: undefined },
});

/** Throws what opening throws, but for damage: E_NOT_FOUND, E_NEWER_VERSION, E_LOCKED. */
export async function diagnose(readDatabase: ReadDatabase, file: string): Promise<Diagnosis> {
  const files = fileStateAt(file);
  try {
    return await readDatabase(file, (store) => diagnosed(store, files));
  } catch (error) {
    const isDamage =
      error instanceof StoreError && (error.code === 'E_CORRUPT' || error.code === 'E_NOT_A_DATABASE');
    if (!isDamage) throw error;
    return nothingLeft(error.message, files);
  }
}

async function diagnosed(store: SqliteStore, files: string): Promise<Diagnosis> {
  const versions = await unlessRejected(() => store.contentVersions());
  const asRead = { files, versions };
  const { findings, withoutDigest } = await store.check();
  const problems = findings.map(({ place, problem }) => `${place}: ${problem}`);
  const byOthers = withoutDigest === undefined ? {} : { withoutDigest };
  if (findings.length === 0) {
    const intact = await store.workspaces();
    return { ...{ isSound: true, problems, isListed: true, intact, broken: [], asRead }, ...byOthers };
  }
  // A walk that ended early says nothing of what it did not reach.
  const isWholeWalk = !findings.some(
    ({ place, problem }) => place === 'structure' && CUT_SHORT.test(problem),
  );
  const broken = new Set(findings.map(({ place }) => HASH_IN_PLACE.exec(place)?.[1]));
  const workspaces = await unlessRejected(() => store.workspaces());
  const isListed = isWholeWalk && workspaces !== undefined;
  const intact: WorkspaceInfo[] = [];
  const damaged: { hash: string; readable: DamagedSession[] }[] = [];
  for (const workspace of workspaces ?? []) {
    const { hash } = workspace;
    const sessions = await unlessRejected(() => store.sessionsOfHash(hash));
    const isIntact = isWholeWalk && !broken.has(hash) && sessions?.length === workspace.sessions;
    if (isIntact) intact.push(workspace);
    else {
      const readable = (sessions ?? []).map((session, position) => ({
        sessionId: session.id,
        position,
        digest: sessionDigest(session),
      }));
      damaged.push({ hash, readable });
    }
  }
  return { isSound: false, problems, isListed, intact, broken: damaged, asRead, ...byOthers };
}

/** As the check of impl-sqlite names places: `sessions <hash>/<position>`, `workspaces <hash>`. */
const HASH_IN_PLACE = /^(?:sessions|workspaces) ([0-9a-f]{16}|global)(?:\/|$)/;
const CUT_SHORT = /^cannot be read to the end/;
