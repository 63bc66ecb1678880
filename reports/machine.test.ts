import { expect, test } from 'vitest';
import type { Results } from '../results/result-file.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import { machineNote } from './machine.ts';

const BASE = { processors: 2, wallNs: 1e11, loadAverage: 1, idleShare: 0.5, stealShare: 0 };

/** Each trial as if it had waited for a processor for a share of its time. */
const waiting = (results: Results, share: number): Results => ({
  ...results,
  rows: results.rows.map((row) =>
    row.row === 'trial'
      ? { ...row, scheduling: { wallNs: 1e9, cpuNs: 9e8, waitNs: share * 1e9, involuntarySwitches: 3 } }
      : row,
  ),
});

test('a machine that does nothing else is quiet', () => {
  const note = machineNote(waiting(exampleRun(), 0.005));
  expect(note).toEqual({
    isBusy: false,
    sight: 'trials waited 0.5%, others 2%; load 0.4 on 2 cores',
    brief: 'machine quiet',
    trials:
      'The trials had a processor for 90% of their time, waited for one 0.5%, and had it taken away 3 times a second.',
  });
});

test('it is busy when what was timed waited, when others took processors, or when the host did', () => {
  expect(machineNote(waiting(exampleRun(), 0.4))).toMatchObject({
    isBusy: true,
    brief: 'machine BUSY: trials waited 40%',
    sight: 'what was timed waited 40% of its time for a core; load 0.4 on 2 cores',
  });
  const others = machineNote(exampleRun({ machine: { ...BASE, othersShare: 0.87 } }));
  expect(others).toMatchObject({
    isBusy: true,
    sight: expect.stringContaining('other programs took 87%'),
    brief: 'machine BUSY: others 87%',
  });
  const host = machineNote(exampleRun({ machine: { ...BASE, stealShare: 0.1 } }));
  expect(host).toMatchObject({ isBusy: true, sight: expect.stringContaining('the host kept back 10%') });
});

test('the load of the minute before counts only where nothing was seen of the run itself', () => {
  const loaded = (results: Results): Results => ({
    ...results,
    header: { ...results.header, environment: { ...results.header.environment, loadAverage: 25 } },
  });
  expect(machineNote(loaded(exampleRun()))?.isBusy).toBe(false);
  expect(machineNote(loaded(exampleRun({ machine: BASE })))).toMatchObject({
    isBusy: true,
    brief: 'machine BUSY: load 25',
    sight: 'load 25 on 2 cores',
  });
});

test('results of before say nothing', () => {
  const { header, footer, ...rest } = exampleRun();
  const { loadAverage: _load, ...environment } = header.environment;
  const { machine: _machine, ...old } = footer ?? {
    row: 'footer',
    finishedAt: '',
    outcome: 'complete',
    rows: 0,
  };
  expect(machineNote({ ...rest, header: { ...header, environment }, footer: old })).toBe(null);
});
