import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import { apart } from './apart.ts';
import type { ReportJob, ReportTexts } from './report-texts.ts';

const { root: folder } = useFolder('storeproof-test');

const never = new AbortController().signal;

function jobOn(file: string): ReportJob {
  const style = { hasColour: false, hasUnicode: false, width: 120 };
  return {
    kind: 'report',
    resultFiles: [file],
    folder,
    formats: ['markdown'],
    style,
    isFull: true,
    ways: [],
    notes: [],
  };
}

function resultFile(trials: number): string {
  const { header, rows, footer } = exampleRun({ trials, samples: 100 });
  const file = join(folder, `${trials}.ndjson`);
  writeFileSync(file, [header, ...rows, footer].map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

test('a thread computes the texts of a report', async () => {
  const { screen, files } = await apart<ReportTexts>(jobOn(resultFile(3)), never);
  expect(screen).toContain('Promised and measured');
  expect(files.map(({ file }) => file)).toEqual([join(folder, 'report.md')]);
});

test('an error in a thread comes out with its code', async () => {
  const missing = apart(jobOn(join(folder, 'missing.ndjson')), never);
  await expect(missing).rejects.toMatchObject({ name: 'StoreError', code: 'E_NOT_FOUND' });
});

test('an interruption ends a thread that is in the middle of its computing', async () => {
  const controller = new AbortController();
  const computing = apart(jobOn(resultFile(400)), controller.signal);
  setTimeout(() => controller.abort(), 100);
  await expect(computing).rejects.toMatchObject({ code: 'E_ABORTED' });
});
