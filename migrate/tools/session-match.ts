// Whether a session is what somebody looks for: by its id, or by text anywhere in it as the app's own filter compares
// text (lower-cased, contained).

import { searchableTexts } from '../../contract/search.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { containsText } from '../../contract/session-filter.ts';

/** id: exactly the session's id. text: somewhere in id, task, agent names, chat or outputs. */
export type MatchKind = 'id' | 'text';

/** A matcher of sessions for what was typed; undefined where it does not match. */
export function sessionMatcher(wanted: string): (session: WorktreeSession) => MatchKind | undefined {
  const lowered = wanted.toLowerCase();
  return (session) => {
    if (session.id === wanted) return 'id';
    if (containsText(session, lowered)) return 'text';
    for (const { text } of searchableTexts(session)) if (text.toLowerCase().includes(lowered)) return 'text';
    return undefined;
  };
}

/** Where the bytes of a file that cannot be read hold the text, as it is or as JSON escapes it; -1 if nowhere. */
export function byteOffsetOf(bytes: Buffer, wanted: string): number {
  const spellings = new Set([wanted, JSON.stringify(wanted).slice(1, -1)]);
  const offsets = [...spellings].map((spelling) => bytes.indexOf(spelling)).filter((offset) => offset >= 0);
  return offsets.length === 0 ? -1 : Math.min(...offsets);
}
