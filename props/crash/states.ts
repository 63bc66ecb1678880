// Every disk state that is looked at of a run that a power cut ended: at each moment at which most is pending (before a sync) or something
// was promised (after an acknowledgement), nothing of what is pending, all of it, each beginning of it, each single call missing, each
// alone, each torn, and subsets at random; at one moment none twice. Checked within these bounds: not every subset is tried.

import { Random } from '../../statistics/random.ts';
import type { TracedCall } from '../system-calls/trace.ts';
import { Disk, type DiskModel, type DiskState, type Unit } from './disk.ts';

export interface CrashState {
  /** Of the disk. Taken before the next one is asked for. */
  readonly state: () => DiskState;
  /** What the program had said to the outside by then: as many lines. */
  readonly acknowledged: number;
  /** Calls whose effects did not reach the disk, or only in part, for people. */
  readonly lost: () => readonly string[];
}

export interface CrashBounds {
  readonly model: DiskModel;
  /** Subsets at random for each moment. */
  readonly subsets: number;
  readonly seed: number;
  /** Only what comes after so many acknowledgements. Default: all. What is drawn at a moment is the same whatever is left out. */
  readonly since?: number;
}

export interface TracedRun {
  readonly root: string;
  readonly before: DiskState;
  readonly calls: readonly TracedCall[];
  /** The file to which the program writes a line for each thing that it says is done. It is no part of the disk. */
  readonly acknowledgements: string;
}

type Effect = Unit['effects'][number];

export function* crashStates(run: TracedRun, bounds: CrashBounds): Generator<CrashState> {
  const { model, seed, since = 0 } = bounds;
  const disk = new Disk(model, run.root, run.before);
  let acknowledged = 0;
  let moment = 0;
  let speaking = -1;
  const now = (isLookedAt: boolean): Iterable<CrashState> => {
    const random = new Random(seed, moment++);
    return isLookedAt ? statesNow(disk, acknowledged, { subsets: bounds.subsets, random }) : [];
  };
  for (const call of run.calls) {
    if (call.call === 'open' && call.path === run.acknowledgements) speaking = call.inode;
    if ('inode' in call && call.inode === speaking) {
      if (call.call !== 'write') continue;
      acknowledged += call.data.toString().split('\n').length - 1;
      yield* now(acknowledged > since);
    } else {
      if (call.call === 'sync') yield* now(acknowledged >= since);
      disk.apply(call);
    }
  }
  yield* now(true);
}

interface Subsets {
  readonly subsets: number;
  readonly random: Random;
}

function* statesNow(disk: Disk, acknowledged: number, bounds: Subsets): Generator<CrashState> {
  const { pending } = disk;
  const numbers = new Map(pending.flatMap(({ effects }) => effects).map((effect, at) => [effect, at]));
  const seen = new Set<string>();
  for (const kept of subsetsOf(pending, bounds)) {
    const legal = disk.legal(kept);
    const key = legal.map((effect) => numbers.get(effect)).join();
    if (seen.has(key)) continue;
    seen.add(key);
    yield {
      state: () => disk.stateAfter(legal),
      acknowledged,
      lost: () => lostOf(pending, new Set(legal)),
    };
  }
}

/** Effects that are kept, each time in the order of the calls. */
function* subsetsOf(units: readonly Unit[], { subsets, random }: Subsets): Generator<Effect[]> {
  const all = units.flatMap(({ effects }) => effects);
  yield [];
  for (const [at, { effects }] of units.entries()) {
    const before = units.slice(0, at).flatMap((unit) => unit.effects);
    const after = units.slice(at + 1).flatMap((unit) => unit.effects);
    yield [...before, ...effects];
    yield [...before, ...after];
    yield [...effects];
    const half = Math.ceil(effects.length / 2);
    if (effects.length > 1) {
      yield [...before, ...effects.slice(0, half)];
      yield [...before, ...effects.slice(half)];
      yield [...before, ...effects.slice(0, half), ...after];
    }
  }
  for (let drawn = 0; drawn < subsets && all.length > 1; drawn++)
    yield all.filter(() => random.next() % 2 === 0);
}

function lostOf(units: readonly Unit[], kept: ReadonlySet<Effect>): string[] {
  return units.flatMap(({ says, effects }) => {
    const missing = effects.filter((effect) => !kept.has(effect)).length;
    if (missing === 0) return [];
    return [missing === effects.length ? says : `part of the ${says}`];
  });
}
