import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { writeJson } from '../contract/session-writer.ts';
import { APP_METHODS, CONTRACT_METHODS, subjectNamed } from '../subjects/index.ts';
import { HistoryArbitrary } from './arbitraries/history.ts';
import { corpusChecks } from './corpus.ts';
import { historyName, keepHistory, keptHistories, readHistory } from './kept-history.ts';
import { MUTANTS } from './mutants/detection.ts';
import { mutantSubject } from './mutants/mutant.ts';
import type { Operation } from './operation.ts';
import { replay } from './replay.ts';

const root = mkdtempSync(join(tmpdir(), 'storeproof-kept-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The histories that once showed something, by the planted bug that each shows. */
const CORPUS = join(import.meta.dirname, 'corpus');

test('operations of every kind come back from a file as they were', () => {
  const methods = new Set([...APP_METHODS, ...CONTRACT_METHODS, 'debateStatus'] as const);
  const histories = new HistoryArbitrary({ operations: 1_500, methods, restarts: ['reopen', 'kill'] });
  const operations = [...(fc.sample(histories, { seed: 3, numRuns: 1 })[0] as Iterable<Operation>)];
  const file = join(root, 'folder', historyName(operations));
  keepHistory(file, operations);
  expect(readHistory(file)).toEqual(operations);
  expect(keptHistories(join(root, 'folder'))).toEqual([file]);
  expect(keptHistories(join(root, 'none'))).toEqual([]);
});

test.each([
  ['no JSON', '{'],
  ['no list', '{}'],
  ['nothing', '[]'],
  ['no operation', '[{"op":"explode","args":[]}]'],
  ['null', '[null]'],
  ['no arguments', '[{"op":"getSession"}]'],
  ['no calls', '[{"op":"transaction","args":[""]}]'],
  ['a restart in a transaction', '[{"op":"transaction","args":[""],"calls":[{"op":"kill"}]}]'],
  ['a directory above the world', '[{"op":"remove","name":"../../home"}]'],
  ['a directory of the system', '[{"op":"directory","name":"/etc"}]'],
  ['the world itself', '[{"op":"remove","name":"."}]'],
  ['a name that no file system takes', `[{"op":"directory","name":"${'x'.repeat(300)}"}]`],
  ['a link out of the world', '[{"op":"link","name":"link","target":"../.."}]'],
])('a file that holds %s is refused before anything is played', (_, text) => {
  const file = join(root, 'wrong.json');
  writeFileSync(file, text);
  expect(() => readHistory(file)).toThrow(expect.objectContaining({ code: 'E_PARSE' }));
});

test('a file that is not there is named', () => {
  expect(() => readHistory(join(root, 'none.json'))).toThrow(
    expect.objectContaining({ code: 'E_NOT_FOUND' }),
  );
});

test('each planted bug is shown by the history that is kept for it', async () => {
  const blind: string[] = [];
  for (const mutant of MUTANTS) {
    const operations = readHistory(join(CORPUS, `${mutant.name}.json`));
    if ((await replay([mutantSubject(mutant)], operations)) === null) blind.push(mutant.name);
  }
  // For a new bug: npm run measure:detection -- 1 --keep props/corpus
  expect(blind).toEqual([]);
});

test.each(['memory', 'json', 'json-safe', 'sqlite', 'sqlite-memory'])(
  '%s passes every history that is kept',
  async (name) => {
    const store = subjectNamed(name);
    const [check, ...others] = await corpusChecks({ left: store, right: store, folder: CORPUS });
    expect(others).toEqual([]);
    const { histories, skipped } = check?.counts ?? {};
    expect(check).toMatchObject({ name: 'kept counterexamples', verdict: 'ok' });
    expect((histories ?? 0) + (skipped ?? 0)).toBe(keptHistories(CORPUS).length);
  },
);

test('of a store that fails a kept history, the row has the name of the file', async () => {
  const mutant = MUTANTS.find(({ name }) => name === 'delete-first-only')!;
  const broken = mutantSubject(mutant);
  const operations = readHistory(join(CORPUS, 'delete-first-only.json'));
  const [folder, other] = [join(root, 'failing'), join(root, 'lacking')];
  keepHistory(join(folder, 'one.json'), operations);
  const checks = await corpusChecks({ left: broken, right: broken, folder });
  expect(checks).toMatchObject([{ name: 'kept one.json', verdict: 'fail' }]);
  expect(checks[0]?.detail).toContain(writeJson(operations[0]));
  const debate: Operation = { op: 'debateStatus', args: ['$W/alpha', 'd', 'running', ''] };
  keepHistory(join(other, 'debate.json'), [debate]);
  const memory = subjectNamed('memory');
  expect(await corpusChecks({ left: memory, right: memory, folder: other })).toMatchObject([
    { verdict: 'ok', counts: { histories: 0, skipped: 1 } },
  ]);
});
