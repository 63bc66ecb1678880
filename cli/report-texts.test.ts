import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { ResultWriter } from '../results/result-file.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import { reportTexts } from './report-texts.ts';

const { freshFolder } = useFolder('report-texts');

test('a report tells all shards of a run as the run, and says of a part that it is one', () => {
  const { header, rows } = exampleRun({ sizes: [100], trials: 2, samples: 5 });
  const { row: _row, schema: _schema, ...own } = header;
  const files = [1, 2].map((number) => {
    const file = join(freshFolder(), 'results.ndjson');
    const writer = new ResultWriter(file, { ...own, shard: { number, of: 2 } });
    for (const [at, row] of rows.entries()) if (at % 2 === number - 1) writer.append(row);
    writer.close('complete');
    return file;
  });
  const textsOf = (resultFiles: readonly string[]) =>
    reportTexts({
      ...{ kind: 'report', resultFiles, folder: freshFolder(), formats: ['markdown'], isFull: false },
      ...{ style: { hasColour: false, hasUnicode: true, width: 100 }, ways: [], notes: [] },
    });
  const whole = textsOf(files);
  expect(whole.screen).not.toContain('IN PART');
  expect(whole.files[0]?.text).not.toContain('cut short');
  expect(whole.answer).toMatchObject({ isComplete: true, parts: { files } });
  const part = textsOf(files.slice(1));
  expect(part.screen).toMatch(/^ IN PART[\s\S]*Shard 1 of 2 of proof is missing/m);
  expect(part.answer).toMatchObject({ isComplete: false });
});
