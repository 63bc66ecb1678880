import { beforeEach, describe, expect, test } from 'vitest';
import { workspaceHash } from '../contract/workspace.ts';
import { checkAfter, fillTestDatabase, placesOf } from './suite/damage.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
beforeEach(() => fillTestDatabase(place));

describe('the search index', () => {
  const key = (id: string) => `(SELECT session_key FROM sessions WHERE id = '${id}')`;
  const rich = (): string => `sessions ${workspaceHash(place.workspace)}/1`;

  test.each([
    ['a session’s words', `DELETE FROM sessions_fts WHERE rowid = ${key('rich')}`],
    ['an appended message’s words', 'DELETE FROM sessions_fts WHERE rowid < 0'],
  ])('is found to lack %s', async (_what, sql) => {
    expect(placesOf(await checkAfter(place, (raw) => raw.exec(sql)))).toEqual([rich()]);
  });

  test.each([
    ['other words', "'unheard task'"],
    ['no words', "''"],
  ])('is found to hold %s for a session', async (_what, tokens) => {
    const report = await checkAfter(place, (raw) => {
      raw.exec(`DELETE FROM sessions_fts WHERE rowid = ${key('rich')}`);
      raw.exec(`INSERT INTO sessions_fts (rowid, tokens) VALUES (${key('rich')}, ${tokens})`);
    });
    expect(placesOf(report)).toEqual([rich()]);
  });

  test.each([
    ['a session', `${key('last')} + 1`],
    ['an appended message', `-(${key('last')} * 256 + 1)`],
  ])('is found to hold %s that does not exist', async (_what, rowid) => {
    const report = await checkAfter(place, (raw) =>
      raw.exec(`INSERT INTO sessions_fts (rowid, tokens) VALUES (${rowid}, 'ghost')`),
    );
    expect(placesOf(report)).toEqual(['sessions_fts']);
  });

  test('that cannot be read is found, and the sessions are checked all the same', async () => {
    const report = await checkAfter(place, (raw) => {
      raw.unsafeMode();
      raw.exec("UPDATE sessions_fts_data SET block = x'00' WHERE id > 10");
      raw.exec("UPDATE sessions SET model = 'other' WHERE id = 'rich'");
    });
    expect(placesOf(report)).toEqual(expect.arrayContaining(['sessions_fts', rich()]));
  });
});
