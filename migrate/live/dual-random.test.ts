// Random work in phase dual. STOREPROOF_LIVE_RUNS makes it longer.

import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { DualStore, type DualStoreOptions } from './dual-store.ts';
import type { ShadowStore } from './shadow-store.ts';
import { type Fault, faultyShadow } from './suite/faulty-shadow.ts';
import { useHomes } from './suite/live-home.ts';
import { aStep, expectEqual, perform, placed, type Step } from './suite/live-steps.ts';

const freshHome = useHomes();
const RUNS = amountOf('STOREPROOF_LIVE_RUNS');
const CALM = amountOf('CALM_OPERATIONS');

const FAULTS: Readonly<Record<string, Fault>> = {
  fail: { error: new Error('the shadow failed') },
  // What a replay in the wrong order would look like.
  lie: { error: new Error('the shadow failed behind its work'), isDone: true },
};

/** A store that crashes: the process is gone with its queue, and the next one knows nothing. */
class Mortal {
  readonly place = freshHome();
  readonly faults: string[] = [];
  /** Workspaces that the present process has written. */
  readonly used = new Set<string>();
  private readonly options: DualStoreOptions;
  store: DualStore;

  constructor(seed: number) {
    const openShadow = (): Promise<ShadowStore> =>
      faultyShadow(this.place.home, {}, (name) =>
        name === 'close' ? undefined : FAULTS[this.faults.shift() ?? ''],
      );
    this.options = { home: this.place.home, seed, compareOneIn: 2, itemsMax: 4, openShadow };
    this.store = new DualStore(this.options);
  }

  async take(step: Step, count: number): Promise<void> {
    if (step.do === 'drain') await this.store.drain();
    else if (step.do === 'turn') await new Promise((resolve) => setImmediate(resolve));
    else if (step.do === 'crash') await this.crash();
    else if ('at' in step) await this.operate(step, count);
    else this.faults.push(step.do);
  }

  private async crash(): Promise<void> {
    await this.store.shadow.database().then((database) => database.close());
    this.store = new DualStore(this.options);
    this.used.clear();
  }

  private async operate(step: Step & { readonly at: number }, count: number): Promise<void> {
    const error = await perform(this.store, this.place, step, count).catch((thrown) => thrown);
    // An id that is not there is the caller's own affair.
    if (error instanceof Error) expect(error).toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
    else if (!step.do.startsWith('foreign') && step.do !== 'read') {
      this.used.add(this.place.workspaces[step.at] ?? '');
    }
  }
}

test('random work with crashes, failures and foreign writes: equal after catching up, and no caller saw any of it', async () => {
  const property = fc.asyncProperty(
    fc.array(aStep, { minLength: 1, maxLength: 25 }),
    fc.nat(),
    async (steps, seed) => {
      const mortal = new Mortal(seed);
      for (const [count, step] of steps.entries()) await mortal.take(step, count);
      mortal.faults.length = 0;
      const { store, place, used } = mortal;
      expect(await store.drain()).toBe(true);
      await expectEqual({ ...place, workspaces: [...used] });
      // What nobody has used since the crash is compared by the catch-up that goes before every change of phase.
      store.shadow.recheck(place.workspaces.map((workspace) => workspaceHash(workspace)));
      expect(await store.drain()).toBe(true);
      await store.close();
      await expectEqual(place);
      rmSync(place.home, { recursive: true });
    },
  );
  await fc.assert(property, { numRuns: RUNS, seed: 4, endOnFailure: RUNS < 1_000 });
});

test('two processes that follow the same files never apply a write twice', async () => {
  const turn = fc.record({ by: fc.nat(1), step: aStep });
  const property = fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 20 }), async (turns) => {
    const place = freshHome();
    const stores = [0, 1].map(() => new DualStore({ home: place.home, compareOneIn: 1 }));
    for (const [count, { by, step }] of turns.entries()) {
      const store = stores[by] as DualStore;
      if ('at' in step) await perform(store, place, step, count).catch(() => undefined);
      else if (step.do === 'drain') await store.drain();
      // What every change of phase does, in whichever process.
      else if (step.do === 'crash') store.shadow.recheck(place.workspaces.map((path) => workspaceHash(path)));
      else await new Promise((resolve) => setImmediate(resolve));
    }
    for (const store of stores) expect(await store.drain()).toBe(true);
    for (const store of stores) {
      store.shadow.recheck([]);
      expect(store.shadow.comparisons.total().readMismatches).toBe(0);
    }
    const written = place.workspaces.filter((path) =>
      stores.some(({ shadow }) => shadow.follows(workspaceHash(path))),
    );
    await expectEqual({ ...place, workspaces: written });
    for (const store of stores) await store.close();
    rmSync(place.home, { recursive: true });
  });
  await fc.assert(property, { numRuns: RUNS / 5, seed: 5 });
});

test('operations without any fault give not one false alarm', async () => {
  const place = freshHome();
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  const steps = fc.sample(
    fc.record({ do: fc.constantFrom('create', 'delete', 'status', 'read'), ...placed }),
    {
      numRuns: CALM,
      seed: 7,
    },
  ) as Step[];
  for (const [count, step] of steps.entries()) {
    await perform(store, place, step, count).catch(() => undefined);
    if (count % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await store.drain()).toBe(true);
  const { writes, reads, writeMismatches, readMismatches } = store.shadow.comparisons.total();
  expect(writes + reads).toBeGreaterThan(CALM / 4);
  expect([writeMismatches, readMismatches]).toEqual([0, 0]);
  await store.close();
  await expectEqual(place);
});
