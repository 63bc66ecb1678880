// The tool that proves: what it can do, one verb each.

import type { ExitCode } from '../contract/errors.ts';
import { runTool, type Tool } from './tool.ts';
import { addServe } from './verbs/serve.ts';

const STOREPROOF: Tool = {
  name: 'storeproof',
  description:
    'Proves a storage migration before anyone ships it: two stores shown to give equal answers, an import shown to ' +
    'lose nothing, and every promised figure measured.',
  examples: [['storeproof serve sqlite', 'answer the subject protocol on standard input and output']],
  verbs: [addServe],
};

/** Never rejects. */
export const main = (argv: readonly string[]): Promise<ExitCode> => runTool(STOREPROOF, argv);
