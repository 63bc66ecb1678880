import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { writeJson } from '../contract/json-text.ts';
import type { Step } from '../definition/operation.ts';
import { subjectOf } from '../definition/subjects.ts';
import sessions from '../sessions/definition.ts';
import type { SessionStep } from '../sessions/histories/step.ts';
import { MUTANTS } from '../sessions/mutants/detection.ts';
import { mutantSubject } from '../sessions/mutants/mutant.ts';
import { asSubject } from '../sessions/session-subjects.ts';
import { APP_METHODS, CONTRACT_METHODS } from '../subjects/index.ts';
import { HistoryArbitrary } from './arbitraries/history.ts';
import { stepsOf } from './arbitraries/steps.ts';
import { corpusChecks } from './corpus.ts';
import { historyName, keepHistory, readCorpus, readHistory } from './kept-history.ts';
import { replay, replayCheck } from './replay.ts';
import { rulesOf } from './rules.ts';

const root = mkdtempSync(join(tmpdir(), 'storeproof-kept-'));
afterAll(() => rmSync(root, { recursive: true }));

const subjectNamed = (name: string) => subjectOf(sessions, name);

/** The histories that once showed something, by the planted bug that each shows. */
const CORPUS = join(import.meta.dirname, '..', 'sessions', 'corpus');

test('operations of every kind come back from a file as they were', async () => {
  const offered = new Set<string>([...APP_METHODS, ...CONTRACT_METHODS, 'debateStatus']);
  const steps = stepsOf(await rulesOf(sessions), { offered, restarts: ['reopen', 'kill'] });
  const histories = new HistoryArbitrary(steps, 1_500);
  const operations = [...(fc.sample(histories, { seed: 3, numRuns: 1 })[0] as Iterable<Step>)];
  const file = join(root, 'folder', historyName(operations));
  keepHistory(file, operations);
  expect(await readHistory(sessions, file)).toEqual(operations);
  expect(await readCorpus(sessions, join(root, 'folder'))).toEqual([
    { name: historyName(operations), operations },
  ]);
});

test.each([
  ['no JSON', '{'],
  ['no list', '{}'],
  ['nothing', '[]'],
  ['no operation', '[{"op":"explode","args":[]}]'],
  ['null', '[null]'],
  ['no arguments', '[{"op":"getSession"}]'],
  ['too few arguments', '[{"op":"getSession","args":[]}]'],
  ['too many arguments', '[{"op":"getSession","args":["","",""]}]'],
  ['a conditional update without its condition', '[{"op":"updateSessionIf","args":["$W/alpha",null]}]'],
  ['a conditional update with a wrong condition', '[{"op":"updateSessionIf","args":["$W/alpha",null,null]}]'],
  ['pages that are no number', '[{"op":"listSessions","args":["$W/alpha",{}],"pages":"x"}]'],
  ['no page to ask for', '[{"op":"listSessions","args":["$W/alpha",{}],"pages":0}]'],
  ['pages of what has none', '[{"op":"getSession","args":["$W/alpha","a"],"pages":1}]'],
  ['another ending', '[{"op":"transaction","args":[""],"calls":[],"ending":"maybe"}]'],
  [
    'bytes that are no UTF-8',
    Buffer.from([...Buffer.from('[{"op":"getSession","args":["'), 0xff, ...Buffer.from('",""]}]')]),
  ],
  ['no calls', '[{"op":"transaction","args":[""]}]'],
  ['a restart in a transaction', '[{"op":"transaction","args":[""],"calls":[{"op":"kill"}]}]'],
  ['a directory above the world', '[{"op":"remove","name":"../../home"}]'],
  ['a directory of the system', '[{"op":"directory","name":"/etc"}]'],
  ['the world itself', '[{"op":"remove","name":"."}]'],
  ['a name that no file system takes', `[{"op":"directory","name":"${'x'.repeat(300)}"}]`],
  ['a link out of the world', '[{"op":"link","name":"link","target":"../.."}]'],
])('a file that holds %s is refused before anything is played', async (_, text) => {
  const file = join(root, 'wrong.json');
  writeFileSync(file, text);
  await expect(readHistory(sessions, file)).rejects.toMatchObject({ code: 'E_PARSE' });
});

