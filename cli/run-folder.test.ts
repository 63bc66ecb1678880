import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ResultWriter } from '../contract/result-file.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { exampleRun } from '../sessions/suite/example-run.ts';
import { createRunFolder, latestResults, newestResults, resultsFile, runName } from './run-folder.ts';

const { freshFolder } = useFolder('runs');

const { row: _row, schema: _schema, ...HEADER } = exampleRun().header;

/** As the last process of the run left it. */
function writeResults(file: string, end: string): void {
  const writer = new ResultWriter(file, HEADER);
  if (end !== 'open') writer.close(end as 'complete' | 'interrupted');
}

test('names of runs hold nothing that a file system dislikes, and sort by time', () => {
  expect(runName('2026-11-23T07:45:01.123Z', 42)).toBe('20261123T074501Z-42');
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
  expect(await newestResults(runs)).toEqual({
    file: join(runs, '20260102T000000Z-1', 'results.ndjson'),
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
  await expect(newestResults(runs)).rejects.toMatchObject({
    code: 'E_NOT_FOUND',
    message: expect.stringContaining('20260101T000000Z-1 (unreadable)'),
  });
});

test('without any run it says how to make one', async () => {
  await expect(newestResults(join(freshFolder(), 'absent'))).rejects.toMatchObject({
    code: 'E_NOT_FOUND',
    message: expect.stringContaining('npm start'),
  });
});

test('results are found by file and by folder', async () => {
  const out = createRunFolder('2026-01-01T00:00:00Z', 1, join(freshFolder(), 'a', 'b'));
  const file = join(out, 'results.ndjson');
  writeFileSync(file, '');
  expect((await resultsFile(file)).file).toBe(file);
  expect((await resultsFile(out)).file).toBe(file);
  await expect(resultsFile(join(out, 'none'))).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});

test('the latest run is the one that began last, whatever became of it', async () => {
  const runs = freshFolder();
  await expect(latestResults(runs)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  for (const [name, end] of [
    ['20260101T000000Z-1', 'complete'],
    ['20260102T000000Z-1', 'open'],
    ['kept', 'complete'],
  ] as const) {
    mkdirSync(join(runs, name));
    writeResults(join(runs, name, 'results.ndjson'), end);
  }
  expect(await latestResults(runs)).toBe(join(runs, '20260102T000000Z-1', 'results.ndjson'));
  mkdirSync(join(runs, '20260103T000000Z-1'));
  await expect(latestResults(runs)).rejects.toMatchObject({
    code: 'E_NOT_FOUND',
    message: expect.stringContaining('20260103T000000Z-1'),
  });
});
