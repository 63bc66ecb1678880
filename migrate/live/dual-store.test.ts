// Phase dual: whatever happens to the database, to the process or to the file, the caller sees the session files alone,
// and the database comes to hold what they hold.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { workspaceHash } from '../../contract/workspace.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { databaseFile, openSqliteStore } from '../../impl-sqlite/index.ts';
import { readComparisons } from './comparisons.ts';
import { DualStore, type DualStoreOptions } from './dual-store.ts';
import { type ShadowEvent, shadowChannel } from './events.ts';
import type { ShadowStore } from './shadow-store.ts';
import { inDatabase, type LiveHome, sessionWith, useHomes } from './suite/live-home.ts';

const freshHome = useHomes();
const events: ShadowEvent[] = [];
const listen = (message: unknown): void => {
  events.push(message as ShadowEvent);
};
subscribe(shadowChannel.name, listen);
afterEach(() => {
  events.length = 0;
});

const oldApp = (home: string): ReturnType<typeof openJsonStore> => openJsonStore({ home, mode: 'faithful' });

async function expectEqual({ home, workspaces }: LiveHome): Promise<void> {
  for (const workspace of workspaces) {
    expect(await inDatabase(home, workspace)).toEqual(await oldApp(home).getAllSessions(workspace));
  }
}

test('writes reach the database in order, with the primary’s time stamps', async () => {
  const place = freshHome();
  const [one = '', two = ''] = place.workspaces;
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  await store.createSession(one, sessionWith('a'));
  expect(await store.drain()).toBe(true);
  await store.createSession(one, sessionWith('a', { task: 'the same id again' }));
  const said = await store.addChatMessage(one, 'a', { id: 'm', role: 'user', content: 'hi', timestamp: 't' });
  await store.updateInstanceStatus(one, 'a', 1, 'running');
  await store.createSession(two, sessionWith('b'));
  await store.deleteSession(two, 'b');
  await store.getAllSessions(one);
  expect(await store.drain()).toBe(true);
  expect(said.chatHistory).toHaveLength(1);
  expect(store.shadow.comparisons.total()).toEqual({
    writes: 3,
    writeMismatches: 0,
    reads: 1,
    readMismatches: 0,
  });
  await store.close();
  await expectEqual(place);
  expect(readComparisons(place.home).writes).toBe(3);
});

test('a transaction follows as one write, and one that throws not at all', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  await store.transaction(one, async (operations) => {
    await operations.createSession(one, sessionWith('b'));
    await operations.updateInstanceStatus(one, 'b', 1, 'failed');
  });
  const failed = store.transaction(one, async (operations) => {
    await operations.deleteSession(one, 'a');
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await store.close();
  await expectEqual(place);
  expect(events.filter(({ kind }) => kind === 'diverged')).toEqual([]);
});

test('a database that cannot be opened costs the caller nothing, and is caught up once it can', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  mkdirSync(dirname(databaseFile(place.home)), { recursive: true });
  writeFileSync(
    databaseFile(place.home),
    'this is no database, and long enough to be taken for one'.repeat(99),
  );
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  expect(await store.drain()).toBe(false);
  expect(store.shadow.status().failure).toBe('E_NOT_A_DATABASE');
  expect(events).toContainEqual({
    home: place.home,
    hash: null,
    kind: 'failed',
    reason: 'E_NOT_A_DATABASE',
  });
  expect(await store.getAllSessions(one)).toHaveLength(1);
  rmSync(databaseFile(place.home));
  expect(await store.drain()).toBe(true);
  await store.close();
  await expectEqual(place);
});

test('a planted divergence is found by the next sampled read, and ends', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  await (await store.shadow.database()).updateInstanceStatus(one, 'a', 1, 'failed');
  await store.getSession(one, 'a');
  await store.drain();
  expect(store.shadow.comparisons.total()).toMatchObject({ reads: 1, readMismatches: 1 });
  expect(events.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
    'converged: first use',
    'diverged: mismatch',
    'converged: mismatch',
  ]);
  await store.close();
  await expectEqual(place);
});

