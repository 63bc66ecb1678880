import { expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import { checkSchema } from '../../results/result.ts';
import { type SessionSubject, serveCommand, subjectNamed } from '../../subjects/index.ts';
import { mutantSubject } from '../mutants/mutant.ts';
import { OPERATION_MUTANTS } from '../mutants/operation-mutants.ts';
import { stoppedWhileShrinking } from '../suite/stopped-subject.ts';
import { conform, conformanceChecks } from './conform.ts';

const verdictsOf = (result: Awaited<ReturnType<typeof conform>>): Record<string, string> =>
  Object.fromEntries(result.operations.map(({ op, verdict }) => [op, verdict]));

test('a served file store conforms in every operation of the protocol', async () => {
  const result = await conform(serveCommand('json'), { operations: 400, seed: 1 });
  expect(result.operations.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
  expect(result).toMatchObject({ subject: 'json', verdict: 'ok' });
  const ops = result.operations.map(({ op }) => op);
  expect(ops).toEqual(
    expect.arrayContaining(['create_session', 'debate_status', 'list_messages', 'hash', 'load_file']),
  );
  expect(ops).toContain('protocol: echoes an id');
  for (const check of conformanceChecks(result)) expect(checkSchema.parse(check).verdict).toBe('ok');
});

test('what a store does not offer is said and not checked', async () => {
  const result = await conform(serveCommand('sqlite'), { operations: 150, seed: 2 });
  expect(verdictsOf(result)).toMatchObject({
    debate_status: 'not offered',
    load_file: 'not offered',
    hash: 'ok',
  });
  expect(result.verdict).not.toBe('fail');
});

test('each faulty operation is named, and the others are still checked', async () => {
  const faulty = ['error-text', 'update-moves-to-end', 'instance-zero-missing'].map(
    (name) => OPERATION_MUTANTS.find((mutant) => mutant.name === name)!,
  );
  const subject = mutantSubject({
    name: 'with three bugs',
    what: 'several bugs at once',
    methods: (right, lists) => Object.assign({}, ...faulty.map((mutant) => mutant.methods!(right, lists))),
  });
  const result = await conform(subject, { operations: 2_500, seed: 1 });
  const failed = result.operations.filter(({ verdict }) => verdict === 'fail').map(({ op }) => op);
  expect(failed.sort()).toEqual([
    'get_session',
    'update_instance_status',
    'update_session',
    'update_session_if',
  ]);
  expect(verdictsOf(result)).toMatchObject({
    create_session: 'ok',
    search_sessions: 'ok',
    transaction: 'ok',
  });
  expect(result.verdict).toBe('fail');
});

test('a fault that shows later, when contents are compared, is laid to the operation that did it', async () => {
  const subject = mutantSubject(OPERATION_MUTANTS.find(({ name }) => name === 'delete-first-only')!);
  const result = await conform(subject, { operations: 1_500, seed: 3 });
  const failed = result.operations.filter(({ verdict }) => verdict === 'fail');
  expect(failed.map(({ op }) => op)).toEqual(['delete_session']);
  expect(failed[0]!.detail).toMatch(
    /model: getAllSessions of \$W\S*, asked after deleteSession of .*: the answers/,
  );
});

test('answers of a store that never had a session are no verdict', async () => {
  const subject = mutantSubject({
    name: 'creates-nothing',
    what: 'a creation is refused',
    methods: () => ({ createSession: () => Promise.reject(new StoreError('E_SESSION_NOT_FOUND', 'no')) }),
  });
  // A transaction could create one.
  const single: SessionSubject = {
    ...subject,
    open: async (home, options) =>
      Object.assign(await subject.open(home, options), { transaction: undefined }),
  };
  const result = await conform(single, { operations: 600, seed: 1 });
  const verdicts = verdictsOf(result);
  expect(verdicts).toMatchObject({
    create_session: 'fail',
    get_all_sessions: 'unknown',
    delete_session: 'unknown',
  });
  expect(result.operations.find(({ op }) => op === 'get_session')?.detail).toContain('no session to ask for');
});

test('a store of this process is checked without the protocol', async () => {
  const result = await conform(subjectNamed('memory'), { operations: 300, seed: 1 });
  expect(result.operations.some(({ op }) => op.startsWith('protocol'))).toBe(false);
  expect(verdictsOf(result)).toMatchObject({ transaction: 'ok', debate_status: 'not offered' });
});

test('a program with manners of its own fails on the line', async () => {
  const script = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    let q = {};
    try { q = JSON.parse(line); } catch {}
    const answer = q.op === 'get_all_sessions' ? { ok: [] } : { err: 'no', stage: 'command' };
    console.log(JSON.stringify({ ...answer, id: q.id }));
  });`;
  const result = await conform([process.execPath, '-e', script], { operations: 6, seed: 1 });
  expect(verdictsOf(result)).toMatchObject({
    list_sessions: 'not offered',
    create_session: 'fail',
    'protocol: echoes an id': 'fail',
    'protocol: answers without an id where none was given': 'ok',
    'protocol: refuses a line that is no request': 'fail',
    'protocol: refuses an unknown op': 'ok',
  });
});

test('a program that does not start is no verdict but an error', async () => {
  await expect(conform(['/nonexistent/program'], { operations: 1, seed: 1 })).rejects.toMatchObject({
    code: 'E_SUBJECT',
  });
});

test('a run whose time is over ends, and what it did not reach is unknown', async () => {
  const result = await conform(serveCommand('sqlite'), { operations: 1_000_000, seed: 1, budgetMs: 1 });
  expect(result.verdict).toBe('unknown');
  expect(verdictsOf(result)).toMatchObject({
    create_session: 'unknown',
    'operations on files': 'unknown',
    'protocol: manners': 'unknown',
  });
  expect(conformanceChecks(result).every(({ verdict }) => verdict === 'unknown')).toBe(true);
});

test('a run that is stopped while it makes a counterexample smaller keeps the failure it found', async () => {
  const broken = mutantSubject(OPERATION_MUTANTS.find(({ name }) => name === 'update-replaces-all')!);
  const { subject, signal } = stoppedWhileShrinking(broken);
  const result = await conform(subject, { operations: 2_000, seed: 1, signal });
  expect(result.verdict).toBe('fail');
  const told = result.operations.filter(({ verdict }) => verdict !== 'not offered');
  expect(told.filter(({ verdict }) => verdict === 'fail')).toHaveLength(1);
  expect(told.filter(({ verdict }) => verdict === 'unknown')).toHaveLength(told.length - 1);
});
