import { expect, onTestFinished, test, vi } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import { SAMPLES_MIN, sampleRounds } from './sampler.ts';
import { shownRound } from './shown-round.ts';

/** Rounds of two calls that write down what happens. */
function recordedRound() {
  const events: string[] = [];
  const note = (event: string) => async () => {
    events.push(event);
    return event;
  };
  const [begin, end] = [note('begin'), note('end')];
  return {
    events,
    round: {
      begin: async () => void (await begin()),
      calls: [note('first'), note('second')],
      effects: note('effects'),
      end: async () => void (await end()),
    },
  };
}

test('however small the budget, the work is shown, timed a few times, and shown again', async () => {
  const { events, round } = recordedRound();
  const { samplesNs, deviation } = await sampleRounds(round, { budgetMs: 0, samplesMax: 1 });
  expect(samplesNs.length).toBe(SAMPLES_MIN);
  expect(deviation).toBe(null);
  const shown = ['begin', 'first', 'second', 'effects', 'end'];
  const timed = ['begin', 'first', 'second', 'end'];
  expect(events).toEqual([...shown, ...timed, ...shown]);
});

test('samples stop at their limit', async () => {
  const { round } = recordedRound();
  const { samplesNs } = await sampleRounds(round, { budgetMs: 60_000 / 1_000, samplesMax: 10 });
  expect(samplesNs.length).toBe(10);
});

/** Time passes only where a test says so. */
function ownClock() {
  let nowNs = 0n;
  const spy = vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => nowNs);
  onTestFinished(() => spy.mockRestore());
  return {
    passing: (ms: number) => async () => {
      nowNs += BigInt(ms * 1e6);
    },
  };
}

test('warm-up is a quarter of the budget, preparation included, in whole rounds that are no samples', async () => {
  const { passing } = ownClock();
  let rounds = 0;
  const round = {
    begin: async () => {
      rounds++;
      await passing(7)();
    },
    calls: [passing(1), passing(2)],
  };
  const { samplesNs } = await sampleRounds(round, { budgetMs: 80, samplesMax: 100 });
  // The first one, which took 3 ms and leaves 17 for two of 10 ms; then as many as begin before 80 ms are over.
  expect(samplesNs.length / 2).toBe(rounds - 3);
  expect(samplesNs.slice(0, 4)).toEqual([1e6, 2e6, 1e6, 2e6]);
  expect(rounds - 3).toBe(9);
});

test('samples are in the order of time, and the figures of tinybench are of them', async () => {
  const { passing } = ownClock();
  const tookMs = [1, 8, 2, 5, 3];
  const round = { calls: [() => passing(tookMs.shift() ?? 0)()] };
  const { samplesNs, tinybench } = await sampleRounds(round, { budgetMs: 0, samplesMax: 1 });
  expect(samplesNs).toEqual([8e6, 2e6, 5e6, 3e6]);
  // The interval by Student's t of 3 degrees of freedom, 3.1824.
  const sdNs = Math.round(Math.sqrt(7) * 1e6);
  expect(tinybench).toEqual({ meanNs: 4.5e6, sdNs, rmePercent: 93.56, p99Ns: 7.91e6 });
});

test('a call that fails ends the run with its own error: its round is not ended, and is disposed of', async () => {
  const failure = new StoreError('E_CONFLICT', 'another one was faster');
  const { events, round } = recordedRound();
  let calls = 0;
  const failing = async () => {
    if (calls++ === 2) throw failure;
  };
  const ending = sampleRounds(
    { ...round, calls: [failing], dispose: async () => void events.push('dispose') },
    { budgetMs: 0, samplesMax: 1 },
  );
  await expect(ending).rejects.toBe(failure);
  expect(events.slice(-3)).toEqual(['end', 'begin', 'dispose']);
});

test('a workload without calls is no work', async () => {
  await expect(sampleRounds({ calls: [] }, { budgetMs: 0, samplesMax: 1 })).rejects.toThrow('makes no calls');
});

test('a call that answers something else in between is a deviation', async () => {
  let calls = 0;
  const round = { calls: [async () => ({ id: calls++ === 2 ? 'b' : 'a' })] };
  const { deviation } = await sampleRounds(round, { budgetMs: 0, samplesMax: 1 });
  expect(deviation).toBe('call 0 of a round answered id b instead of id a');
});

test('work that is another at the end is a deviation', async () => {
  let value = 0;
  const round = { calls: [async () => ({ id: 'a', value: value++ })] };
  const { deviation } = await sampleRounds(round, { budgetMs: 0, samplesMax: 1 });
  expect(deviation).toBe('the last round differs from the first');
});

test('what the calls leave behind is part of the work', async () => {
  const left = async (effects: unknown) =>
    (await shownRound({ calls: [async () => 1], effects: async () => effects })).workDigest;
  expect(await left('a')).toBe(await left('a'));
  expect(await left('a')).not.toBe(await left('b'));
});

/** Rounds of one call that keeps the processor busy for at least so many ms. */
const takingMs = (busyMs: number) => ({
  calls: [
    async () => {
      const untilNs = process.hrtime.bigint() + BigInt(busyMs * 1e6);
      while (process.hrtime.bigint() < untilNs);
      return { id: 'a' };
    },
  ],
});

test('of slow calls the first round counts, and one more is enough', async () => {
  const { passing } = ownClock();
  const round = { calls: [passing(260)] };
  const { samplesNs, tinybench } = await sampleRounds(round, { budgetMs: 0, samplesMax: 100 });
  expect(samplesNs).toEqual([260e6, 260e6]);
  expect(tinybench).toEqual({ meanNs: 260e6, sdNs: 0, rmePercent: 0, p99Ns: 260e6 });
});

test('a sample is one unit without what every call has beside it, and the round is disposed of', async () => {
  let disposed = 0;
  const round = {
    ...takingMs(4),
    unitsPerCall: 2,
    baselineNs: () => 60e9,
    dispose: async () => void disposed++,
  };
  const { samplesNs } = await sampleRounds(round, { budgetMs: 0, samplesMax: 1 });
  expect(new Set(samplesNs)).toEqual(new Set([1]));
  expect(disposed).toBe(1);
  const halves = await sampleRounds({ ...round, baselineNs: () => 0 }, { budgetMs: 0, samplesMax: 1 });
  expect(Math.min(...halves.samplesNs)).toBeGreaterThanOrEqual(2e6);
});
