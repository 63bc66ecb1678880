import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { ResultWriter } from '../results/result-file.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import { historyTexts } from './history-texts.ts';

const { freshFolder } = useFolder('history-texts');
const { header, rows } = exampleRun({ sizes: [100], trials: 2, samples: 5 });
const STYLE = { hasColour: false, hasUnicode: true, width: 100 };

function runOf(day: number, outcome: 'complete' | 'interrupted' = 'complete'): string {
  const file = join(freshFolder(), 'results.ndjson');
  const { row: _row, schema: _schema, ...own } = header;
  const writer = new ResultWriter(file, { ...own, startedAt: `2026-11-0${day}T00:00:00.000Z` });
  for (const row of rows) writer.append(row);
  writer.close(outcome);
  return file;
}

test('runs are added one by one and shown, and what must not be added leaves the history as it was', () => {
  const file = join(freshFolder(), 'history.ndjson');
  const history = (resultFiles: readonly string[] = [], isMarkdown = false) =>
    historyTexts({ kind: 'history', file, resultFiles, isMarkdown, style: STYLE });
  expect(() => history()).toThrow(/Cannot read the history/);
  const [first, second] = [runOf(1), runOf(2)];
  history([first]);
  expect(history([second]).screen).toMatch(/history\.ndjson {3}added [0-9a-f]{12} {3}2 runs[\s\S]*LAST RUN/);
  const before = readFileSync(file);
  expect(() => history([first])).toThrow(/It was not added again/);
  expect(() => history([runOf(3, 'interrupted')])).toThrow(/did not come to its end.*It was not added/);
  expect(readFileSync(file)).toEqual(before);
  expect(history().answer).toMatchObject({ file, added: null, runs: 2, unread: 0 });
  expect(history([], true).screen).toMatch(/^## Past runs/);
});
