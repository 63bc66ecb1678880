// Damage is never made to look sound: after one wrong bit anywhere in the file and random writes, either what was
// wrong is still named by the check, or the content is what the same writes give on the sound file.
// FLIP_TRIALS sets how many flips are tried (2,000 for the published figure).

import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeJson } from '../contract/json-text.ts';
import { amountOf } from '../contract/suite/amounts.ts';
import type { SqliteStore } from './index.ts';
import { fillTestDatabase } from './suite/damage.ts';
import { arbitraryWrite, type Call, outcomeOf, perform } from './suite/random-calls.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const TRIALS = amountOf('FLIP_TRIALS');
const clock = { now: () => '2025-11-12T16:00:00+00:00' };
const place = useTestDatabase();

const IDS = ['a', 'b', 'c', ...Array.from({ length: 17 }, (_, index) => `s${index}`)];

async function filledDatabase(): Promise<Buffer> {
  await fillTestDatabase(place);
  const store = await place.store();
  for (const [index, id] of IDS.entries()) {
    const instances = [0, 1, 2].map((number) =>
      instanceWith(number, { output: `output ${index} ${number} `.repeat(number * 10), runtime: 'codex' }),
    );
    await store.createSession(place.workspace, sessionWith(id, { task: `task ${index}`, instances }));
    for (let message = 0; message < index % 4; message++) {
      await store.addChatMessage(place.workspace, id, messageWith(`m${message}`));
    }
  }
  await store.close();
  return readFileSync(place.file);
}

/** An append or a change of status of every session, and whatever else comes. */
function writesOf(seed: number): Call[] {
  const ordinary = IDS.map(
    (id, index): Call =>
      (index + seed) % 2 === 0
        ? { operation: 'addChatMessage', values: [id, messageWith('new')] }
        : { operation: 'updateInstanceStatus', values: [id, 1, 'completed'] },
  );
  return [...ordinary, ...fc.sample(arbitraryWrite, { numRuns: 4, seed })];
}

async function opened(name: string, bytes: Buffer): Promise<SqliteStore | undefined> {
  const file = `${place.folder}/${name}.db`;
  writeFileSync(file, bytes);
  try {
    return await place.store({ clock }, file);
  } catch (error) {
    expect(error).toMatchObject({ name: 'StoreError' });
    return undefined;
  }
}

const isRefusal = (outcome: string): boolean => /^E_[A-Z_]+: /.test(outcome);

async function contentOf(store: SqliteStore): Promise<string> {
  const workspaces = await store.workspaces();
  const sessions = await Promise.all(workspaces.map(({ hash }) => store.sessionsOfHash(hash)));
  return writeJson([workspaces, sessions]);
}

type Judgement = 'refused at opening' | 'named' | 'as on the sound file' | 'HIDDEN';

async function judge(
  number: number,
  sound: Buffer,
  damaged: Buffer,
): Promise<{ judgement: Judgement; writes: number; refused: number }> {
  const store = await opened(`damaged-${number}`, damaged);
  if (store === undefined) return { judgement: 'refused at opening', writes: 0, refused: 0 };
  const done: Call[] = [];
  let refused = 0;
  for (const call of writesOf(number)) {
    const outcome = await outcomeOf(perform(store, place.workspace, call));
    if (!isRefusal(outcome)) done.push(call);
    if (outcome.startsWith('E_CORRUPT')) refused++;
  }
  const { findings } = await store.check();
  const counts = { writes: done.length, refused };
  if (findings.length > 0) {
    await store.close();
    return { judgement: 'named', ...counts };
  }
  const content = await contentOf(store);
  await store.close();
  const other = (await opened(`sound-${number}`, sound)) as SqliteStore;
  for (const call of done) await perform(other, place.workspace, call);
  const expected = await contentOf(other);
  await other.close();
  return { judgement: content === expected ? 'as on the sound file' : 'HIDDEN', ...counts };
}

test(`after ${TRIALS} flipped bits, each followed by writes, no damage is hidden`, async () => {
  const sound = await filledDatabase();
  const flip = fc.record({ at: fc.nat({ max: sound.length - 1 }), bit: fc.nat({ max: 7 }) });
  const flips = fc.sample(fc.noBias(flip.filter(({ at }) => sound[at] !== 0)), { numRuns: TRIALS, seed: 8 });
  const counts = { 'refused at opening': 0, named: 0, 'as on the sound file': 0, HIDDEN: 0 };
  // Every other one in a text of a session's row, which the writes read: few bytes of the file are.
  const texts = [...sound.toString('latin1').matchAll(/task \d+/g)].map(({ index }) => index);
  let [writes, refused] = [0, 0];
  for (const [number, { at: anywhere, bit }] of flips.entries()) {
    const at = number % 2 === 0 ? anywhere : (texts[number % texts.length] as number);
    const damaged = Buffer.from(sound);
    damaged[at] = (damaged[at] as number) ^ (1 << bit);
    const result = await judge(number, sound, damaged);
    expect(result.judgement, `bit ${bit} of byte ${at}`).not.toBe('HIDDEN');
    counts[result.judgement]++;
    writes += result.writes;
    refused += result.refused;
  }
  // Neither refusing everything nor finding nothing passes.
  expect(writes).toBeGreaterThan(TRIALS);
  expect(refused).toBeGreaterThan(TRIALS / 50);
  expect(counts.named).toBeGreaterThan(TRIALS / 3);
  if (process.env.STOREPROOF_DEBUG === '1') console.log({ ...counts, writes, refused });
});
