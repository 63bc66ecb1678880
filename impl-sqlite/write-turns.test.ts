import { describe, expect, test } from 'vitest';
import { WriteTurns } from './write-turns.ts';

/** Writes without a wait until the process lets others go first, at most so many; answers how many, and how long it rests. */
function turnOf(turns: WriteTurns, nowMs: number, most = 50): { writes: number; restMs: number } {
  for (let writes = 0; writes < most; writes++) {
    const restMs = turns.restMs(nowMs);
    if (restMs > 0) return { writes, restMs };
    turns.took(nowMs, nowMs, true);
  }
  return { writes: most, restMs: 0 };
}

/** Has just waited, often enough to know how long that takes. */
function waitedLately(ms: number): WriteTurns {
  const turns = new WriteTurns();
  for (let write = 0; write < 20; write++) turns.took(1_000 - ms, 1_000, false);
  return turns;
}

describe('turns of writing processes', () => {
  test('a process that never had to wait writes on and on', () => {
    expect(turnOf(new WriteTurns(), 1_000)).toEqual({ writes: 50, restMs: 0 });
  });

  test('a process that had to wait writes five times and then rests for most of the time that it waited', () => {
    const { writes, restMs } = turnOf(waitedLately(10), 1_000);
    expect(writes).toBe(4);
    expect(restMs).toBeCloseTo(8, 1);
  });

  test('a turn also ends by time, for writes that wait for the disk', () => {
    const turns = waitedLately(10);
    expect(turns.restMs(1_001)).toBe(0);
    expect(turns.restMs(1_002)).toBeCloseTo(8, 1);
  });

  test('time in which it did not write is part of the rest', () => {
    expect(waitedLately(10).restMs(1_007)).toBeCloseTo(3, 1);
    expect(waitedLately(10).restMs(1_100)).toBe(0);
  });

  test('a process whose rests nobody uses soon stops resting', () => {
    const turns = waitedLately(20);
    let rests = 0;
    for (let turn = 0; turn < 50; turn++) {
      const { restMs } = turnOf(turns, 1_000);
      if (restMs > 0) rests++;
      turns.took(1_000, 1_000, true);
    }
    expect(rests).toBeLessThan(20);
    expect(turnOf(turns, 1_000).restMs).toBe(0);
  });

  test('no rest is longer than 16 ms, however long a wait was', () => {
    expect(turnOf(waitedLately(60_000), 1_000).restMs).toBeCloseTo(16, 1);
  });
});
