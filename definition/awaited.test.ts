import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ANSWER_MS_MAX, awaited, unansweredText } from './awaited.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LOCAL = { name: 'lines', isRemote: false };
const never = (): Promise<never> => new Promise(() => {});

test('a store that does not answer is named with the call, and given up after the limit', async () => {
  const asked = awaited(LOCAL, 'list', never);
  const failure = expect(asked).rejects.toThrow('lines has not answered list within 60 seconds.');
  expect(unansweredText()).toBe('lines, asked for list');
  await vi.advanceTimersByTimeAsync(ANSWER_MS_MAX);
  await failure;
  expect(unansweredText()).toBe('');
});

test('answers and errors pass, and leave no timer behind', async () => {
  expect(await awaited(LOCAL, 'get', () => 1)).toBe(1);
  expect(await awaited(LOCAL, 'get', async () => 2)).toBe(2);
  await expect(awaited(LOCAL, 'get', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect([vi.getTimerCount(), unansweredText()]).toEqual([0, '']);
});

test('a program has its own limit', () => {
  void awaited({ name: 'program', isRemote: true }, 'list', never);
  expect([vi.getTimerCount(), unansweredText()]).toEqual([0, 'program, asked for list']);
});
