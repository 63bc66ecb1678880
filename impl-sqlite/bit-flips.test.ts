// The promise behind the digests: one wrong bit anywhere in the file is refused at opening, found by the check, or
// makes no answer wrong. Each flip is judged by every kind of read over every session.

import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeJson } from '../contract/json-text.ts';
import { searchableTexts } from '../contract/search.ts';
import { amountOf } from '../contract/suite/amounts.ts';
import { tokensOf } from '../contract/tokenizer.ts';
import type { SqliteStore } from './index.ts';
import { fillTestDatabase } from './suite/damage.ts';
import { instanceWith, messageWith, sessionWith, variedSessions } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const FLIPS = amountOf('BIT_FLIPS');
const place = useTestDatabase();

/** Everything that a store can be asked about a workspace, as text. */
async function answersOf(store: SqliteStore, words: readonly string[]): Promise<string[]> {
  const { workspace } = place;
  const answers: unknown[] = [
    await store.getAllSessions(workspace),
    await store.sessionStatistics(workspace),
    await store.workspaces(),
    await store.sessionsOfHash('00000000000000aa'),
    await store.fileText('00000000000000aa'),
    await store.getSession(workspace, 'rich'),
    await store.listMessages(workspace, 'rich'),
    await store.listSessions(workspace, { types: ['debate'] }),
    await store.listSessions(workspace, { statuses: ['running'] }),
  ];
  for (const sortBy of ['createdAt', 'updatedAt', 'totalDuration', 'totalFilesChanged'] as const) {
    answers.push(await store.listSessions(workspace, { sortBy, limit: 1_000 }));
  }
  for (const text of words) answers.push(await store.searchSessions(workspace, { text, limit: 1_000 }));
  return answers.map((answer) => writeJson(answer));
}

type Judgement = 'refused' | 'found' | 'equal' | 'WRONG';

async function judge(
  bytes: Buffer,
  expected: readonly string[],
  words: readonly string[],
): Promise<Judgement> {
  const file = `${place.folder}/flipped.db`;
  writeFileSync(file, bytes);
  let store: SqliteStore;
  try {
    store = await place.store({}, file);
  } catch (error) {
    expect(error).toMatchObject({ name: 'StoreError' });
    return 'refused';
  }
  try {
    if ((await store.check()).findings.length > 0) return 'found';
    const answers = await answersOf(store, words);
    return answers.every((answer, index) => answer === expected[index]) ? 'equal' : 'WRONG';
  } finally {
    await store.close();
  }
}

async function filledDatabase(): Promise<{ bytes: Buffer; expected: string[]; words: string[] }> {
  await fillTestDatabase(place);
  const store = await place.store();
  for (const session of variedSessions(40, 11)) await store.createSession(place.workspace, session);
  for (let id = 0; id < 20; id++) {
    const instances = [instanceWith(id, { output: `line ${id} of output `.repeat(id * 50) })];
    await store.createSession(place.workspace, sessionWith(`s${id}`, { task: `task${id} zebra`, instances }));
    await store.addChatMessage(
      place.workspace,
      `s${id % 5}`,
      messageWith(`m${id}`, { content: `said${id}` }),
    );
  }
  const words = new Set<string>();
  for (const session of await store.getAllSessions(place.workspace)) {
    for (const { text } of searchableTexts(session)) for (const token of tokensOf(text)) words.add(token);
  }
  await store.close();
  const again = await place.store();
  const searched = [...words].slice(0, 150);
  const expected = await answersOf(again, searched);
  await again.close();
  return { bytes: readFileSync(place.file), expected, words: searched };
}

test.each([
  ['in bytes that are not zero', true],
  ['anywhere', false],
])(`${FLIPS} flipped bits %s: none makes an answer silently wrong`, async (_where, isUsed) => {
  const { bytes, expected, words } = await filledDatabase();
  const counts = { refused: 0, found: 0, equal: 0, WRONG: 0 };
  const flip = fc.record({ at: fc.nat({ max: bytes.length - 1 }), bit: fc.nat({ max: 7 }) });
  const flips = fc.sample(fc.noBias(isUsed ? flip.filter(({ at }) => bytes[at] !== 0) : flip), {
    numRuns: FLIPS,
    seed: 20,
  });
  for (const { at, bit } of flips) {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] as number) ^ (1 << bit);
    const judgement = await judge(copy, expected, words);
    expect(judgement, `bit ${bit} of byte ${at}`).not.toBe('WRONG');
    counts[judgement]++;
  }
  // Most used bytes are covered; a check that finds nothing at all would also pass the loop.
  expect(counts.found + counts.refused).toBeGreaterThan(FLIPS * (isUsed ? 0.6 : 0.25));
  if (process.env.STOREPROOF_DEBUG === '1') console.log(counts);
});
