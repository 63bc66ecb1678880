import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { readSessions } from '../contract/session-reader.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { anyHome, isSessionFile, lifelikeHome } from './arbitraries/legacy-home.ts';
import { writeLegacyHome } from './legacy-home.ts';

const root = mkdtempSync(join(tmpdir(), 'legacy-home-'));
afterAll(() => rmSync(root, { recursive: true }));

const home = join(root, 'one');
const files = writeLegacyHome(home, { seed: 7 });
const bytesOf = (file: string): Buffer => readFileSync(join(home, file));
const textOf = (file: string): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(file));
const sessionsOf = (what: string): WorktreeSession[] => {
  const named = files.find((file) => file.what.includes(what));
  if (named === undefined) throw new Error(`no file is ${what}`);
  return readSessions(textOf(named.file));
};

test('what is said to be readable is, and the rest is not', () => {
  for (const { file, isReadable, what } of files) {
    if (what.startsWith('foreign')) continue;
    const read = (): unknown => readSessions(textOf(file));
    if (isReadable) expect(read, what).not.toThrow();
    else expect(read, what).toThrow();
  }
});

test('whatever the seed, readable files are readable and damaged ones are not', () => {
  const isReadable = (bytes: Buffer): boolean => {
    try {
      readSessions(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(fc.oneof(anyHome(), lifelikeHome(0)), (files) => {
      for (const file of files.filter(isSessionFile)) {
        expect(isReadable(file.bytes), file.what).toBe(file.isReadable);
      }
    }),
  );
});

test('the default home holds between 150 and 300 sessions', () => {
  const counts = files
    .filter(({ isReadable }) => isReadable)
    .map(({ file }) => readSessions(textOf(file)).length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(150);
  expect(total).toBeLessThanOrEqual(300);
});

test('the same seed gives the same bytes and another seed others', () => {
  const digestOf = (name: string, seed: number): string => {
    writeLegacyHome(join(root, name), { seed, sessions: 40 });
    const hash = createHash('sha256');
    const names = readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).sort();
    for (const file of names.filter((each) => /json(?:\.bak)?$/.test(each) && !each.endsWith('ffff.json'))) {
      hash.update(file).update(readFileSync(join(root, name, file)));
    }
    return hash.digest('hex');
  };
  const first = digestOf('two', 1);
  expect(digestOf('three', 1)).toBe(first);
  expect(digestOf('four', 2)).not.toBe(first);
});

test('files said to be as the app writes them are fixed points, others are not', () => {
  const isFixedPoint = (what: string): boolean => {
    const file = files.find((each) => each.what.includes(what))!.file;
    return writeSessions(readSessions(textOf(file))) === textOf(file);
  };
  for (const what of ['two records', 'stay in a round', 'tie', 'instance 0', '2^53', 'large', 'empty path']) {
    expect(isFixedPoint(what), what).toBe(true);
  }
  for (const what of ['absent', 'unknown', 'by hand', 'only white space']) {
    expect(isFixedPoint(what), what).toBe(false);
  }
});

test('every competition leaves two records of one id with different instance ids', () => {
  const [first, second] = sessionsOf('two records');
  expect(first!.id).toBe(second!.id);
  expect(first!.instances[0]!.instanceId).toBe(1);
  expect(second!.instances[0]!.instanceId).toBe(0);
});

test('rounds, big integers, large outputs and tangled ids are there', () => {
  const statuses = new Set(sessionsOf('stay in a round').map(({ status }) => status));
  expect([...statuses].filter((status) => status.startsWith('round_')).sort()).toEqual([
    'round_1',
    'round_2',
    'round_3',
  ]);
  expect(sessionsOf('2^53').map(({ totalDuration }) => totalDuration)).toContain(2n ** 64n - 1n);
  const longest = sessionsOf('large').flatMap(({ instances }) =>
    instances.map(({ output }) => output?.length ?? 0),
  );
  expect(Math.max(...longest)).toBeGreaterThan(1_000_000);
  for (const { instances, chatHistory, winnerId } of sessionsOf('instance 0')) {
    expect(new Set(instances.map(({ instanceId }) => instanceId)).size).toBeLessThan(instances.length);
    expect(new Set(chatHistory.map(({ id }) => id)).size).toBeLessThan(chatHistory.length);
    expect(instances.some(({ instanceId }) => instanceId === winnerId)).toBe(false);
  }
});

test('a directory that holds sessions already is left alone', () => {
  expect(() => writeLegacyHome(home, { seed: 1 })).toThrow(expect.objectContaining({ code: 'E_REFUSED' }));
});
