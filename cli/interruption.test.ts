import { afterEach, expect, test, vi } from 'vitest';
import { watchInterruption } from './interruption.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Watches with a clock that the test moves, and without ending the process of the tests. */
function watched() {
  const clock = { now: 0 };
  const end = vi.fn();
  return { clock, end, ...watchInterruption(end, () => clock.now) };
}

test('one press aborts the work, however often it arrives', () => {
  const { clock, end, signal, release } = watched();
  expect(signal.aborted).toBe(false);
  process.emit('SIGINT', 'SIGINT');
  clock.now = 400;
  process.emit('SIGTERM', 'SIGTERM');
  expect(signal.aborted).toBe(true);
  expect(end).not.toHaveBeenCalled();
  release();
});

test('a second press ends the process', () => {
  const { clock, end, release } = watched();
  process.emit('SIGINT', 'SIGINT');
  clock.now = 600;
  process.emit('SIGINT', 'SIGINT');
  expect(end).toHaveBeenCalledOnce();
  release();
});

test('work that does not stop is ended, work that has stopped is not', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const stuck = watched();
  process.emit('SIGINT', 'SIGINT');
  vi.runAllTimers();
  expect(stuck.end).toHaveBeenCalledOnce();
  stuck.release();
  const stopped = watched();
  process.emit('SIGINT', 'SIGINT');
  stopped.release();
  vi.runAllTimers();
  expect(stopped.end).not.toHaveBeenCalled();
});

test('released, the signals are back to what they were', () => {
  const before = process.listenerCount('SIGINT');
  const { release } = watched();
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  release();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
