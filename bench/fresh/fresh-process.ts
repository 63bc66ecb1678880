// Starts processes and waits for them, so that nothing else happens in this one meanwhile. Code that was compiled once
// comes from Node's compile cache, as an installed application's does; a process that does nothing has the same.

import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { programFile } from '../../contract/package-root.ts';
import type { FreshAnswer } from '../../definition/bench.ts';
import type { Setting } from '../trial/contestant.ts';

export interface FreshJob extends Setting {
  /** Of the definition. */
  readonly task: string;
}

/** What a process writes to its standard output. */
export interface FreshReport {
  readonly answer: unknown;
  readonly rssBytesMax: number;
}

const CHILD = pathToFileURL(programFile('bench/fresh/fresh-child')).href;
const LIMIT_MS = 120_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** Throws when the process fails. */
export const freshProcess = (job: FreshJob): FreshAnswer =>
  runNode(`await import(${JSON.stringify(CHILD)})`, job.codeCache, JSON.stringify(job));

/** A process that does nothing. `codeCache` is a directory for compiled code. */
export const bareProcess = (codeCache: string): FreshAnswer => runNode('0', codeCache);

/** Asks a process that does nothing else for its largest resident set. */
export const bareRssBytes = (codeCache: string): number =>
  runNode(
    'process.stdout.write(JSON.stringify({ answer: null, rssBytesMax: process.resourceUsage().maxRSS * 1024 }))',
    codeCache,
  ).rssBytesMax;

/** Both kinds of process are started alike, with a program on the command line. */
function runNode(program: string, codeCache: string, ...parameters: string[]): FreshAnswer {
  const startedNs = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    ['-e', program, '--', ...parameters],
    {
      env: { ...process.env, NODE_COMPILE_CACHE: codeCache },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: OUTPUT_BYTES_MAX,
      timeout: LIMIT_MS,
      encoding: 'utf8',
    },
  );
  const durationNs = Number(process.hrtime.bigint() - startedNs);
  if (status !== 0) {
    throw new Error(`a fresh process failed: ${error?.message ?? stderr.trim().slice(-400)}`);
  }
  const report: FreshReport = stdout === '' ? { answer: null, rssBytesMax: 0 } : JSON.parse(stdout);
  return { ...report, durationNs };
}
