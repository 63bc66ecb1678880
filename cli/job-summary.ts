// The job summary of a workflow of GitHub: a file that commands append to.

import { appendFileSync, statSync } from 'node:fs';
import type { Context } from './context.ts';

/** Empty: there is none. */
const summaryFile = (): string => process.env.GITHUB_STEP_SUMMARY ?? '';

/** What other commands of the step have appended counts: beyond its limit GitHub drops all of it. */
export function summaryBytesTaken(): number {
  try {
    return summaryFile() === '' ? 0 : statSync(summaryFile()).size;
  } catch {
    // There is none, or writing to it will say why not.
    return 0;
  }
}

/** A summary that cannot be written must not turn the verdict around. `summary` is null when nothing more fits. */
export function appendJobSummary(context: Pick<Context, 'note'>, summary: string | null): void {
  if (summaryFile() === '') return;
  if (summary === null) {
    context.note('The job summary is full; the verdict was not appended to it.');
    return;
  }
  try {
    appendFileSync(summaryFile(), summary);
  } catch (error) {
    context.note(`The job summary was not written: ${(error as Error).message}`);
  }
}
