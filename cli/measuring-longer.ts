// Measures longer what a gate could not tell: the trials that its open targets are about, into a result file beside the run. Only
// the sources, the definition and the machine of the run can add to it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { otherSubject } from '../results/identity.ts';
import type { UnderTest } from './config-line.ts';
import type { Context } from './context.ts';
import { subjectNow } from './recorded-run.ts';
import type { GateTexts } from './report-thread.ts';
import { RESULT_FILE } from './run-folder.ts';

/** The time is spent in so many parts, each on one group of stores in turn: what the first ones decide needs no other. */
const PARTS = 3;
/** Less is not worth filling the stores for. */
const SECONDS_MIN = 5;
/** Of each part: what differs from process to process is what leaves most open. */
const TRIALS = 6;

interface Budget {
  readonly seconds: number;
  /** The result file of the run. */
  readonly beside: string;
}

export interface MeasuringLonger {
  readonly seconds: number;
  /** For one more part of the time. Answers the file; null when the time is over, or nothing can be added. */
  readonly measure: (texts: GateTexts) => Promise<string | null>;
}

export function measuringLonger(
  context: Context,
  underTest: UnderTest,
  { seconds, beside }: Budget,
): MeasuringLonger {
  const { config } = underTest;
  const endMs = performance.now() + 1_000 * seconds;
  const parts = seconds < PARTS * SECONDS_MIN ? 1 : PARTS;
  let partsLeft = parts;
  const measure: MeasuringLonger['measure'] = async ({ needed: groups, told, timedOn }) => {
    const leftSeconds = Math.round((endMs - performance.now()) / 1_000);
    const needed = groups[(parts - partsLeft) % Math.max(1, groups.length)];
    if (needed === undefined || partsLeft === 0 || (partsLeft < PARTS && leftSeconds < SECONDS_MIN))
      return null;
    const now = await subjectNow(underTest);
    const here = timedOn.find(({ header }) => otherSubject(header, now) === null);
    const other = otherSubject(told.header, now);
    if (here === undefined && other !== null) {
      context.warn(`Nothing was measured longer, for it would not be of the same: ${other}.`);
      return null;
    }
    // Of a run that several machines made, each times its own again.
    const ops =
      timedOn.length < 2 ? needed.ops : needed.ops.filter((name) => here?.operations.includes(name));
    if (ops.length === 0) {
      context.warn('Nothing was measured longer: what is open was timed on other machines than this.');
      return null;
    }
    const { header } = told;
    const { recordTrials } = await import('./verbs/bench.ts');
    const budget = Math.max(1, Math.floor(leftSeconds / partsLeft));
    const [out, part] = placeBeside(beside);
    partsLeft -= 1;
    const seed = (header.seed + part) % SEEDS;
    const flags = {
      ...needed,
      ops,
      trials: TRIALS,
      budget,
      seed,
      out,
      ...(config !== undefined && { config }),
    };
    const { recorder } = await recordTrials(underTest, context, { command: [], flags });
    return recorder.file;
  };
  return { seconds, measure };
}

/** Of a seed on a command line. */
const SEEDS = 2 ** 32;

/** The first folder of its kind without results, and its number. */
function placeBeside(file: string): readonly [folder: string, part: number] {
  for (let part = 1; ; part++) {
    const folder = `${file.replace(/\.ndjson$/, '')}-longer-${part}`;
    if (!existsSync(join(folder, RESULT_FILE))) return [folder, part];
  }
}
