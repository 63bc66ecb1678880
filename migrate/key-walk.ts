// How the text of a readable session file differs from what the app would write, where parsing forgets it: keys that
// are absent, keys that the app does not know, records given as positional arrays.

import { JsonCursor } from '../contract/json-cursor.ts';
import { INSTANCE_SHAPE, MESSAGE_SHAPE, SESSION_SHAPE } from '../contract/session.ts';
import { isBlank } from '../contract/workspace.ts';

export interface KeyCounts {
  absentKeys: number;
  unknownKeys: number;
  positionalRecords: number;
}

interface Level {
  readonly keys: ReadonlySet<string>;
  /** The keys under which lists of records stand. */
  readonly lists: Readonly<Record<string, Level>>;
}

const levelOf = (shape: { fields: readonly { name: string }[] }, lists: Level['lists'] = {}): Level => ({
  keys: new Set(shape.fields.map(({ name }) => name)),
  lists,
});

const SESSION_LEVEL = levelOf(SESSION_SHAPE, {
  instances: levelOf(INSTANCE_SHAPE),
  chatHistory: levelOf(MESSAGE_SHAPE),
});

/** `text` must be one that the session reader accepts. Does not look into positional records. */
export function countKeys(text: string): KeyCounts {
  const counts: KeyCounts = { absentKeys: 0, unknownKeys: 0, positionalRecords: 0 };
  if (!isBlank(text)) walkList(new JsonCursor(text), SESSION_LEVEL, counts);
  return counts;
}

function walkList(cursor: JsonCursor, level: Level, counts: KeyCounts): void {
  cursor.expect('[');
  if (cursor.take(']')) return;
  do {
    if (cursor.peek() === '['.charCodeAt(0)) {
      counts.positionalRecords++;
      cursor.skipValue();
    } else walkRecord(cursor, level, counts);
  } while (cursor.take(','));
  cursor.expect(']');
}

function walkRecord(cursor: JsonCursor, level: Level, counts: KeyCounts): void {
  let known = 0;
  cursor.expect('{');
  do {
    const key = cursor.readString();
    cursor.expect(':');
    if (level.keys.has(key)) known++;
    else counts.unknownKeys++;
    const below = Object.hasOwn(level.lists, key) ? level.lists[key] : undefined;
    if (below === undefined) cursor.skipValue();
    else walkList(cursor, below, counts);
  } while (cursor.take(','));
  cursor.expect('}');
  counts.absentKeys += level.keys.size - known;
}
