// Session files that are gone while they are the truth, though the database holds sessions of their workspaces: the app
// shows none of those, and a step to the next phase would take them out of the database.

import { unlessFailed } from '../../../contract/unless-failed.ts';
import type { TargetWorkspace } from '../../import-target.ts';
import { isDatabasePhase } from '../../live/phase.ts';
import { readablePhase } from '../../live/phase-file.ts';
import { missingAdvice, missingFiles, missingProblem } from '../../missing-files.ts';
import { type HealthFinding, warning } from './health.ts';

/** `held`: what the database knows. */
export function examineMissing(home: string, held: readonly TargetWorkspace[]): HealthFinding[] {
  // An unreadable phase file is a finding of its own.
  const phase = readablePhase(home);
  if (phase === undefined || isDatabasePhase(phase)) return [];
  // A directory that cannot be listed is told where the files are examined.
  const missing = unlessFailed(() => missingFiles(home, held)) ?? [];
  return missing.map((each) =>
    warning('files', `${each.file}: ${missingProblem(each)}`, missingAdvice(each)),
  );
}
