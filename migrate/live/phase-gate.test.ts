// Processes that use a home while another moves the truth from one store to the other: what they were told is written is
// in the store that answers afterwards.

import fs, { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { expect, test } from 'vitest';
import { workspaceHash } from '../../contract/workspace.ts';
import { newOwner } from '../../files/lock-owner.ts';
import { gateFile, makeMigrationDirectory } from './live-files.ts';
import { readPhase, writePhase } from './phase-file.ts';
import { isGateClosed, PhaseMoves, phaseGuard, withGateClosed } from './phase-gate.ts';
import { SessionManager } from './session-manager.ts';
import { readAsOldApp } from './suite/frozen-reader.ts';
import { idsOf, sessionWith, useHomes, waived } from './suite/live-home.ts';
import { workspaceFile } from './workspace-file.ts';

const freshHome = useHomes();

test('a closed gate keeps writers out until it opens, not readers', async () => {
  const { home, one } = freshHome();
  makeMigrationDirectory(home);
  const [writer, reader] = [await SessionManager.open({ home }), await SessionManager.open({ home })];
  await writer.createSession(one, sessionWith('a'));
  let written: Promise<unknown> = Promise.resolve();
  await withGateClosed(home, 'dual', async () => {
    expect(phaseGuard(home, readPhase(home))).toThrow(PhaseMoves);
    written = writer.createSession(one, sessionWith('b'));
    expect(idsOf(await reader.getAllSessions(one))).toEqual(['a']);
  });
  await written;
  expect(idsOf(await reader.getAllSessions(one))).toEqual(['a', 'b']);
  await Promise.all([writer.close(), reader.close()]);
});

test('a gate whose removal fails once is open to this process at once, and to the others soon', async () => {
  const { home } = freshHome();
  makeMigrationDirectory(home);
  const { rmSync } = fs;
  let failures = 0;
  await withGateClosed(home, 'dual', async () => {
    fs.rmSync = (...given) => {
      if (failures++ === 0) throw Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 });
      rmSync(...given);
    };
    syncBuiltinESMExports();
  });
  expect(failures).toBe(1);
  expect(isGateClosed(home)).toBe(false);
  await expect.poll(() => existsSync(gateFile(home)), { timeout: 600_000 }).toBe(false);
  fs.rmSync = rmSync;
  syncBuiltinESMExports();
});

test('the gate of a dead process is open, and the next change removes it', async () => {
  const { home } = freshHome();
  makeMigrationDirectory(home);
  writeFileSync(gateFile(home), JSON.stringify({ ...newOwner(), pid: 2 ** 30 }));
  expect(isGateClosed(home)).toBe(false);
  expect(phaseGuard(home, readPhase(home))).not.toThrow();
  const manager = await SessionManager.open({ home });
  await manager.setPhase('dual');
  expect(existsSync(gateFile(home))).toBe(false);
  await manager.close();
});

test('a store of an earlier phase writes nothing any more', async () => {
  const { home } = freshHome();
  makeMigrationDirectory(home);
  const before = readPhase(home);
  const guard = phaseGuard(home, before);
  guard();
  const dual = writePhase(home, before, 'dual');
  expect(guard).toThrow(PhaseMoves);
  expect(phaseGuard(home, dual)).not.toThrow();
  // Back at the same phase, but others may have written meanwhile to another store.
  writePhase(home, dual, 'json');
  expect(guard).toThrow(PhaseMoves);
});

/** Two managers of one home, as two processes have them, in a phase. */
async function twoIn(phases: readonly ('dual' | 'sqlite+json' | 'sqlite')[]) {
  const { home, one } = freshHome();
  const mover = await SessionManager.open({ home });
  await mover.createSession(one, sessionWith('first'));
  for (const phase of phases) await mover.setPhase(phase, { waived });
  const writer = await SessionManager.open({ home });
  await writer.getAllSessions(one);
  return { home, one, mover, writer };
}

