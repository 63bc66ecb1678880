// How histories of session stores are made and played: with transactions, bursts of messages, and changes of the directories
// that workspace paths name.

import { join } from 'node:path';
import { PACKAGE_ROOT } from '../contract/package-root.ts';
import type { SessionStore } from '../contract/store.ts';
import type { HistoryDefinition } from '../definition/history.ts';
import { SessionSteps } from './arbitraries/steps.ts';
import { difference } from './histories/difference.ts';
import { SessionHistoryRun } from './histories/run.ts';
import { simplerSteps } from './histories/simpler-steps.ts';
import { isStep, readSteps } from './histories/step.ts';

export const histories: HistoryDefinition<SessionStore> = {
  kept: join(PACKAGE_ROOT, 'sessions', 'corpus'),
  steps: (choices) => new SessionSteps(choices),
  simpler: simplerSteps,
  parse: readSteps,
  isStep,
  difference,
  begin: (folder) => new SessionHistoryRun(folder),
};
