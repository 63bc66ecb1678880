// Another program (the app) empties a session file and writes it later. Time is what the test's sleep says.

import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleSession } from '../contract/suite/samples.ts';
import { SafeFiles } from './safe-files.ts';
import { decodeSessions, encodeSessions } from './session-file.ts';
import { EMPTY_SETTLED_MS, PATIENCE_MS, TORN_SETTLED_MS } from './settled-read.ts';

const filed = (...ids: string[]): Buffer => encodeSessions(ids.map((id) => sampleSession(id)));

let home: string;
let file: string;
let sleptMs: number;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'storeproof-settled-'));
  file = join(home, 'a.json');
  sleptMs = 0;
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const idsIn = (): string[] => decodeSessions(readFileSync(file)).map(({ id }) => id);

/** Files that sleep without time; `meanwhile` is what another program does in each pause. */
const filesWith = (meanwhile: () => void = () => undefined): SafeFiles =>
  new SafeFiles(1_000, async (ms) => {
    sleptMs += ms;
    meanwhile();
  });

/** The second half of the app's write, after a pause. */
const writesAfter =
  (pauseMs: number, bytes: Buffer): (() => void) =>
  () => {
    if (sleptMs >= pauseMs && readFileSync(file).length === 0) writeFileSync(file, bytes);
  };

const addMine = (files: SafeFiles): Promise<null> =>
  files.change(file, (list) => ({ list: [...list, sampleSession('mine')], answer: null }));

describe.each([1, 60, 1_000, 1_900])(
  'a file that its writer emptied %i ms before it writes it',
  (pauseMs) => {
    test('keeps its sessions through a write', async () => {
      writeFileSync(file, '');
      await addMine(filesWith(writesAfter(pauseMs, filed('a', 'b'))));
      expect(idsIn()).toEqual(['a', 'b', 'mine']);
    });

    test('keeps them through a transaction', async () => {
      writeFileSync(file, '');
      await filesWith(writesAfter(pauseMs, filed('a', 'b'))).changeSlowly(file, async (list) => ({
        list: [...list, sampleSession('mine')],
        answer: null,
      }));
      expect(idsIn()).toEqual(['a', 'b', 'mine']);
    });

    test('is read with its sessions', async () => {
      writeFileSync(file, '');
      const list = await filesWith(writesAfter(pauseMs, filed('a', 'b'))).read(file);
      expect(list.map(({ id }) => id)).toEqual(['a', 'b']);
    });
  },
);

test('a file that holds the first part of a write, with the same times again and again, is waited for', async () => {
  const whole = filed('a', 'b');
  const then = new Date();
  const put = (bytes: Buffer): void => {
    writeFileSync(file, bytes);
    utimesSync(file, then, then);
  };
  put(whole.subarray(0, 50));
  const list = await filesWith(() => {
    if (sleptMs >= 200 && readFileSync(file).length === 50) put(whole);
  }).read(file);
  expect(list.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a file that does not parse is said not to, at once where nobody has changed it lately', async () => {
  writeFileSync(file, '[{');
  await expect(filesWith().read(file)).rejects.toMatchObject({ code: 'E_PARSE' });
  expect(sleptMs).toBeGreaterThanOrEqual(TORN_SETTLED_MS);
  const sleptBeforeMs = sleptMs;
  utimesSync(file, 1, 1);
  await expect(filesWith().read(file)).rejects.toMatchObject({ code: 'E_PARSE' });
  expect(sleptMs).toBe(sleptBeforeMs);
});

test('a file that is emptied while a step runs is waited for as well', async () => {
  writeFileSync(file, filed('a'));
  const files = filesWith(writesAfter(1_000, filed('a', 'b')));
  let runs = 0;
  await files.change(file, (list) => {
    if (runs++ === 0) writeFileSync(file, '');
    return { list: [...list, sampleSession('mine')], answer: null };
  });
  expect(runs).toBe(2);
  expect(idsIn()).toEqual(['a', 'b', 'mine']);
});

test('a file that stays empty and unchanged has no sessions', async () => {
  writeFileSync(file, '');
  expect(await filesWith().read(file)).toEqual([]);
  expect(sleptMs).toBeGreaterThanOrEqual(EMPTY_SETTLED_MS);
  await addMine(filesWith());
  expect(idsIn()).toEqual(['mine']);
});

test('a file whose time stamp lies ahead is watched like one that was emptied just now', async () => {
  writeFileSync(file, '');
  utimesSync(file, new Date(), new Date(Date.now() + 3_600_000));
  expect(await filesWith().read(file)).toEqual([]);
  expect(sleptMs).toBeGreaterThanOrEqual(EMPTY_SETTLED_MS);
});

test.each([
  ['has been empty for long', () => agedEmptyFile()],
  ['does not exist', () => undefined],
  ['was written just now', () => writeFileSync(file, '[]')],
])('nobody waits for a file that %s', async (_what, prepare) => {
  prepare();
  const files = filesWith();
  expect(await files.read(file)).toEqual([]);
  await addMine(files);
  expect(sleptMs).toBe(0);
  expect(idsIn()).toEqual(['mine']);
});

function agedEmptyFile(): void {
  writeFileSync(file, '');
  const then = new Date(Date.now() - 60_000);
  utimesSync(file, then, then);
}

test('a file that is emptied again and again is neither read nor written, and the wait ends', async () => {
  writeFileSync(file, '');
  let times = 0;
  const files = filesWith(() => {
    const stamp = new Date(Date.now() + 1_000 * ++times);
    utimesSync(file, stamp, stamp);
  });
  const refused = { code: 'E_FOREIGN_WRITE', data: { file } };
  await expect(files.read(file)).rejects.toMatchObject(refused);
  expect(sleptMs).toBe(PATIENCE_MS);
  await expect(addMine(files)).rejects.toMatchObject(refused);
  expect(sleptMs).toBe(2 * PATIENCE_MS);
  expect(readFileSync(file)).toHaveLength(0);
});
