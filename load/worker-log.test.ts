import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { callsIn, type LoggedCall, WorkerLog } from './worker-log.ts';

const { freshPath } = useFolder('worker-log');

const CALL: LoggedCall = {
  ...{ operation: 1, record: 7, dueNs: 10, beginNs: 20, endNs: 30, waits: 0, failure: null, seen: null },
};
const CALLS: readonly LoggedCall[] = [
  CALL,
  { ...CALL, waits: 3, failure: { code: 'E_LOCKED', message: 'a ! "quoted"\nline of é' } },
  { ...CALL, seen: { others: 10, kept: 0, fresh: ['load-0-1', 'load-3-17'] } },
  { ...CALL, seen: { others: 0, kept: 2, fresh: [] } },
  { ...CALL, steps: { isUndone: true, made: [[3, { others: 1, kept: 0, fresh: ['load-0-1'] }]] } },
  { ...CALL, failure: { code: 'other', message: 'no' }, steps: { isUndone: false, made: [[7, null]] } },
];
const logged = (calls: readonly LoggedCall[]): string => {
  const file = freshPath();
  const log = new WorkerLog(file);
  for (const call of calls) log.add(call, false);
  log.close();
  return file;
};

test('calls are read as they were logged', () => {
  expect([...callsIn(logged(CALLS))].flat()).toEqual(CALLS);
});

test('what the system writes in pieces is written whole', () => {
  const file = freshPath();
  const log = new WorkerLog(file, (descriptor, bytes) => writeSync(descriptor, bytes.subarray(0, 7)));
  for (const call of CALLS) log.add(call, true);
  log.close();
  expect([...callsIn(file)].flat()).toEqual(CALLS);
});

test('a log that was cut short is read without its last, half written line', () => {
  const file = logged(CALLS);
  writeFileSync(file, '1 7 10 2', { flag: 'a' });
  expect([...callsIn(file)].flat()).toEqual(CALLS);
});

test('a long log comes in pieces, none of which takes long, and lines across their edges are whole', () => {
  const many = Array.from({ length: 9_000 }, (_, record) => ({
    ...(CALLS[record % CALLS.length] as LoggedCall),
    record,
  }));
  const pieces = [...callsIn(logged(many))];
  expect(pieces.flat()).toEqual(many);
  expect(pieces.length).toBeGreaterThan(4);
});

test('a call that changes something is in the file before its worker goes on, with all before it', () => {
  const file = freshPath();
  const log = new WorkerLog(file);
  const lines = (): number => readFileSync(file, 'utf8').split('\n').length - 1;
  log.add(CALL, false);
  expect(lines()).toBe(0);
  log.add(CALL, true);
  expect(lines()).toBe(2);
  for (let read = 0; read < 2_000; read++) log.add(CALL, false);
  expect(lines()).toBeGreaterThan(1_000);
  log.close();
  expect(lines()).toBe(2_002);
});
