// Floors of reading the app's file: its bytes, and its text parsed by the engine with nothing checked.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotOffered } from '../../definition/bench.ts';
import type { SessionStage } from '../workloads/workload.ts';
import type { Floor } from './floor.ts';

/** The file read as bytes. */
export const bytesFloor: Floor = fileFloor(
  (file) => readFileSync(file),
  (bytes) => JSON.parse(String(bytes)),
);

/** The file read and parsed: what a program does that trusts the file. */
export const jsonParseFloor: Floor = fileFloor(
  (file) => JSON.parse(readFileSync(file, 'utf8')),
  (sessions) => sessions,
);

/** The rounds of the file store, but with `read` as the call that is timed. */
function fileFloor(read: (file: string) => unknown, reveal: (answer: unknown) => unknown): Floor {
  return async (workload, stage) => {
    const round = await workload.prepare(stage);
    const file = sessionFile(stage);
    return { ...round, calls: [async () => read(file)], reveal };
  };
}

/** The one session file of the home. */
function sessionFile({ home }: SessionStage): string {
  if (home === null) throw new NotOffered('there is no file');
  const directory = join(home, '.ait42', 'sessions');
  const file = readdirSync(directory).find((name) => name.endsWith('.json'));
  if (file === undefined) throw new Error('the home has no session file');
  return join(directory, file);
}
