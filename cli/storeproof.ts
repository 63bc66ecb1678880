// The tool that proves: what it can do, one verb each.

import type { ExitCode } from '../contract/errors.ts';
import type { Output } from './output.ts';
import { runTool, type Tool } from './tool.ts';

export const STOREPROOF: Tool = {
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
  verbs: [
    {
      usage: 'proof',
      summary: 'the main job: check, import, verify, time and judge in one run',
      load: async () => (await import('./verbs/proof.ts')).addProof,
    },
    {
      usage: 'verify',
      summary: 'check that two stores give equal answers on random sequences',
      load: async () => (await import('./verbs/verify.ts')).addVerify,
    },
    {
      usage: 'conform <command...>',
      summary: 'check a program of yours, in any language, against the model',
      load: async () => (await import('./verbs/conform.ts')).addConform,
    },
    {
      usage: 'serve <subject>',
      summary: 'answer the subject protocol on standard input and output',
      load: async () => (await import('./verbs/serve.ts')).addServe,
    },
    {
      usage: 'bench [command...]',
      summary: 'time every operation on every store',
      load: async () => (await import('./verbs/bench.ts')).addBench,
    },
    {
      usage: 'load',
      summary: 'several processes on one workspace, every acknowledged write counted',
      load: async () => (await import('./verbs/load.ts')).addLoad,
    },
    {
      usage: 'gate [results]',
      summary: 'judge a run by targets: exit code 3 when one is missed, 12 when it cannot tell',
      load: async () => (await import('./verbs/gate.ts')).addGate,
    },
    {
      usage: 'report [results]',
      summary: 'make the pages of a result file again',
      load: async () => (await import('./verbs/report.ts')).addReport,
    },
  ],
};

/** Never rejects. */
export const main = (argv: readonly string[], output?: Output): Promise<ExitCode> =>
  runTool(STOREPROOF, argv, output);
