import { expect, test } from 'vitest';
import { SAMPLES_MIN, sampleRounds, shownRound } from './sampler.ts';

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
  const { samplesNs } = await sampleRounds(takingMs(260), { budgetMs: 0, samplesMax: 100 });
  expect(samplesNs.length).toBe(2);
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
