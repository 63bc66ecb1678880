// Which of several sources stands for a workspace of a damaged database.
//
// States of the truth itself (isOurs) are told apart by their version, or else by their time, so that what was deleted later does not return. A file that
// another program wrote, or whose history is unknown, is held against them by the latest change in it; the archive's
// originals are as old as their import and count only when there is nothing else.

import { instantUs } from '../../../contract/instant.ts';
import type { RebuildSource, SourceKind } from './rebuild-sources.ts';

export interface Candidates {
  readonly backup: RebuildSource | undefined;
  readonly file: RebuildSource | undefined;
  readonly archived: RebuildSource | undefined;
}

export function chosenSource({ backup, file, archived }: Candidates): RebuildSource | undefined {
  const present = [backup, file, archived].filter((source) => source !== undefined);
  const ours = present
    .filter(({ isOurs }) => isOurs)
    .reduce<RebuildSource | undefined>(
      (best, source) => (best === undefined || isLater(source, best) ? source : best),
      undefined,
    );
  const inPlace = present.filter((source) => source === ours || (source === file && !source.isOurs));
  return maxBy(inPlace, latestChange) ?? archived;
}

/** A session that a source has which was not taken, and that the taken one lacks: deleted since, or lost. */
export interface LeftOut {
  readonly workspace: string;
  readonly sessionId: string;
  readonly source: SourceKind;
  readonly place: string;
}

export function leftOutOf(
  workspace: string,
  { backup, file, archived }: Candidates,
  taken: RebuildSource | undefined,
): LeftOut[] {
  const seen = new Set(taken?.sessions.map(({ id }) => id));
  const leftOut: LeftOut[] = [];
  for (const source of [backup, file, archived]) {
    if (source === undefined || source === taken) continue;
    for (const { id } of source.sessions.filter((session) => !seen.has(session.id))) {
      seen.add(id);
      leftOut.push({ workspace, sessionId: id, source: source.kind, place: source.place });
    }
  }
  return leftOut;
}

function isLater(left: RebuildSource, right: RebuildSource): boolean {
  if (left.version !== undefined && left.version.birth === right.version?.birth)
    return left.version.revision > right.version.revision;
  return timeMs(left) > timeMs(right);
}

const timeMs = ({ asOf }: RebuildSource): number => (asOf === null ? 0 : Date.parse(asOf));

const latestChange = ({ sessions }: RebuildSource): number =>
  sessions.reduce(
    (latest, { updatedAt }) => Math.max(latest, instantUs(updatedAt)),
    Number.NEGATIVE_INFINITY,
  );

/** The earlier of the list when they are level. */
const maxBy = <T>(items: readonly T[], value: (item: T) => number): T | undefined =>
  items.reduce<T | undefined>(
    (best, item) => (best === undefined || value(item) > value(best) ? item : best),
    undefined,
  );
