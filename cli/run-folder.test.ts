import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRunFolder, newestResults, resultsFile, runName } from './run-folder.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('names of runs hold nothing that a file system dislikes, and sort by time', () => {
  expect(runName('2026-11-23T07:45:01.123Z', 42)).toBe('20261123T074501Z-42');
});

test('the newest run is the last one that has results', async () => {
  const runs = temporaryFolder();
  for (const name of ['20260101T000000Z-1', '20260102T000000Z-1', '20260103T000000Z-1']) {
    mkdirSync(join(runs, name));
    if (!name.startsWith('20260103')) writeFileSync(join(runs, name, 'results.ndjson'), '');
  }
  expect(await newestResults(runs)).toBe(join(runs, '20260102T000000Z-1', 'results.ndjson'));
});

test('without any run it says how to make one', async () => {
  await expect(newestResults(join(temporaryFolder(), 'absent'))).rejects.toMatchObject({
    code: 'E_NOT_FOUND',
    message: expect.stringContaining('npm start'),
  });
});

test('results are found by file and by folder', async () => {
  const out = createRunFolder('2026-01-01T00:00:00Z', 1, join(temporaryFolder(), 'a', 'b'));
  const file = join(out, 'results.ndjson');
  writeFileSync(file, '');
  expect(await resultsFile(file)).toBe(file);
  expect(await resultsFile(out)).toBe(file);
  await expect(resultsFile(join(out, 'none'))).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});
