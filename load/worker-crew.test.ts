import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { LoadDefinition } from '../definition/load.ts';
import type { Beside } from './beside.ts';
import { ListStore } from './fixtures/lists.ts';
import planted from './fixtures/planted-definition.ts';
import { checkedLoadOptions } from './load-options.ts';
import { LoadPlace } from './load-place.ts';
import { chosenMix } from './mixes.ts';
import { type CrewEnd, runCrew } from './worker-crew.ts';

const load = planted.load as LoadDefinition<ListStore>;
const BESIDES = { samples: [], faults: [], problems: [], endedEarly: null };

/** Two workers with a limit that no test waits for. */
async function crew(store: string, beside: Beside): Promise<CrewEnd> {
  const place = new LoadPlace();
  onTestFinished(() => place.remove());
  await load.fill(new ListStore(place.home), { folder: place.folder, records: 1 });
  const url = new URL('./fixtures/planted-definition.ts', import.meta.url).href;
  const mix = chosenMix(load, 'appends', 2);
  const options = { store, processes: 2, records: 1, operationsPerProcess: 5, seed: 1, graceMs: 600_000 };
  return runCrew(
    { url, operations: Object.keys(load.operations), mix, place, beside },
    checkedLoadOptions(options),
  );
}

test('when what goes on beside the workers fails, they are ended and the run rejects with it', async () => {
  const beside = () => Promise.reject(new Error('no luck'));
  await expect(crew('hanging', beside)).rejects.toThrow('no luck');
});

test('a worker that has ended has no process any more', async () => {
  const seen: (number | null)[] = [];
  const { ends } = await crew('stuck', async (own) => {
    await expect.poll(() => own.pids[1], { timeout: 60_000 }).toBe(null);
    seen.push(...own.pids);
    own.kill(0, 'enough');
    if (!own.signal.aborted) await once(own.signal, 'abort');
    return BESIDES;
  });
  expect(seen).toEqual([expect.any(Number), null]);
  expect(ends).toMatchObject([{ fault: 'enough' }, { death: null }]);
});
