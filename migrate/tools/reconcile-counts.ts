// What a reconciliation would do to each side of a workspace, counted by session: who decides should see what goes.

import { sessionDigest } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionList } from '../../contract/session-list.ts';

export interface SideCounts {
  /** Records of ids that the other side has not, or not so often. */
  readonly onlyInFile: number;
  readonly onlyInDatabase: number;
  /** Records of an id that both sides have, with other content. */
  readonly changed: number;
  /** Ids that `--from both` leaves there more often than either side has them, because their contents differ. */
  readonly doubled: readonly string[];
}

export function sideCounts(inFile: SessionList, held: SessionList): SideCounts {
  const file = Map.groupBy(inFile, ({ id }) => id);
  const database = Map.groupBy(held, ({ id }) => id);
  let [onlyInFile, onlyInDatabase, changed] = [0, 0, 0];
  const doubled: string[] = [];
  for (const id of new Set([...file.keys(), ...database.keys()])) {
    const [ofFile, ofDatabase] = [file.get(id) ?? [], database.get(id) ?? []];
    const equal = equalRecords(ofFile, ofDatabase);
    onlyInFile += Math.max(0, ofFile.length - ofDatabase.length);
    onlyInDatabase += Math.max(0, ofDatabase.length - ofFile.length);
    changed += Math.min(ofFile.length, ofDatabase.length) - equal;
    if (ofFile.length > equal && ofDatabase.length > equal) doubled.push(id);
  }
  return { onlyInFile, onlyInDatabase, changed, doubled };
}

function equalRecords(left: readonly WorktreeSession[], right: readonly WorktreeSession[]): number {
  const unmatched = Map.groupBy(left, sessionDigest);
  return right.filter((session) => unmatched.get(sessionDigest(session))?.pop() !== undefined).length;
}
