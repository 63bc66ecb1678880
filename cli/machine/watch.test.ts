import { expect, test } from 'vitest';
import { machineSchema } from '../../results/result.ts';
import { processorTimes } from './processor-times.ts';
import { machineBetween, watchMachine } from './watch.ts';

const times = (idleMs: number, busyMs: number, stealMs: number, ownMs: number | null) => ({
  processors: 2,
  idleMs,
  busyMs,
  stealMs,
  ownMs,
});

test('what is not the run’s own was used by others', () => {
  const seen = { wallNs: 1e9, loadAverage: 3 };
  expect(machineBetween(times(100, 50, 0, 10), times(700, 350, 100, 110), seen)).toEqual({
    processors: 2,
    wallNs: 1e9,
    loadAverage: 3,
    idleShare: 0.6,
    othersShare: 0.2,
    stealShare: 0.1,
  });
});

test('where the own share is not known, nothing is said of others', () => {
  const seen = { wallNs: 1e9, loadAverage: undefined };
  expect(machineBetween(times(0, 0, 0, null), times(10, 10, 0, null), seen)).toEqual({
    processors: 2,
    wallNs: 1e9,
    idleShare: 0.5,
    stealShare: 0,
  });
});

test('counters that stand still or go back give shares of nothing', () => {
  const seen = { wallNs: 0, loadAverage: 0 };
  const machine = machineBetween(times(5, 5, 5, 5), times(5, 4, 5, 5), seen);
  expect(machineSchema.parse(machine)).toMatchObject({ idleShare: 0, othersShare: 0, stealShare: 0 });
});

test('this machine is seen as the result file wants it', () => {
  const machine = watchMachine()();
  expect(machineSchema.parse(machine)).toEqual(machine);
  expect(processorTimes().processors).toBeGreaterThan(0);
});
