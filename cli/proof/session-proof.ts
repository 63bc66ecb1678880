// The main job on the session stores: the app's store in both of its modes, the database store in both of its durabilities,
// and the import of a home between the two.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldsOf } from '../../bench/index.ts';
import { sessions } from '../../sessions/definition.ts';
import { detectionCheck, detectMutants } from '../../sessions/mutants/detection.ts';
import { SESSION_WORDS } from '../../sessions/words.ts';
import type { Context } from '../context.ts';
import type { PlannedStage } from '../progress-whole.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { prepareHome } from './home-source.ts';
import { type ImportPlace, importStep, rewriteStep, verifyStep } from './import-step.ts';
import type { ProofJob, ProofStep } from './job.ts';
import { type ProofRequest, runSteps, stagesOf } from './proof.ts';
import { STORES_TIMED, STORES_UNDER_LOAD } from './scale.ts';
import { equivalence, load, type StorePair, timing } from './steps.ts';

/** The second differs from the first in locking and syncing only. */
const PAIRS: readonly StorePair[] = [
  ['json', 'sqlite'],
  ['json-safe', 'sqlite-full'],
];

/** Throws what preparing the home throws, and what a step throws. The temporary folder is always removed. */
export async function runSessionProof(
  context: Context,
  { home: given, ...job }: ProofRequest & { readonly home: string | undefined },
): Promise<void> {
  const workFolder = makeTemporaryFolder('storeproof-');
  try {
    const place: ImportPlace = { workFolder, home: join(workFolder, 'home'), unread: new Map() };
    const steps = sessionSteps(place);
    context.progress.plan([{ stage: 'copying', seconds: 0.5 }, ...stagesOf(steps, job.scale)]);
    const prepared = await prepareHome({ from: given, to: place.home, seed: job.seed, ...context.control });
    place.unread = prepared.unread;
    context.note(prepared.description);
    await runSteps(context, steps, job);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

function sessionSteps(place: ImportPlace): ProofStep[] {
  const equal = equivalence(PAIRS);
  return [
    {
      ...equal,
      stages: (scale) => [...(scale.name === 'full' ? [PLANTING] : []), ...equal.stages(scale)],
      run: async (job) => {
        if (job.scale.name === 'full') await checkTheCheck(job);
        await equal.run(job);
      },
    },
    {
      title: 'import of the session files',
      stages: () => [halfASecond('importing'), halfASecond('importing')],
      run: (job) => importStep(job, place),
    },
    {
      title: 'verification by content',
      stages: () => [halfASecond('verifying')],
      run: (job) => verifyStep(job, place),
    },
    {
      title: 'the way back: files from rows alone, originals from the archive',
      stages: () => [halfASecond('rewriting')],
      run: (job) => rewriteStep(job, place),
    },
    timing('every operation timed on both stores', ({ sizes, trials }) =>
      fieldsOf(sessions, {
        stores: STORES_TIMED,
        profiles: [SESSION_WORDS.referenceProfile],
        sizes,
        trials,
      }),
    ),
    load('several processes on one workspace', STORES_UNDER_LOAD),
  ];
}

const PLANTING = { stage: 'planting bugs', seconds: 6 };
const halfASecond = (stage: string): PlannedStage => ({ stage, seconds: 0.5 });

/** Before the check of equivalence. A quick run plays too few operations to catch the rarest of the planted bugs. */
async function checkTheCheck({ seed, scale, record, onProgress, signal }: ProofJob): Promise<void> {
  const operationsMax = scale.operations;
  const table = await detectMutants({ seed, operationsMax, shrinkBounds: NO_SHRINKING, onProgress, signal });
  record(detectionCheck(table));
}

/** Whether a bug is caught is the question here, not how small it can be shown. */
const NO_SHRINKING = { attemptsMax: 0, durationMsMax: 0 };
