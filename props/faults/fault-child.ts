// The process whose system calls fail: it plays tasks one after the other, and arms the shim by itself, so that it lives through thousands.

import { mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { changesOf } from '../../definition/changes.ts';
import type { FaultsDefinition } from '../../definition/faults.ts';
import { sectionOf } from '../../definition/section.ts';
import { type Source, sourceAt } from '../../definition/source.ts';
import { subjectOf } from '../../definition/subjects.ts';
import { rulesOf } from '../rules.ts';
import { ShimControl } from '../system-calls/control.ts';
import { controlFile } from '../system-calls/shimmed-process.ts';
import { withoutStacks } from '../without-stacks.ts';
import { FaultPlay, type PlayPlace } from './fault-play.ts';
import { type FaultAnswer, type FaultRequest, markFile, POINT_BYTES } from './fault-process.ts';
import type { Tally } from './findings.ts';
import { Scenes } from './scenes.ts';

process.on('message', (request: FaultRequest) => {
  void answered(request).then((answer) => process.send?.(answer));
});

async function answered(request: FaultRequest): Promise<FaultAnswer> {
  try {
    return { tally: await withoutStacks(() => play(request)), failure: null };
  } catch (error) {
    return { tally: null, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const plays = new Map<string, FaultPlay<unknown>>();
let source: Source | undefined;
let place: PlayPlace | undefined;

async function play({ url, folder, task }: FaultRequest): Promise<Tally> {
  source ??= await sourceAt(url);
  place ??= placeIn(folder);
  const { definition } = source;
  const rules = await rulesOf(definition);
  const faults = await sectionOf<FaultsDefinition<unknown>>(definition.faults ?? {});
  const material = { rules, changes: await changesOf(definition) };
  const paths = { place: join(folder, 'scenes', task.store), scratch: join(folder, 'scratch', 'seen') };
  // A work and a case of no single store are played with any.
  const subject = subjectOf(definition, task.store);
  const known = plays.get(task.store);
  const playing =
    known ?? new FaultPlay(new Scenes(subject, { ...material, ...paths }), rules, faults, place);
  plays.set(task.store, playing);
  return playing.play(task);
}

function placeIn(folder: string): PlayPlace {
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const marks = openSync(markFile(folder), 'w');
  return {
    ...{ watched: join(folder, 'watched'), scratch },
    control: new ShimControl(controlFile(folder)),
    mark: (point) => void writeSync(marks, point.padEnd(POINT_BYTES), 0),
  };
}