test('what another program writes to the database gives way to the file', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  const intruder = await openSqliteStore({ home: place.home });
  await intruder.deleteSession(one, 'a');
  await intruder.close();
  await store.createSession(one, sessionWith('b'));
  await store.drain();
  expect(events.at(-1)).toMatchObject({ kind: 'converged', reason: 'database changed' });
  await store.close();
  await expectEqual(place);
});

test('a foreign write of the same length in the same tick is not taken for our own', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  await store.updateInstanceStatus(one, 'a', 1, 'paused');
  const file = place.fileOf(one);
  const { utimesSync, statSync } = await import('node:fs');
  const { atime, mtime } = statSync(file);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"paused"', '"failed"'));
  utimesSync(file, atime, mtime);
  await store.createSession(one, sessionWith('b'));
  await store.close();
  await expectEqual(place);
});

test('a file that is gone empties the workspace, and what only the database had is archived', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('only copy'));
  await store.drain();
  rmSync(place.fileOf(one));
  await store.close();
  expect(await inDatabase(place.home, one)).toEqual([]);
  const manifest = readFileSync(join(place.home, '.ait42', 'archive', 'manifest.json'), 'utf8');
  expect(JSON.parse(manifest).originals).toMatchObject([{ workspace: workspaceHash(one), sessions: 1 }]);
});

test('a file that the app cannot read is left to itself', async () => {
  const place = freshHome();
  const [one = '', two = ''] = place.workspaces;
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  writeFileSync(place.fileOf(one), '[{"id":');
  await expect(store.createSession(one, sessionWith('b'))).rejects.toMatchObject({ code: 'E_PARSE' });
  await store.createSession(two, sessionWith('c'));
  expect(await store.drain()).toBe(true);
  expect(store.shadow.status().unreadable).toEqual([workspaceHash(one)]);
  await store.close();
  expect(await inDatabase(place.home, one)).toHaveLength(1);
  expect(await inDatabase(place.home, two)).toHaveLength(1);
});

test('what a caller does to an answer before the database has followed does not reach it', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  await store.createSession(one, sessionWith('first'));
  await store.drain();
  const answer = await store.createSession(one, sessionWith('a'));
  expect(() => Object.assign(answer, { task: 'defaced' })).toThrow(TypeError);
  for (const session of await store.getAllSessions(one)) Object.assign({ ...session }, { task: 'defaced' });
  const list = (await store.getAllSessions(one)) as unknown[];
  list.length = 0;
  expect(await store.drain()).toBe(true);
  expect(store.shadow.comparisons.total()).toMatchObject({ writeMismatches: 0, readMismatches: 0 });
  await store.close();
  await expectEqual(place);
});

test('2,000 operations without any fault give not one false alarm', async () => {
  const place = freshHome();
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  const steps = fc.sample(
    fc.record({ do: fc.constantFrom('create', 'delete', 'status', 'read'), ...placed }),
    {
      numRuns: 2_000,
      seed: 7,
    },
  ) as Step[];
  for (const [count, step] of steps.entries()) {
    await perform(store, place, step, count).catch(() => undefined);
    if (count % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await store.drain()).toBe(true);
  const { writes, reads, writeMismatches, readMismatches } = store.shadow.comparisons.total();
  expect(writes + reads).toBeGreaterThan(1_000);
  expect([writeMismatches, readMismatches]).toEqual([0, 0]);
  await store.close();
  await expectEqual(place);
  expect(events.filter(({ kind }) => kind === 'diverged')).toEqual([]);
});

type Step =
  | {
      readonly do: 'create' | 'update' | 'delete' | 'status' | 'read';
      readonly id: number;
      readonly at: number;
    }
  | { readonly do: 'transaction' | 'foreign' | 'foreignDelete'; readonly id: number; readonly at: number }
  | { readonly do: 'crash' | 'drain' | 'turn' | 'fail' | 'lie' };

const placed = { id: fc.nat(3), at: fc.nat(1) };
const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constantFrom('create', 'update', 'delete', 'status'), ...placed }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('read', 'transaction'), ...placed }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('foreign', 'foreignDelete'), ...placed }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('crash', 'drain', 'turn', 'fail', 'lie') }) },
) as fc.Arbitrary<Step>;

