// The tool that proves: what it can do, one verb each.

import type { ExitCode } from '../contract/errors.ts';
import { type Loads, lateVerbs } from './late-verb.ts';
import type { Output } from './output.ts';
import { runTool, type Tool } from './tool.ts';

const LOADS = {
  proof: async (underTest) => (await import('./verbs/proof.ts')).addProof(await underTest()),
  verify: async (underTest) => (await import('./verbs/verify.ts')).addVerify(await underTest()),
  conform: async () => (await import('./verbs/conform.ts')).addConform,
  serve: async (underTest) => (await import('./verbs/serve.ts')).addServe(await underTest()),
  bench: async (underTest) => (await import('./verbs/bench.ts')).benchVerb(await underTest()),
  load: async (underTest) => (await import('./verbs/load.ts')).loadVerb(await underTest()),
  gate: async (underTest) => (await import('./verbs/gate.ts')).addGate(await underTest()),
  report: async (underTest) => (await import('./verbs/report.ts')).addReport(await underTest()),
  history: async () => (await import('./verbs/history.ts')).addHistory,
} satisfies Loads;

const VERBS = lateVerbs(LOADS, {
  'Commands:': {
    proof: 'the main job: check, import, verify, time and judge in one run',
    'verify [command...]': 'look for what the stores do wrong, part by part, or compare two of them',
    'conform <command...>': 'check a session store of yours, in any language, against the model',
    'serve <store>': 'answer the subject protocol on standard input and output',
    'bench [command...]': 'time every operation on every store',
    'load [command...]': 'several processes on one store, every acknowledged write counted',
    'gate [results...]': 'judge a run by targets: exit code 3 when one is missed, 12 when it cannot tell',
    'report [results...]': 'make the pages of a result file again',
    'history [results...]': 'add a run to a file of past runs, and show what moved',
  },
});

export const STOREPROOF: Tool = {
  name: 'storeproof',
  description:
    'Proves a storage migration before anyone ships it: two stores shown to give equal answers, an import shown to ' +
    'lose nothing, and every promised figure measured.',
  examples: [
    ['storeproof proof', 'the main job: on your storeproof.config, else on generated session files'],
    ['storeproof proof --home ~', 'on your own session files, which are only read'],
    ['storeproof conform -- ./my-store', 'your own session store, in any language, against the model'],
  ],
  hasManners: true,
  protocolVerbs: ['serve'],
  configVerbs: ['proof', 'verify', 'serve', 'bench', 'load', 'gate', 'report'],
  verbs: VERBS,
};

/** Never rejects. */
export const main = (argv: readonly string[], output?: Output): Promise<ExitCode> =>
  runTool(STOREPROOF, argv, output);
