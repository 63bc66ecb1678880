import { expect, test } from 'vitest';
import { sessionsDigest } from '../../contract/canonical.ts';
import { PAGE_LIMIT_MAX } from '../../contract/query.ts';
import { checkedSearch, searchIn } from '../../contract/search.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { readSessions } from '../../contract/session-reader.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { requireStrict } from '../../contract/strict-mode.ts';
import { D1K, dataset, datasetDigest } from './dataset.ts';
import { plantedWords } from './planted.ts';
import { PROFILES, sessionAt } from './session.ts';

const d1k = dataset(D1K);

test('D1k is exactly the dataset that published figures name', () => {
  expect(d1k.length).toBe(1_000);
  expect(d1k.flatMap(({ instances }) => instances).length).toBe(5_000);
  expect(d1k.flatMap(({ chatHistory }) => chatHistory).length).toBe(10_000);
  expect(datasetDigest(D1K)).toBe('a55e1ba406be1c378708f8faba1f4523f56e7f524efafed23fb4b5365c37a7c6');
});

test('the other profiles are pinned as well', () => {
  expect(datasetDigest({ profile: 'japanese', size: 100, seed: 42 })).toBe(
    '8a0da175cc052903415ad14c80c36ee2dcfdc93149a83a1f22c5589c5e9d0465',
  );
  expect(datasetDigest({ profile: 'large', size: 20, seed: 42 })).toBe(
    '9e1b5b9f89e5226cf530d149c6e98c042b3373458c715625ecab2f7ea94eed79',
  );
});

test('a small dataset is the beginning of a larger one, and any session can be made alone', () => {
  const hundred = dataset({ ...D1K, size: 100 });
  expect(sessionsDigest(hundred)).toBe(sessionsDigest(d1k.slice(0, 100)));
  expect(sessionAt(D1K, 77)).toEqual(d1k[77]);
});

test('another seed gives other sessions', () => {
  expect(datasetDigest({ ...D1K, size: 3, seed: 43 })).not.toBe(datasetDigest({ ...D1K, size: 3 }));
});

test('a session of D1k takes 8 to 10 KB in the app’s file', () => {
  const bytes = Buffer.byteLength(writeSessions(d1k)) / d1k.length;
  expect(bytes).toBeGreaterThan(8_000);
  expect(bytes).toBeLessThan(10_000);
});

test('outputs of the large profile are 20 KB, some 100 KB', () => {
  const lengths = dataset({ profile: 'large', size: 20, seed: 42 })
    .flatMap(({ instances }) => instances)
    .map(({ output }) => output!.length);
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(20_000);
  expect(lengths.some((length) => length >= 100_000)).toBe(true);
  expect(lengths.filter((length) => length < 21_000).length).toBeGreaterThan(lengths.length / 2);
});

test.each(PROFILES)('every session of the %s profile survives the file and passes strict mode', (profile) => {
  const sessions = dataset({ profile, size: 12, seed: 5 });
  expect(readSessions(writeSessions(sessions))).toEqual(sessions);
  for (const [index, session] of sessions.entries()) requireStrict(session, sessions.slice(0, index));
});

test.each(PROFILES)(
  'the planted words of the %s profile are where they should be and nowhere else',
  (profile) => {
    const sessions = profile === 'small' ? d1k : dataset({ profile, size: 200, seed: 42 });
    const hits = (text: string) =>
      searchIn(sessions, checkedSearch({ text, limit: PAGE_LIMIT_MAX })).hits.length;
    const words = plantedWords(profile);
    expect(hits(words.rare)).toBe(sessions.length / 100);
    expect(hits(words.common)).toBe(sessions.length);
    expect(hits(`${words.prefix}*`)).toBe(sessions.length / 20);
    expect(hits(words.japanese)).toBe(sessions.length / 50);
    expect(messagesWith(sessions, words.common)).toBe(sessions.length * 5);
  },
);

const messagesWith = (sessions: readonly WorktreeSession[], word: string): number =>
  sessions.flatMap(({ chatHistory }) => chatHistory).filter(({ content }) => content.includes(word)).length;

test('words are distributed as in natural text: few are frequent, most are seldom', () => {
  const counts = new Map<string, number>();
  for (const { content } of d1k.flatMap(({ chatHistory }) => chatHistory)) {
    for (const word of content.match(/[A-Za-z]+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const ranked = [...counts.values()].sort((left, right) => right - left);
  const total = ranked.reduce((sum, count) => sum + count, 0);
  const share = (from: number, to: number) =>
    ranked.slice(from, to).reduce((sum, count) => sum + count, 0) / total;
  expect(ranked.length).toBeGreaterThan(5_000);
  expect(share(0, 20)).toBeGreaterThan(0.2);
  expect(share(1_000, ranked.length)).toBeGreaterThan(0.02);
});

test('some outputs hold signs beyond Latin-1, most do not', () => {
  const outputs = d1k.flatMap(({ instances }) => instances).map(({ output }) => output!);
  const signed = outputs.filter((output) => /[^\0-\xff]/.test(output)).length / outputs.length;
  expect(signed).toBeGreaterThan(0.25);
  expect(signed).toBeLessThan(0.35);
});
