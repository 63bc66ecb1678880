// Whether something that the database has of a workspace would be found nowhere once the file has taken its place. Time
// stamps alone do not say: an old copy that was put back becomes the later one by the next write. So a record of the file
// counts as the successor of one of the database only where it contains it. In doubt the answer is yes: the archive keeps
// the same bytes once.

import { sessionDigest } from '../../contract/canonical.ts';
import { instantUs, UNKNOWN_INSTANT } from '../../contract/instant.ts';
import { writeJson } from '../../contract/json-text.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import type { SessionList } from '../../contract/session-list.ts';

/**
 * An id may stand in a list more than once: each record of the file succeeds one of the database at most. The order of the
 * records is nothing that gets lost.
 */
export const wouldLose = (held: SessionList, list: SessionList): boolean => lostTo(held, list).length > 0;

/** Those of the database that would be found nowhere. */
export function lostTo(held: SessionList, list: SessionList): SessionList {
  const inFile = Map.groupBy(list, sessionDigest);
  const changed = held.filter((session) => inFile.get(sessionDigest(session))?.pop() === undefined);
  const unused = Map.groupBy([...inFile.values()].flat(), ({ id }) => id);
  return changed.filter((session) => !takeSuccessor(unused.get(session.id) ?? [], session));
}

/** Takes the first record that contains the one of the database; false when there is none. */
function takeSuccessor(records: WorktreeSession[], session: WorktreeSession): boolean {
  const at = records.findIndex((inFile) => isContained(session, inFile));
  if (at >= 0) records.splice(at, 1);
  return at >= 0;
}

/** A status is the only value that a later record may have replaced. */
function isContained(earlier: WorktreeSession, later: WorktreeSession): boolean {
  return (
    isLater(later.updatedAt, earlier.updatedAt) &&
    isKept(earlier, later, SESSION_REPLACED) &&
    earlier.chatHistory.every((message, index) => isSameMessage(message, later.chatHistory[index])) &&
    earlier.instances.every((instance, index) => isInstanceContained(instance, later.instances[index]))
  );
}

const SESSION_REPLACED: readonly string[] = ['status', 'updatedAt', 'chatHistory', 'instances'];
const INSTANCE_REPLACED: readonly string[] = ['status', 'output'];

const isSameMessage = (message: ChatMessage, other: ChatMessage | undefined): boolean =>
  other !== undefined && writeJson(message) === writeJson(other);

/** Terminal output grows at its end. */
const isInstanceContained = (earlier: WorktreeInstance, later: WorktreeInstance | undefined): boolean =>
  later !== undefined &&
  isKept(earlier, later, INSTANCE_REPLACED) &&
  (earlier.output === null || later.output?.startsWith(earlier.output) === true);

/** Whether each value stands in the other record as well, those apart that are replaced; none may become one. */
const isKept = <T extends object>(earlier: T, later: T, replaced: readonly string[]): boolean =>
  Object.entries(earlier).every(([name, value]) => {
    if (value === null || replaced.includes(name)) return true;
    return writeJson(value) === writeJson(later[name as keyof T]);
  });

/** False also where either text is no timestamp: nothing tells the order then. */
function isLater(text: string, than: string): boolean {
  const [later, earlier] = [instantUs(text), instantUs(than)];
  return earlier !== UNKNOWN_INSTANT && later > earlier;
}
