// kill -9 loops: a process that changes a store is killed at random moments, and what it leaves is opened again. It must hold all that
// was said to be done, and nothing by half. The system keeps what was written, so this says nothing of power cuts; where the moments
// fall is chance, the changes come from the seed.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execaNode } from 'execa';
import { StoreError } from '../../contract/errors.ts';
import { programFile } from '../../contract/package-root.ts';
import type { Control } from '../../contract/progress.ts';
import { changesOf } from '../../definition/changes.ts';
import { CHILD_OPTIONS } from '../../definition/child.ts';
import type { Source } from '../../definition/source.ts';
import { Random } from '../../statistics/random.ts';
import type { CrashAnswer, CrashRequest } from './crash-process.ts';
import type { DiskState } from './disk.ts';
import { putState, stateIn } from './disk-state.ts';
import { LeftStores } from './left-stores.ts';

export interface KillOptions extends Control {
  readonly store: string;
  readonly kills: number;
  readonly seed: number;
  /** No process but the first is killed later, by performance.now(). Default: all are. */
  readonly endMs?: number;
  /** Ends when something is wrong. Default: plays all. */
  readonly isForFirst?: boolean;
}

export interface KillOutcome {
  readonly kills: number;
  /** Changes that were acknowledged before a kill, in all. */
  readonly acknowledged: number;
  /** In words, each with its kill. */
  readonly wrong: readonly string[];
}

/** Changes of a process at most. */
const CHANGES = 60;
const DELAY_MS_MAX = 60;

type Request = Omit<CrashRequest, 'changes' | 'looks'>;

/** Rejects with E_ABORTED, and with E_SUBJECT when the store cannot be changed without any kill. */
export async function checkKills<Store>(source: Source<Store>, options: KillOptions): Promise<KillOutcome> {
  const place = mkdtempSync(join(tmpdir(), 'storeproof-kills-'));
  try {
    return await loop(source, options, place);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function loop<Store>(source: Source<Store>, options: KillOptions, place: string): Promise<KillOutcome> {
  const { store, kills, seed, signal, onProgress, endMs = Number.POSITIVE_INFINITY } = options;
  const [home, folder, said] = [join(place, 'home'), join(place, 'folder'), join(place, 'said')];
  for (const made of [home, folder]) mkdirSync(made);
  const request: Request = { url: source.url, store, home, folder, said, unsafe: null };
  const names = Object.keys((await changesOf(source.definition)).changes);
  await played({ ...request, changes: CHANGES, looks: false }, signal);
  const before = stateIn(home);
  const left = new LeftStores(source.definition, { store, home, folder, place });
  const wrong: string[] = [];
  let [done, acknowledged] = [0, 0];
  while (
    done < kills &&
    (done === 0 || performance.now() < endMs) &&
    !(options.isForFirst === true && wrong.length > 0)
  ) {
    signal?.throwIfAborted();
    onProgress?.({ stage: `kill -9 on ${store}`, done, total: kills, unit: 'kills' });
    const random = new Random(seed, done++);
    const changes = Array.from({ length: CHANGES }, () => names[random.next() % names.length] ?? '');
    again(before, { home, said });
    await killed({ ...request, changes, looks: false }, random.next() % DELAY_MS_MAX, signal);
    const heard = linesOf(said);
    acknowledged += heard;
    const leftIn = await afterKill(changes.slice(0, heard + 1));
    if (typeof leftIn === 'string' || leftIn < heard)
      wrong.push(`kill ${done}: ${heard} changes were acknowledged; ${toldOf(leftIn)}`);
  }
  return { kills: done, acknowledged, wrong };

  /** Its home is looked at beside what the same changes leave that nobody cuts short. */
  async function afterKill(changes: readonly string[]) {
    const killedState = stateIn(home);
    again(before, { home, said });
    const { contents } = await played({ ...request, changes, looks: true }, signal);
    left.expect(contents);
    return left.after(killedState);
  }
}

function again(before: DiskState, { home, said }: { readonly home: string; readonly said: string }): void {
  rmSync(home, { recursive: true, force: true });
  rmSync(said, { force: true });
  putState(before, home, home);
}

const toldOf = (left: number | string): string =>
  typeof left === 'number'
    ? `it holds what it held after ${left}.`
    : left === 'mixed'
      ? 'it holds what it never held.'
      : left;

const linesOf = (file: string): number =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;

const started = (signal: AbortSignal | undefined) =>
  execaNode(programFile('props/crash/crash-child'), {
    ...CHILD_OPTIONS,
    ipc: true,
    buffer: { ipc: false },
    ...(signal !== undefined && { cancelSignal: signal }),
  });

/** Whole. */
async function played(request: CrashRequest, signal: AbortSignal | undefined): Promise<CrashAnswer> {
  const child = started(signal);
  const answered = new Promise<CrashAnswer>((resolve) => {
    child.nodeChildProcess.once('message', resolve as (answer: unknown) => void);
  });
  child.nodeChildProcess.send(request, () => undefined);
  const ended = child.then(() => null);
  const answer = await Promise.race([answered, ended]);
  if (child.nodeChildProcess.connected) child.nodeChildProcess.disconnect();
  await ended;
  signal?.throwIfAborted();
  if (answer === null || answer.failure !== null)
    throw new StoreError(
      'E_SUBJECT',
      `${request.store} could not be changed: ${answer?.failure ?? 'its process ended'}`,
    );
  return answer;
}

/** So long after its first acknowledgement. */
async function killed(
  request: CrashRequest,
  afterMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const child = started(signal);
  let isOver = false;
  const ended = child.then(() => {
    isOver = true;
  });
  child.nodeChildProcess.send(request, () => undefined);
  child.nodeChildProcess.once('message', () => child.nodeChildProcess.disconnect());
  while (!isOver && linesOf(request.said) === 0) await delay(1);
  await Promise.race([ended, delay(afterMs)]);
  child.nodeChildProcess.kill('SIGKILL');
  await ended;
  signal?.throwIfAborted();
}
