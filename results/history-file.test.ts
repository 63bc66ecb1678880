import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { addToHistory, HISTORY_SCHEMA, type HistoryLine, readHistory } from './history-file.ts';

const { freshFolder } = useFolder('history');

const runOf = (run: string, ...values: readonly number[]): HistoryLine[] =>
  values.map((value, index) => ({
    ...{
      schema: HISTORY_SCHEMA,
      run,
      startedAt: '2026-11-12T14:00:00.000Z',
      revision: 'abc',
      definition: 'notes',
    },
    ...{
      machine: 'one',
      versions: 'Node 26',
      lines: values.length,
      name: `figure ${index}`,
      measure: 'latency',
    },
    ...{ unit: 'ns', isBiggerBetter: false, p50: { value, low: value, high: value } },
  }));

test('runs are appended and read in their order, and the file is made where there is none', () => {
  const file = join(freshFolder(), 'inner', 'history.ndjson');
  const runs = [runOf('a', 1, 2), runOf('b', 3, 4)];
  for (const run of runs) addToHistory(file, run);
  expect(readHistory(file)).toEqual({ lines: runs.flat(), unread: 0 });
});

test('a run that is there already is refused, and the file is as it was', () => {
  const file = join(freshFolder(), 'history.ndjson');
  addToHistory(file, runOf('a', 1, 2));
  const before = readFileSync(file);
  expect(() => addToHistory(file, runOf('a', 1, 2))).toThrow(
    /is in .* already, as a\. It was not added again/,
  );
  expect(readFileSync(file)).toEqual(before);
});

test('a last line that was cut is left out, told, and does no harm to what is added behind it', () => {
  const file = join(freshFolder(), 'history.ndjson');
  addToHistory(file, runOf('a', 1, 2));
  truncateSync(file, readFileSync(file).length - 20);
  expect(readHistory(file)).toEqual({ lines: runOf('a', 1, 2).slice(0, 1), unread: 1 });
  addToHistory(file, runOf('b', 3));
  expect(readHistory(file)).toEqual({
    lines: [...runOf('a', 1, 2).slice(0, 1), ...runOf('b', 3)],
    unread: 1,
  });
  // Whose lines were cut is no double.
  addToHistory(file, runOf('a', 1, 2));
  expect(readHistory(file).lines.map(({ run }) => run)).toEqual(['a', 'b', 'a']);
});

test('a file that is no history is refused and not touched', () => {
  const file = join(freshFolder(), 'results.ndjson');
  writeFileSync(file, '{"row":"header"}\n');
  expect(() => addToHistory(file, runOf('a', 1))).toThrow(
    /line 1 is no line of storeproof\.history\/1\. It is as it was/,
  );
  expect(readFileSync(file, 'utf8')).toBe('{"row":"header"}\n');
  appendFileSync(file, 'x');
  expect(() => readHistory(join(freshFolder(), 'none'))).toThrow(/Cannot read the history/);
});
