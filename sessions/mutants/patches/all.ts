// Every bug that is planted into the sources.

import type { Patch } from '../patch.ts';
import { CHECKER_PATCHES } from './checkers.ts';
import { DATABASE_PATCHES } from './database.ts';
import { FILES_PATCHES } from './files.ts';
import { SHARED_PATCHES } from './shared.ts';

export const PATCHES: readonly Patch[] = [
  ...DATABASE_PATCHES,
  ...FILES_PATCHES,
  ...SHARED_PATCHES,
  ...CHECKER_PATCHES,
];