test('a pipe in the place of a history is refused and not waited for', async () => {
  const pipe = join(root, 'pipes', 'pipe.json');
  keepHistory(join(root, 'pipes', 'one.json'), [{ op: 'reopen' }]);
  execFileSync('mkfifo', [pipe]);
  for (const read of [readHistory(sessions, pipe), readCorpus(sessions, join(root, 'pipes'))])
    await expect(read).rejects.toMatchObject({ code: 'E_IO', message: expect.stringContaining('pipe') });
});

test('a folder of histories that is not there, or is none, is named', async () => {
  const file = join(root, 'file.txt');
  writeFileSync(file, '');
  await expect(readCorpus(sessions, join(root, 'none'))).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  await expect(readCorpus(sessions, file)).rejects.toMatchObject({ code: 'E_IO' });
});

test('a query of null goes on like one that is left out', async () => {
  const operations = [{ op: 'listSessions', args: ['$W/alpha', null], pages: 2 }] as const;
  const memory = subjectNamed('memory');
  expect(await replay(sessions, { left: memory, right: memory, operations })).toBeNull();
});

test.each(['sqlite', 'json'])(
  'operations that %s or the other store lacks cannot be played',
  async (name) => {
    const debate: SessionStep = { op: 'debateStatus', args: ['$W/alpha', 'd', 'running', ''] };
    const [left, right] = [subjectNamed(name), subjectNamed('memory')];
    expect(await replayCheck(sessions, { left, right, operations: [debate], name: 'replay' })).toMatchObject({
      ...{ verdict: 'unknown', detail: expect.stringContaining('lacks debateStatus') },
    });
  },
);

test('a file that is not there is named', async () => {
  await expect(readHistory(sessions, join(root, 'none.json'))).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});

test('each planted bug is shown by the history that is kept for it', async () => {
  const blind: string[] = [];
  for (const mutant of MUTANTS) {
    const operations = await readHistory(sessions, join(CORPUS, `${mutant.name}.json`));
    const broken = asSubject(mutantSubject(mutant));
    if ((await replay(sessions, { left: broken, right: broken, operations })) === null)
      blind.push(mutant.name);
  }
  // For a new bug: npm run measure:detection -- 1 --keep sessions/corpus
  expect(blind).toEqual([]);
});

test.each(['memory', 'json', 'json-safe', 'sqlite', 'sqlite-memory'])(
  '%s passes every history that is kept',
  async (name) => {
    const store = subjectNamed(name);
    const [check, ...others] = await corpusChecks(sessions, {
      left: store,
      right: store,
      histories: await readCorpus(sessions, CORPUS),
    });
    expect(others).toEqual([]);
    const { histories, skipped } = check?.counts ?? {};
    expect(check).toMatchObject({ name: 'kept counterexamples', verdict: 'ok' });
    expect((histories ?? 0) + (skipped ?? 0)).toBe((await readCorpus(sessions, CORPUS)).length);
  },
);

test('of a store that fails a kept history, the row has the name of the file', async () => {
  const mutant = MUTANTS.find(({ name }) => name === 'delete-first-only')!;
  const broken = asSubject(mutantSubject(mutant));
  const operations = await readHistory(sessions, join(CORPUS, 'delete-first-only.json'));
  const [folder, other] = [join(root, 'failing'), join(root, 'lacking')];
  keepHistory(join(folder, 'one.json'), operations);
  const checks = await corpusChecks(sessions, {
    left: broken,
    right: broken,
    histories: await readCorpus(sessions, folder),
  });
  expect(checks).toMatchObject([{ name: 'kept one.json', verdict: 'fail' }]);
  expect(checks[0]?.detail).toContain(writeJson(operations[0]));
  const debate: SessionStep = { op: 'debateStatus', args: ['$W/alpha', 'd', 'running', ''] };
  keepHistory(join(other, 'debate.json'), [debate]);
  const memory = subjectNamed('memory');
  expect(
    await corpusChecks(sessions, {
      left: memory,
      right: memory,
      histories: await readCorpus(sessions, other),
    }),
  ).toMatchObject([
    { verdict: 'unknown', counts: { histories: 0, skipped: 1 }, detail: expect.stringContaining('None of') },
  ]);
});
