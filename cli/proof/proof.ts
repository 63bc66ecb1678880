// The main job: every step in order, each with its verdicts as they come. A failed check does not stop the run, since
// the other findings are wanted as well; a step that cannot be done does.

import { rm } from 'node:fs/promises';
import { StoreError } from '../../contract/errors.ts';
import type { BodyRow } from '../../contract/result.ts';
import { SESSION_WORDS } from '../../sessions/words.ts';
import type { Context } from '../context.ts';
import { durationText } from '../progress-text.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { verdictLines } from '../verdicts.ts';
import { equivalenceStep } from './equivalence-step.ts';
import { prepareHome } from './home-source.ts';
import { importStep, rewriteStep, verifyStep } from './import-step.ts';
import type { ProofJob, ProofStep } from './job.ts';
import { loadStep } from './load-step.ts';
import { type ProofScale, stagesOf } from './scale.ts';
import { timingStep } from './timing-step.ts';

const STEPS: readonly ProofStep[] = [
  { title: 'equivalence of the stores on random sequences', run: equivalenceStep },
  { title: 'import of the session files', run: importStep },
  { title: 'verification by content', run: verifyStep },
  { title: 'the way back: files from rows alone, originals from the archive', run: rewriteStep },
  { title: 'every operation timed on both stores', run: timingStep },
  { title: 'several processes on one workspace', run: loadStep },
];

export interface ProofOptions {
  /** Undefined: a generated one. */
  readonly home: string | undefined;
  readonly seed: number;
  readonly scale: ProofScale;
  readonly record: (row: BodyRow) => void;
}

/** Throws what preparing the home throws, what a step throws, and E_ABORTED. The temporary folder is always removed. */
export async function runProof(context: Context, options: ProofOptions): Promise<void> {
  const workFolder = makeTemporaryFolder('storeproof-');
  try {
    await runSteps(context, options, workFolder);
  } finally {
    context.progress.setPrefix('');
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function runSteps(context: Context, options: ProofOptions, workFolder: string): Promise<void> {
  const { seed, scale, record } = options;
  const { listener: onProgress } = context.progress;
  const { signal } = context;
  context.progress.plan(stagesOf(scale));
  const home = await prepareHome({ home: options.home, seed, workFolder, onProgress, signal });
  context.note(home.description);
  const job: ProofJob = {
    seed,
    scale,
    home: home.path,
    unread: home.unread,
    workFolder,
    onProgress,
    signal,
    record: (row) => {
      record(row);
      if (row.row === 'check')
        for (const line of verdictLines(row, SESSION_WORDS.record[1])) context.note(`  ${line}`);
    },
  };
  for (const [index, step] of STEPS.entries()) {
    if (signal.aborted) throw new StoreError('E_ABORTED', 'The run was interrupted.');
    const startMs = performance.now();
    const place = `${index + 1}/${STEPS.length}`;
    context.note(`${place} ${step.title}`);
    context.progress.setPrefix(`${place} `);
    await step.run(job);
    context.note(`  (${durationText((performance.now() - startMs) / 1000)})`);
  }
}
