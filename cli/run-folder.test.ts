import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../contract/package-root.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { ResultWriter } from '../results/result-file.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import {
  COMPARISON,
  createRunFolder,
  latestResults,
  newestResults,
  type Runs,
  resultsFiles,
  runName,
  runsOf,
} from './run-folder.ts';

const { freshFolder } = useFolder('runs');

const runsIn = (folder: string): Runs => ({ folder, of: 'sessions', config: undefined });
const NO_RUNS = runsIn('');

const { row: _row, schema: _schema, ...HEADER } = exampleRun().header;

/** By the day in the name of its folder. */
const startIn = (file: string): { startedAt?: string } => {
  const [, month, day] = /2026(\d\d)(\d\d)T000000Z/.exec(file) ?? [];
  return day === undefined ? {} : { startedAt: `2026-${month}-${day}T00:00:00.000Z` };
};

/** As the last process of the run left it. */
function writeResults(file: string, end: string, more: Partial<typeof HEADER> = {}): void {
  const writer = new ResultWriter(file, { ...HEADER, ...startIn(file), ...more });
  if (end !== 'open') writer.close(end as 'complete' | 'interrupted');
}

test('names of runs hold nothing that a file system dislikes, and sort by time', () => {
  expect(runName('2026-11-23T07:45:01.123Z', 42)).toBe('20261123T074501Z-42');
});

test('runs of the session stores lie in the checkout, but in a project that has it installed they lie there', () => {
  const project = freshFolder();
  const below = join(project, 'src', 'deep');
  const ofCheckout = join(PACKAGE_ROOT, 'reports', 'runs');
  expect(runsOf('sessions', undefined, below).folder).toBe(ofCheckout);
  mkdirSync(join(project, 'node_modules', 'storeproof'), { recursive: true });
  expect(runsOf('sessions', undefined, below).folder).toBe(join(below, 'reports', 'runs'));
  expect(runsOf('notes', 'a.config.js', PACKAGE_ROOT).folder).toBe(ofCheckout);
});

test('the newest run is the last one that came to its end, and those after it are told', async () => {
  const runs = freshFolder();
  const ends = {
    '1': 'complete',
    '2': 'complete',
    '3': 'interrupted',
    '4': 'open',
    '5': 'text',
    '6': 'none',
  };
  for (const [day, end] of Object.entries(ends)) {
    const folder = join(runs, `2026010${day}T000000Z-1`);
    mkdirSync(folder);
    const file = join(folder, 'results.ndjson');
    if (end === 'none') continue;
    if (end === 'text') writeFileSync(file, 'text');
    else writeResults(file, end);
  }
  expect(await newestResults(runsIn(runs))).toEqual({
    files: [join(runs, '20260102T000000Z-1', 'results.ndjson')],
    skipped: [
      '20260105T000000Z-1 (unreadable)',
      '20260104T000000Z-1 (cut short, or still running)',
      '20260103T000000Z-1 (interrupted or failed)',
    ],
  });
});

test('runs that did not come to their end are named when there is no other', async () => {
  const runs = freshFolder();
  mkdirSync(join(runs, '20260101T000000Z-1'));
  writeFileSync(join(runs, '20260101T000000Z-1', 'results.ndjson'), '');
  await expect(newestResults(runsIn(runs))).rejects.toMatchObject({
    code: 'E_NOT_FOUND',
    message: expect.stringContaining('20260101T000000Z-1 (unreadable)'),
  });
});

test('without any run it says how to make one', async () => {
  await expect(newestResults(runsIn(join(freshFolder(), 'absent')))).rejects.toMatchObject({
    code: 'E_NOT_FOUND',
    message: expect.stringContaining('storeproof.js proof" makes one'),
  });
});

test('results are found by file and by folder', async () => {
  const out = createRunFolder(runsIn(''), '', join(freshFolder(), 'a', 'b'));
  const file = join(out, 'results.ndjson');
  writeFileSync(file, '');
  expect((await resultsFiles([file, out], NO_RUNS)).files).toEqual([file, file]);
  await expect(resultsFiles([join(out, 'none')], NO_RUNS)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});

test('the latest run is the one that began last, whatever became of it', async () => {
  const runs = freshFolder();
  await expect(latestResults(runsIn(runs))).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  for (const [name, end] of [
    ['20260101T000000Z-1', 'complete'],
    ['20260102T000000Z-1', 'open'],
  ] as const) {
    writeResults(join(runs, name, 'results.ndjson'), end);
  }
  writeResults(join(runs, 'zz', 'results.ndjson'), 'complete', { startedAt: '2026-01-01T12:00:00.000Z' });
  expect(await latestResults(runsIn(runs))).toBe(join(runs, '20260102T000000Z-1', 'results.ndjson'));
  mkdirSync(join(runs, '20260103T000000Z-1'));
  await expect(latestResults(runsIn(runs))).rejects.toMatchObject({
    code: 'E_NOT_FOUND',
    message: expect.stringContaining('20260103T000000Z-1'),
  });
  const mine = join(runs, 'mine', 'results.ndjson');
  writeResults(mine, 'complete', { startedAt: '2026-01-03T12:00:00.000Z' });
  expect(await latestResults(runsIn(runs))).toBe(mine);
  expect((await newestResults(runsIn(runs))).files).toEqual([mine]);
});

test('a comparison is no run to be judged by targets, and is among the newest to be reported', async () => {
  const runs = freshFolder();
  const [run, comparison] = ['20260101T000000Z-1', `20260102T000000Z-1${COMPARISON}`];
  for (const name of [run, comparison]) writeResults(join(runs, name, 'results.ndjson'), 'complete');
  // In a folder that somebody named only the file says it.
  writeResults(join(runs, 'mine', 'results.ndjson'), 'complete', {
    ...{ startedAt: '2026-01-01T12:00:00.000Z', command: 'storeproof gate --base main --out mine' },
  });
  expect(await latestResults(runsIn(runs))).toBe(join(runs, run, 'results.ndjson'));
  expect((await newestResults(runsIn(runs))).files).toEqual([join(runs, comparison, 'results.ndjson')]);
});

test('runs of other definitions are passed over, and nothing is said of them', async () => {
  const runs = freshFolder();
  const definitions = { '1': 'notes', '2': 'sessions', '3': 'notes', '4': 'sessions' };
  for (const [day, name] of Object.entries(definitions)) {
    const folder = join(runs, `2026010${day}T000000Z-1`);
    mkdirSync(folder);
    const definition = { ...HEADER.definition, name };
    new ResultWriter(join(folder, 'results.ndjson'), { ...HEADER, ...startIn(folder), definition }).close(
      day === '3' ? 'interrupted' : 'complete',
    );
  }
  const notes = { folder: runs, of: 'notes', config: 'notes.ts' };
  expect(await newestResults(notes)).toEqual({
    files: [join(runs, '20260101T000000Z-1', 'results.ndjson')],
    skipped: ['20260103T000000Z-1 (interrupted or failed)'],
  });
  expect(await latestResults(notes)).toBe(join(runs, '20260103T000000Z-1', 'results.ndjson'));
  await expect(latestResults({ ...notes, of: 'others' })).rejects.toMatchObject({
    message: expect.stringMatching(/no run of others in .*proof --config notes.ts" makes one/),
  });
});
