// The checker is itself checked: bugs are planted into its sources one by one, and each makes an example come out otherwise.

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { amountOf } from '../contract/suite/amounts.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { EXAMPLES, type Example } from './examples/examples.ts';
import { MUTANTS, type Mutant } from './examples/mutants.ts';
import { transactionsOf } from './examples/notation.ts';
import type { checkHistory, History } from './index.ts';

interface Checker {
  readonly checkHistory: typeof checkHistory;
  readonly History: typeof History;
}

const SOURCES = globSync('*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.test.ts'));
const AROUND = pathToFileURL(join(import.meta.dirname, '..')).href;
const STRIDE = amountOf('HISTORY_MUTANTS_STRIDE');
const { freshFolder } = useFolder('mutants-of-histories');

/** The sources with this bug in them. */
async function planted({ file, from, to }: Mutant): Promise<Checker> {
  const home = freshFolder();
  for (const source of SOURCES) {
    const text = readFileSync(join(import.meta.dirname, source), 'utf8').replaceAll("'../", `'${AROUND}/`);
    if (source === file) expect(text.split(from).length, `${from} in ${file}`).toBe(2);
    writeFileSync(join(home, source), source === file ? text.replace(from, () => to) : text);
  }
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  return await import(pathToFileURL(join(home, 'index.ts')).href);
}

async function isRight(
  { checkHistory, History }: Checker,
  { history: text, found }: Example,
): Promise<boolean> {
  try {
    const history = new History();
    for (const transaction of transactionsOf(text)) history.add(transaction);
    const { counts } = await checkHistory(history);
    return Object.keys(counts).toSorted().join() === [...found].toSorted().join();
  } catch {
    return false;
  }
}

async function catches(checker: Checker): Promise<boolean> {
  for (const example of EXAMPLES) if (!(await isRight(checker, example))) return true;
  return false;
}

test('the sources without a bug come out right', async () => {
  const first = MUTANTS[0] as Mutant;
  expect(await catches(await planted({ ...first, to: first.from }))).toBe(false);
});

test.each(MUTANTS.filter((_, number) => number % STRIDE === 0))(
  'a planted bug is caught: $title',
  async (mutant) => {
    expect(await catches(await planted(mutant))).toBe(true);
  },
);