/** Fails, or answers something else, at the next operation on command. */
async function faultyShadow(home: string, faults: string[]): Promise<ShadowStore> {
  const store = await openSqliteStore({ home });
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        const fault = name === 'close' ? undefined : faults.shift();
        if (fault === 'fail') throw new Error('the shadow failed');
        const answer = await Reflect.apply(value, target, given);
        // Done, but the process never hears of it: what a replay in the wrong order would look like.
        if (fault === 'lie') throw new Error('the shadow failed behind its work');
        return answer;
      };
    },
  }) as unknown as ShadowStore;
}

async function perform(store: DualStore, place: LiveHome, step: Step, count: number): Promise<unknown> {
  if (!('at' in step)) return;
  const workspace = place.workspaces[step.at] ?? '';
  const id = `s${step.id}`;
  const fresh = sessionWith(id, { task: `number ${count}` });
  switch (step.do) {
    case 'create':
      return store.createSession(workspace, fresh);
    case 'update':
      return store.updateSession(workspace, fresh);
    case 'delete':
      return store.deleteSession(workspace, id);
    case 'status':
      return store.updateInstanceStatus(workspace, id, 1, count % 2 === 0 ? 'failed' : 'paused');
    case 'read':
      return store.listSessions(workspace);
    case 'transaction':
      return store.transaction(workspace, async (operations) => {
        await operations.createSession(workspace, fresh);
        await operations.deleteSession(workspace, `s${(step.id + 1) % 4}`);
      });
    case 'foreign':
      return oldApp(place.home).createSession(workspace, fresh);
    case 'foreignDelete':
      return oldApp(place.home).deleteSession(workspace, id);
  }
}

const RUNS = Number(process.env.STOREPROOF_LIVE_RUNS ?? 300);

/** A store that crashes: the process is gone with its queue, and the next one knows nothing. */
class Mortal {
  readonly place = freshHome();
  readonly faults: string[] = [];
  /** Workspaces that the present process has written. */
  readonly used = new Set<string>();
  private readonly options: DualStoreOptions;
  store: DualStore;

  constructor(seed: number) {
    const openShadow = (): Promise<ShadowStore> => faultyShadow(this.place.home, this.faults);
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

test('a write that another process has brought to the database already is not replayed', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  let mayFollow = true;
  const slow = new DualStore({ home: place.home, mayFollow: () => mayFollow });
  await slow.createSession(one, sessionWith('a'));
  await slow.drain();
  mayFollow = false;
  await slow.createSession(one, sessionWith('b'));
  expect(await slow.drain()).toBe(false);
  const other = new DualStore({ home: place.home });
  other.shadow.recheck([workspaceHash(one)]);
  await other.close();
  mayFollow = true;
  expect(await slow.drain()).toBe(true);
  await slow.close();
  await expectEqual(place);
});

test('a process that still follows after the phase has moved on leaves the database alone', async () => {
  const place = freshHome();
  const [one = ''] = place.workspaces;
  let mayFollow = true;
  const store = new DualStore({ home: place.home, mayFollow: () => mayFollow });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  mayFollow = false;
  const database = await openSqliteStore({ home: place.home });
  await database.createSession(one, sessionWith('in the database alone'));
  await store.createSession(one, sessionWith('b'));
  expect(await store.drain()).toBe(false);
  await store.close();
  expect((await database.getAllSessions(one)).map(({ id }) => id)).toEqual(['a', 'in the database alone']);
  await database.close();
});

test('nothing listens any more', () => {
  unsubscribe(shadowChannel.name, listen);
});
