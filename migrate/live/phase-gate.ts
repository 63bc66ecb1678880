// Keeps writers out while the truth moves from one store to the other. Each asks with its own lock held: the write lock of
// the database, or the lock of the session file. Whoever moves the truth closes the gate first and then waits until those
// locks were free once, so that every write is either seen by him or comes after him, to the store of the new phase.
//
// The gate is closed by one who holds the lock of phase changes. Left by a dead process it is open, and the next change
// removes it; nobody else does, because it could be a living one's by then.

import { type BigIntStats, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../../contract/errors.ts';
import { statsAt, unlessAbsent } from '../../files/attempt.ts';
import { withFileLock } from '../../files/file-lock.ts';
import { letGo } from '../../files/let-go.ts';
import { isKnownDead, type LockOwner, newOwner, parseOwner } from '../../files/lock-owner.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { onFile } from '../../files/system-error.ts';
import { isSameFile } from '../../impl-json/file-snapshot.ts';
import { gateFile, phaseFile, phaseLock } from './live-files.ts';
import type { Phase } from './phase.ts';
import { isSamePhaseState, type PhaseState, readPhase } from './phase-file.ts';
import { STATE_BYTES_MAX, writeState } from './state-file.ts';

export const GATE_SCHEMA = 'storeproof.phase-change/1';

/** This write was not made: the phase moves on, or has moved on. Not for callers; the SessionManager goes on elsewhere. */
export class PhaseMoves extends StoreError {
  constructor(home: string) {
    super(
      'E_CHANGED',
      `The phase of ${home} was changed by another process, or is just being changed. This write was not made; what came before it stands. Try again.`,
      {
        data: { home },
      },
    );
  }
}

/** To be called before each write with its lock held, by a store that was opened in this state. Throws PhaseMoves. */
export function phaseGuard(home: string, at: PhaseState): () => void {
  let seen: { readonly stats: BigIntStats | undefined } | undefined;
  return () => {
    // In this order: the gate opens only after the phase is written.
    if (isGateClosed(home)) throw new PhaseMoves(home);
    const stats = statsAt(phaseFile(home));
    if (seen !== undefined && isSameFile(seen.stats, stats)) return;
    if (!isSamePhaseState(readPhase(home), at)) throw new PhaseMoves(home);
    seen = { stats };
  };
}

/** Runs work with the gate closed. To be called with the lock of phase changes held. */
export async function withGateClosed<T>(home: string, to: Phase, work: () => Promise<T>): Promise<T> {
  const owner = newOwner();
  try {
    writeState(gateFile(home), { schema: GATE_SCHEMA, to, ...owner });
    return await work();
  } finally {
    // Later the lock of phase changes may be another's, and with it the gate.
    letGo(owner.token, (isLate) => {
      if (!isLate || gateAt(home)?.owner?.token === owner.token) openGate(home);
    });
  }
}

/** With the lock of phase changes held: then a gate that is there is a dead process's. */
export const openGate = (home: string): void =>
  onFile(gateFile(home), () => rmSync(gateFile(home), { force: true }));

export const isGateClosed = (home: string): boolean => {
  const gate = gateAt(home);
  return gate !== undefined && (gate.owner === undefined || !isKnownDead(gate.owner));
};

const WAIT_MS_MAX = 10_000;
const POLL_MS = 20;

/** Returns when the gate is open. E_LOCKED after some seconds. */
export async function untilGateOpens(home: string): Promise<void> {
  const deadline = performance.now() + WAIT_MS_MAX;
  while (isGateClosed(home)) {
    if (performance.now() >= deadline) throw gateStaysClosed(home);
    await delay(POLL_MS);
  }
}

/** Undefined when there is none; without an owner when it cannot be told whose it is. */
function gateAt(home: string): { readonly owner: LockOwner | undefined } | undefined {
  const path = gateFile(home);
  const text = onFile(path, () =>
    unlessAbsent(() => readRegularFile(path, STATE_BYTES_MAX).toString('utf8')),
  );
  return text === undefined ? undefined : { owner: parseOwner(text) };
}

/** Removes the gate that a change left behind which was cut short; answers whether there was one. E_LOCKED while one runs. */
export async function removeStaleGate(home: string): Promise<boolean> {
  if (gateAt(home) === undefined) return false;
  return withFileLock(phaseLock(home), WAIT_MS_MAX, async () => {
    const isThere = gateAt(home) !== undefined;
    openGate(home);
    return isThere;
  });
}

function gateStaysClosed(home: string): StoreError {
  const owner = gateAt(home)?.owner;
  const by = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new StoreError(
    'E_LOCKED',
    `The phase of ${home} is being changed by ${by} for more than ${WAIT_MS_MAX / 1_000} s. Nothing was written. Try again when it is done; if it no longer runs, delete ${gateFile(home)}.`,
    { data: { home, file: gateFile(home), ...(owner && { pid: owner.pid, host: owner.host }) } },
  );
}
