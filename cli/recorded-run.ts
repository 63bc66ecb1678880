// A run that leaves a result file: its folder, its header with machine and versions, its rows as they come, and a
// footer that says how it ended. Work that is stopped or fails keeps the rows that it has.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersion } from '../contract/package-root.ts';
import type { BodyRow, Header } from '../contract/result.ts';
import type { Context } from './context.ts';
import { captureEnvironment } from './environment.ts';
import { watchMachine } from './machine/watch.ts';
import { Recorder } from './recorder.ts';
import { sourceRevision } from './revision.ts';
import { createRunFolder, RESULT_FILE } from './run-folder.ts';
import { shownPath } from './shown-path.ts';

export interface RunRequest {
  /** The command line that repeats the run. */
  readonly command: string;
  readonly seed: number;
  readonly options: Header['options'];
  /** Undefined: a folder of its own below reports/runs. */
  readonly out: string | undefined;
  /** Hears of each row once it is kept. */
  readonly onRow?: (row: BodyRow) => void;
}

export interface RecordedRun {
  readonly folder: string;
  readonly recorder: Recorder;
}

/** Rejects with what `work` throws, after the footer is written. E_REFUSED when the folder holds results already. */
export async function recordedRun(
  context: Context,
  request: RunRequest,
  work: (run: RecordedRun) => Promise<void>,
): Promise<RecordedRun> {
  const startedAt = new Date().toISOString();
  const machineSoFar = watchMachine();
  const { command, seed, options } = request;
  const header = {
    command,
    version: packageVersion(),
    revision: await sourceRevision(),
    startedAt,
    seed,
    options,
    environment: await captureEnvironment(tmpdir()),
  };
  const folder = createRunFolder(startedAt, seed, request.out);
  const recorder = new Recorder(join(folder, RESULT_FILE), header, request.onRow);
  context.onInterrupt = `The results so far are in ${shownPath(recorder.file)}. To start over: ${command}`;
  let outcome: 'complete' | 'interrupted' = 'interrupted';
  const run = { folder, recorder };
  const close = (): void => recorder.close('interrupted', machineSoFar());
  context.closings.add(close);
  try {
    await work(run);
    if (!context.signal.aborted) outcome = 'complete';
  } finally {
    context.closings.delete(close);
    recorder.close(outcome, machineSoFar());
  }
  return run;
}
