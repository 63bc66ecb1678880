// A flipped bit in the header of a record makes a text of a blob, or a blob of a text: no statement can write that into
// a STRICT table, but a disk can.

import { expect, test } from 'vitest';
import { fillTestDatabase, placesOf } from './suite/damage.ts';
import { messageWith, sessionWith } from './suite/sessions.ts';
import { type TestDatabase, useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();

function changeType(place: TestDatabase, column: string, type: 'TEXT' | 'BLOB'): void {
  const alter = (from: string, to: string): void => {
    const raw = place.raw();
    raw.unsafeMode();
    raw.pragma('writable_schema = ON');
    raw.prepare("UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = 'sessions'").run(from, to);
    raw.close();
  };
  alter(') STRICT', ') /*STRICT*/');
  const raw = place.raw();
  raw.pragma('ignore_check_constraints = ON');
  raw.exec(`UPDATE sessions SET ${column} = CAST(${column} AS ${type}) WHERE id = 'rich'`);
  raw.close();
  alter(') /*STRICT*/', ') STRICT');
}

test.each([
  ['digest', 'TEXT'],
  ['task', 'BLOB'],
  ['session_type', 'BLOB'],
] as const)(
  'a %s that became a %s is named, hides no other session, and no write is built on it',
  async (column, type) => {
    await fillTestDatabase(place);
    changeType(place, column, type);
    const store = await place.store();
    const report = await store.check();
    expect(report.sessions).toBe(23);
    expect(placesOf(report).some((name) => name.startsWith('sessions ') && name.endsWith('/1'))).toBe(true);
    const corrupt = { code: 'E_CORRUPT' };
    await expect(store.addChatMessage(place.workspace, 'rich', messageWith('m4'))).rejects.toMatchObject(
      corrupt,
    );
    await expect(store.updateSession(place.workspace, sessionWith('rich'))).rejects.toMatchObject(corrupt);
    await store.addChatMessage(place.workspace, 'last', messageWith('m4'));
    await store.close();
  },
);
