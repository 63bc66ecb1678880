import { afterEach, expect, test, vi } from 'vitest';
import { watchInterruption } from './interruption.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Watches with a clock that the test moves, and without ending the process of the tests. */
function watched() {
  const clock = { now: 0 };
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as () => never);
  return { clock, exit, ...watchInterruption(() => clock.now) };
}

test('one press aborts the work, however often it arrives', () => {
  const { clock, exit, signal, release } = watched();
  expect(signal.aborted).toBe(false);
  process.emit('SIGINT', 'SIGINT');
  clock.now = 900;
  process.emit('SIGTERM', 'SIGTERM');
  expect(signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  release();
});

test('a second press ends the process', () => {
  const { clock, exit, release } = watched();
  process.emit('SIGINT', 'SIGINT');
  clock.now = 1500;
  process.emit('SIGINT', 'SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
  release();
});

test('released, the signals are back to what they were', () => {
  const before = process.listenerCount('SIGINT');
  const { release } = watched();
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  release();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
