import { expect, test } from 'vitest';
import { ListOperations } from './list-store.ts';
import { MemoryKeeper } from './memory-store.ts';
import { methodOf, namesNoWorkspace, OPERATION_NAMES, OPERATIONS, type RowOf, rowOf } from './operations.ts';

test('every operation has a name of its own on the line', () => {
  expect(new Set(OPERATION_NAMES.map((operation) => rowOf(operation).op)).size).toBe(OPERATION_NAMES.length);
});

test('every operation but the debate writer is a method of a store', () => {
  const operations = new ListOperations(new MemoryKeeper(), {});
  for (const operation of OPERATION_NAMES.filter((name) => rowOf(name).origin !== 'debate writer')) {
    expect(operations[methodOf(operation) as 'getSession'], operation).toBeTypeOf('function');
  }
});

test('one operation alone is about all workspaces', () => {
  expect(OPERATION_NAMES.filter(namesNoWorkspace)).toEqual(['listAllSessions']);
});

test('a row that does not agree with its method does not compile', () => {
  const row = <O extends keyof typeof OPERATIONS>(_operation: O, _row: RowOf<O>): void => {};
  const { updateSession, getSession, getAllSessions, updateSessionIf } = OPERATIONS;
  row('updateSession', updateSession);
  // @ts-expect-error: too few arguments
  row('updateSession', { ...updateSession, arguments: ['workspacePath', 'session'] });
  // @ts-expect-error: too many arguments
  row('getAllSessions', { ...getAllSessions, arguments: ['workspacePath', 'page'] });
  // @ts-expect-error: an argument of another type
  row('getSession', { ...getSession, arguments: ['workspacePath', 'session'] });
  // @ts-expect-error: another answer
  row('getSession', { ...getSession, answer: 'sessions' });
  // @ts-expect-error: another method
  row('updateSessionIf', { ...updateSessionIf, method: 'createSession' });
  expect(OPERATIONS).toBeTypeOf('object');
});