test.each([
  { phases: ['dual'], to: 'sqlite+json' },
  { phases: ['dual', 'sqlite+json'], to: 'dual' },
  { phases: ['dual', 'sqlite+json'], to: 'sqlite' },
  { phases: ['dual', 'sqlite+json', 'sqlite'], to: 'sqlite+json' },
] as const)('a write during the verification before $to is not left behind', async ({ phases, to }) => {
  const { home, one, mover, writer } = await twoIn(phases);
  let acknowledged: Promise<unknown> | undefined;
  await mover.setPhase(to, {
    waived,
    onProgress: ({ stage, done, total }) => {
      if (stage === 'verifying' && done === total)
        acknowledged ??= writer.createSession(one, sessionWith('late'));
    },
  });
  await acknowledged;
  await mover.createSession(one, sessionWith('next'));
  expect(idsOf(await writer.getAllSessions(one)).toSorted()).toEqual(['first', 'late', 'next']);
  expect(await mover.rollback()).toBe('json');
  await Promise.all([mover.close(), writer.close()]);
  expect(idsOf(readAsOldApp(home, one)).toSorted()).toEqual(['first', 'late', 'next']);
});

test('a file that is damaged during the comparison keeps the files from answering', async () => {
  const { home, one, mover, writer } = await twoIn(['dual', 'sqlite+json']);
  await writer.createSession(one, sessionWith('late'));
  expect(await writer.settle()).toBe(true);
  const file = workspaceFile(home, workspaceHash(one));
  const half = readFileSync(file, 'utf8').slice(0, 100);
  const step = mover.setPhase('dual', {
    waived,
    onProgress: ({ stage }) => {
      if (stage === 'verifying' && existsSync(file)) writeFileSync(file, half);
    },
  });
  await expect(step).rejects.toMatchObject({
    code: 'E_REFUSED',
    data: { unmet: 'no-forks' },
    message: expect.stringContaining(`the files of ${workspaceHash(one)} may hold what the database lacks`),
  });
  expect(mover.phase).toBe('sqlite+json');
  expect(idsOf(await writer.getAllSessions(one))).toEqual(['first', 'late']);
  await Promise.all([mover.close(), writer.close()]);
});

test.each([
  { phases: ['dual'], to: 'sqlite+json' },
  { phases: ['dual', 'sqlite+json'], to: 'dual' },
] as const)('a transaction that is open before $to is in what answers then', async ({ phases, to }) => {
  const { home, one, mover, writer } = await twoIn(phases);
  const changed = writer.transaction(one, async (operations) => {
    const change = mover.setPhase(to, { waived });
    while (!existsSync(gateFile(home))) await new Promise((resolve) => setImmediate(resolve));
    await operations.createSession(one, sessionWith('within'));
    return { change };
  });
  expect(await (await changed).change).toBe(to);
  expect(idsOf(await mover.getAllSessions(one))).toEqual(['first', 'within']);
  expect(idsOf(await writer.getAllSessions(one))).toEqual(['first', 'within']);
  expect(await mover.rollback()).toBe('json');
  await Promise.all([mover.close(), writer.close()]);
  expect(idsOf(readAsOldApp(home, one))).toEqual(['first', 'within']);
});

test('two writers that never stop lose nothing while the phase goes up and down', async () => {
  const { home, one, mover, writer } = await twoIn([]);
  let isOver = false;
  const work = async (by: SessionManager, tag: string): Promise<string[]> => {
    const written: string[] = [];
    for (let count = 0; !isOver; count++) {
      const id = `${tag}${count}`;
      if (count % 3 === 0) await by.transaction(one, (on) => on.createSession(one, sessionWith(id)));
      else await by.createSession(one, sessionWith(id));
      written.push(id);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return written;
  };
  const other = await SessionManager.open({ home });
  const writers = [work(writer, 'a'), work(other, 'b')];
  const chain = [
    'dual',
    'sqlite+json',
    'sqlite',
    'sqlite+json',
    'dual',
    'sqlite+json',
    'dual',
    'json',
  ] as const;
  try {
    for (const phase of chain) expect(await mover.setPhase(phase, { waived })).toBe(phase);
  } finally {
    isOver = true;
  }
  const written = (await Promise.all(writers)).flat();
  // How many is up to the machine; both wrote while the phase moved.
  expect(new Set(written.map((id) => id[0]))).toEqual(new Set(['a', 'b']));
  await Promise.all([mover.close(), writer.close(), other.close()]);
  expect(idsOf(readAsOldApp(home, one)).toSorted()).toEqual(['first', ...written].toSorted());
});
