// The main job: every step in order, each with its verdicts as they come. A failed check does not stop the run, since
// the other findings are wanted as well; a step that cannot be done does.

import { StoreError } from '../../contract/errors.ts';
import { wordsOf } from '../../definition/words.ts';
import type { Context } from '../context.ts';
import { durationText } from '../progress-text.ts';
import type { PlannedStage } from '../progress-whole.ts';
import { verdictLines } from '../verdicts.ts';
import type { ProofJob, ProofStep } from './job.ts';
import type { ProofScale } from './scale.ts';

export type ProofRequest = Pick<ProofJob, 'source' | 'seed' | 'scale' | 'record'>;

/** The stages of the whole run, for its progress. */
export const stagesOf = (steps: readonly ProofStep[], scale: ProofScale): PlannedStage[] =>
  steps.flatMap((step) => step.stages(scale));

/** Throws what a step throws, and E_ABORTED. */
export async function runSteps(
  { progress, control, note }: Context,
  steps: readonly ProofStep[],
  request: ProofRequest,
): Promise<void> {
  const [, records] = wordsOf(request.source.definition).record;
  const record: ProofJob['record'] = (row) => {
    request.record(row);
    if (row.row === 'check') for (const line of verdictLines(row, records)) note(`  ${line}`);
  };
  try {
    for (const [index, step] of steps.entries()) {
      if (control.signal.aborted) throw new StoreError('E_ABORTED', 'The run was interrupted.');
      const startMs = performance.now();
      const place = `${index + 1}/${steps.length}`;
      note(`${place} ${step.title}`);
      progress.setPrefix(`${place} `);
      await step.run({ ...request, record, ...control });
      note(`  (${durationText((performance.now() - startMs) / 1000)})`);
    }
  } finally {
    progress.setPrefix('');
  }
}
