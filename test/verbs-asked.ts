// Runs command lines of storeproof whose parts (engines, recorder, reports) are stand-ins that answer at once, and prints
// what each line asked of them. A process of its own: modules that are replaced would be so for the next test file as well.
// Input: a JSON list of lists of words. Output: for each [exit code, standard error, requests].

import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { outputTo } from '../cli/output.ts';

type Part = (...given: never[]) => unknown;

let requests: unknown[] = [];

/** What the tool around the verb gives along is the same for all options. */
const isContext = (each: unknown): boolean => typeof each === 'object' && each !== null && 'progress' in each;

const answering =
  (name: string, answer: unknown = {}) =>
  async (...given: unknown[]): Promise<unknown> => {
    requests.push([name, ...given.filter((each) => !isContext(each))]);
    return answer;
  };

const RUN = { folder: 'folder', recorder: { file: 'file', record: () => {}, checks: [] } };
const COMPARED = { verdict: 'fine', summary: null, told: { kind: 'comparisons', cases: [], total: '' } };
const JUDGED = { screen: '', answer: {}, summary: null, verdict: 'pass', exitCode: 0, needed: [] };

/** By the module that they stand in for; what is not named there is as it is. */
const STAND_INS: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  'cli/recorded-run.ts': {
    // The header repeats what was given, whether it has an effect or not.
    recordedRun: async (
      _context: unknown,
      { out }: { readonly out?: string },
      work: (run: typeof RUN) => Promise<void>,
    ) => {
      requests.push(['recordedRun', out]);
      await work(RUN);
      return RUN;
    },
  },
  'cli/run-report.ts': {
    concludeRun: async (_context: unknown, _run: unknown, telling: unknown) => {
      requests.push(['concludeRun', telling]);
      return 0;
    },
    publish: answering('publish', { answer: {}, compared: COMPARED }),
  },
  'cli/verification/parts-run.ts': { verifyParts: answering('verifyParts', 0) },
  'cli/measuring-longer.ts': {
    measuringLonger: (_context: unknown, _underTest: unknown, asked: unknown) => {
      requests.push(['measuringLonger', asked]);
      return { measure: async () => null };
    },
  },
  'cli/gate-calibration.ts': {
    calibrated: async (_context: unknown, _underTest: unknown, flags: unknown) => {
      requests.push(['calibrated', flags]);
      return 0;
    },
  },
  'cli/told-cases.ts': { tellCases: answering('tellCases') },
  'cli/apart.ts': { apart: answering('apart', JUDGED) },
  'cli/answering-program.ts': { answeringProgram: answering('answeringProgram') },
  'cli/proof/session-proof.ts': { runSessionProof: answering('runSessionProof') },
  'props/index.ts': {
    checkEquivalence: answering('checkEquivalence'),
    equivalenceCheck: answering('equivalenceCheck'),
    readHistory: answering('readHistory', []),
    operationsAt: answering('operationsAt', []),
    replayCheck: answering('replayCheck'),
    readCorpus: () => [{}],
    corpusChecks: answering('corpusChecks', []),
  },
  'sessions/conform/conform.ts': {
    conform: answering('conform', { operations: [] }),
    conformReplay: answering('conformReplay', { operations: [] }),
  },
  'compare/index.ts': { runComparison: answering('runComparison') },
  'cli/sides/side.ts': {
    readySide: async (
      name: string,
      place: unknown,
      _here: unknown,
      { buildCommand }: { readonly buildCommand?: string },
    ) => {
      requests.push(['readySide', name, place, buildCommand]);
      return { source: name, directory: name, title: name };
    },
  },
  'bench/index.ts': { runBench: answering('runBench') },
  'load/index.ts': { runLoad: answering('runLoad', { load: null, check: { counts: {} } }) },
  'subjects/index.ts': { serve: answering('serve') },
};

const root = join(import.meta.dirname, '..');
const urlOf = (module: string): string => pathToFileURL(join(root, module)).href;
const replaced = new Map(Object.keys(STAND_INS).map((module) => [urlOf(module), module]));
Object.assign(globalThis, { STAND_INS });

registerHooks({
  load: (url, context, next) => {
    const module = replaced.get(url);
    if (module === undefined) return next(url, context);
    const names = Object.keys(STAND_INS[module] ?? {});
    const source = [
      `export * from '${url}?as-it-is';`,
      ...names.map((name) => `export const ${name} = globalThis.STAND_INS['${module}'].${name};`),
    ].join('\n');
    return { format: 'module', source, shortCircuit: true };
  },
});

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

const { main } = await import('../cli/storeproof.ts');
const outcomes: unknown[] = [];
for (const words of JSON.parse(await text(process.stdin)) as string[][]) {
  requests = [];
  const [stdout, stderr] = [new Collected(), new Collected()];
  const exitCode = await main(words, outputTo(stdout, stderr));
  // As text: what is asked holds functions and streams.
  outcomes.push([exitCode, stderr.text, JSON.stringify(requests, plain)]);
}
console.log(JSON.stringify(outcomes));

/** Streams and signals are the same for every line, and have no end. */
function plain(_key: string, value: unknown): unknown {
  return value === process.stdin || value === process.stdout || value instanceof AbortSignal ? '' : value;
}
