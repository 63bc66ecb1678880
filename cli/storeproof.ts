// The tool that proves: what it can do, one verb each.

import type { ExitCode } from '../contract/errors.ts';
import type { Output } from './output.ts';
import { runTool, type Tool } from './tool.ts';
import { addBench } from './verbs/bench.ts';
import { addConform } from './verbs/conform.ts';
import { addGate } from './verbs/gate.ts';
import { addLoad } from './verbs/load.ts';
import { addProof } from './verbs/proof.ts';
import { addReport } from './verbs/report.ts';
import { addServe } from './verbs/serve.ts';
import { addVerify } from './verbs/verify.ts';

const STOREPROOF: Tool = {
  name: 'storeproof',
  description:
    'Proves a storage migration before anyone ships it: two stores shown to give equal answers, an import shown to ' +
    'lose nothing, and every promised figure measured.',
  examples: [
    ['storeproof proof', 'the main job, on generated session files: two to three minutes'],
    ['storeproof proof --home ~', 'the same on your own, which are only read'],
    ['storeproof conform -- ./my-store', 'your own store, in any language, against the model'],
  ],
  hasManners: true,
  protocolVerbs: ['serve'],
  verbs: [addProof, addVerify, addConform, addServe, addBench, addLoad, addGate, addReport],
};

/** Never rejects. */
export const main = (argv: readonly string[], output?: Output): Promise<ExitCode> =>
  runTool(STOREPROOF, argv, output);
