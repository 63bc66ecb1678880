import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import type { LoadSurroundings } from '../../definition/load.ts';
import { withFileLock } from '../../files/file-lock.ts';
import { holdWriteLock } from '../../impl-sqlite/disturbances.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { faults } from './faults.ts';
import { databaseUnder, fileUnder } from './places.ts';

const { freshFolder } = useFolder('load-faults');

/** What the lock of a store is on, and somebody who holds it until the signal. */
interface Scene {
  readonly place: LoadSurroundings;
  hold(signal: AbortSignal, onHeld: () => void): Promise<void>;
}

const SCENES: Readonly<Record<string, () => Promise<Scene>>> = {
  sqlite: async () => {
    const place = { home: freshFolder(), folder: freshFolder() };
    const file = databaseUnder('sqlite', place) as string;
    mkdirSync(dirname(file), { recursive: true });
    await (await openSqliteStore({ file })).close();
    return { place, hold: (signal, onHeld) => holdWriteLock(file, signal, onHeld) };
  },
  'json-safe': async () => {
    const place = { home: freshFolder(), folder: freshFolder() };
    const file = fileUnder('json-safe', place) as string;
    mkdirSync(dirname(file), { recursive: true });
    return {
      place,
      hold: (signal, onHeld) =>
        withFileLock(file, 1_000, async () => {
          onHeld();
          if (!signal.aborted) await once(signal, 'abort');
        }),
    };
  },
};

test.each(Object.keys(SCENES))(
  'the lock of %s is told of when it is held, and let go at the end',
  async (store) => {
    const { place, hold } = await SCENES[store]!();
    const [over, other] = [new AbortController(), new AbortController()];
    const begun = Promise.withResolvers<void>();
    const whole = faults.lock?.run(store, { ...place, signal: over.signal, begun: begun.resolve });
    await begun.promise;
    over.abort();
    await whole;
    await hold(other.signal, () => other.abort());
  },
);

test.each(Object.keys(SCENES))('a lock of %s that is never free was not held', async (store) => {
  const { place, hold } = await SCENES[store]!();
  const [over, other] = [new AbortController(), new AbortController()];
  const isHeld = Promise.withResolvers<void>();
  const theirs = hold(other.signal, isHeld.resolve);
  await Promise.race([isHeld.promise, theirs]);
  let hasBegun = false;
  const begun = (): void => {
    hasBegun = true;
  };
  const whole = faults.lock?.run(store, { ...place, signal: over.signal, begun });
  over.abort();
  await expect(whole).rejects.toThrow('it was not held for a moment');
  expect(hasBegun).toBe(false);
  other.abort();
  await theirs;
});
