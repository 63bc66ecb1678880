// A run that leaves a result file: its folder, its header with machine and versions, its rows as they come, and a
// footer that says how it ended. Work that is stopped or fails keeps the rows that it has.

import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageVersion } from '../contract/package-root.ts';
import { type Shard, WHOLE_RUN } from '../contract/shard.ts';
import type { Definition } from '../definition/definition.ts';
import { sectionOf } from '../definition/section.ts';
import { wordsOf } from '../definition/words.ts';
import type { Subject } from '../results/identity.ts';
import type { BodyRow, Check, Header } from '../results/result.ts';
import { ResultWriter } from '../results/result-file.ts';
import type { Context } from './context.ts';
import { captureEnvironment } from './environment.ts';
import { watchMachine } from './machine/watch.ts';
import { sourceRevision, treeRevision } from './revision.ts';
import { COMPARISON, createRunFolder, RESULT_FILE, runName, runsOf } from './run-folder.ts';
import { shownPath } from './shown-path.ts';

export interface RunRequest {
  /** The command line that repeats the run. */
  readonly command: string;
  readonly seed: number;
  readonly options: Header['options'];
  /** Undefined: a folder of its own below reports/runs. */
  readonly out: string | undefined;
  /** Two sides were compared: no run to be judged by targets, which its name says. */
  readonly isComparison?: true;
  /** Default: the whole run. */
  readonly shard?: Shard;
  /** A folder on the file system that the stores are on. Default: that of temporary files. */
  readonly place?: string;
  /** Whose stores these are. Default: the session stores. */
  readonly definition?: Definition;
  /** The file that the definition comes from. */
  readonly config?: string | undefined;
}

export interface RecordedRun {
  readonly folder: string;
  readonly recorder: {
    readonly file: string;
    /** Kept for the verdict at the end. */
    readonly checks: readonly Check[];
    /** Into the file at once, so that it survives whatever happens next. */
    readonly record: (row: BodyRow) => void;
  };
}

const sessions = async (): Promise<Definition> =>
  (await import('../sessions/definition.ts')).default as Definition;

/** What is measured here and now: of which sources, on which machine. */
export const subjectNow = async (
  { definition, config }: { readonly definition: Definition; readonly config: string | undefined },
  place: string = tmpdir(),
): Promise<Subject> => ({
  version: packageVersion(),
  revision: await sourceRevision(),
  environment: await captureEnvironment(place, await sectionOf(definition.versions ?? {})),
  definition: wordsOf(definition),
  ...(config !== undefined && { definitionRevision: await treeRevision(dirname(config)) }),
});

/** Rejects with what `work` throws, after the footer is written. E_REFUSED when the folder holds results already. */
export async function recordedRun(
  context: Context,
  request: RunRequest,
  work: (run: RecordedRun) => Promise<void>,
): Promise<RecordedRun> {
  const startedAt = new Date().toISOString();
  const machineSoFar = watchMachine();
  const {
    command,
    seed,
    options,
    place = tmpdir(),
    shard = WHOLE_RUN,
    definition = await sessions(),
  } = request;
  const header = {
    ...{ command, startedAt, seed, options },
    ...(await subjectNow({ definition, config: request.config }, place)),
    ...(shard.of > 1 && { shard }),
  };
  const folder = createRunFolder(
    runsOf(definition.name, request.config),
    `${runName(startedAt, seed)}${request.isComparison === true ? COMPARISON : ''}`,
    request.out,
  );
  const file = join(folder, RESULT_FILE);
  const writer = new ResultWriter(file, header);
  const checks: Check[] = [];
  const record = (row: BodyRow): void => {
    writer.append(row);
    if (row.row === 'check') checks.push(row);
  };
  context.onInterrupt = `The results so far are in ${shownPath(file)}. To start over: ${command}`;
  let outcome: 'complete' | 'interrupted' = 'interrupted';
  const run = { folder, recorder: { file, checks, record } };
  const close = (): void => writer.close('interrupted', { machine: machineSoFar() });
  context.closings.add(close);
  try {
    await work(run);
    if (!context.signal.aborted) outcome = 'complete';
  } finally {
    context.closings.delete(close);
    writer.close(outcome, { machine: machineSoFar() });
  }
  return run;
}
