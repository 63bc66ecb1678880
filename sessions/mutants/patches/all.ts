// Every bug that is planted into the sources.

import type { Patch } from '../patch.ts';
import { DATABASE_PATCHES } from './database.ts';
import { FILES_PATCHES } from './files.ts';

export const PATCHES: readonly Patch[] = [...DATABASE_PATCHES, ...FILES_PATCHES];
