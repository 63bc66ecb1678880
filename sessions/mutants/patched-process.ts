// Starts the processes in which planted bugs are looked for.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../contract/package-root.ts';
import type { CheckName } from '../checks/checks.ts';
import type { Patch } from './patch.ts';
import { planting } from './plant-hook.ts';

export interface PatchedJob {
  readonly check: CheckName;
  readonly seed: number;
  /** The module of the checks. */
  readonly checks: string;
}

export interface PatchedAnswer {
  /** `broken`: the sources could not be loaded with it, or the check does not use the file. `hung`: it did not end. */
  readonly state: 'found' | 'nothing' | 'broken' | 'hung' | 'stopped';
  readonly detail: string;
}

const CHILD = join(PACKAGE_ROOT, 'sessions', 'mutants', 'patched-child.ts');
const CHECKS = join(PACKAGE_ROOT, 'sessions', 'checks', 'checks.ts');

/** A published package has no sources, and an older Node cannot change what it loads. */
export const canPatch = async (): Promise<boolean> =>
  existsSync(CHILD) && 'registerHooks' in (await import('node:module'));

/** A check takes some seconds; on a busy machine ten times as long. */
const HUNG_MS = 120_000;

/** Why a patch is none of these sources; null when it is one. */
export function staleness({ file, from }: Patch): string | null {
  const path = join(PACKAGE_ROOT, file);
  const found = existsSync(path) ? readFileSync(path, 'utf8').split(from).length - 1 : 0;
  return found === 1 ? null : `its text is ${found} times in ${file}, and not once`;
}

/** `patch` null: the check on the sources as they are. Never rejects. */
export function runPatched(
  patch: Patch | null,
  check: CheckName,
  seed: number,
  signal?: AbortSignal,
): Promise<PatchedAnswer> {
  const job: PatchedJob = { check, seed, checks: CHECKS };
  const { promise, resolve } = Promise.withResolvers<PatchedAnswer>();
  const child = spawn(process.execPath, [CHILD, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...(patch !== null && planting({ ...patch, path: join(PACKAGE_ROOT, patch.file) })),
    },
    timeout: HUNG_MS,
    killSignal: 'SIGKILL',
    ...(signal !== undefined && { signal }),
  });
  let [out, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-2_000);
  });
  child.on('error', (error) => {
    resolve({ state: signal?.aborted === true ? 'stopped' : 'broken', detail: error.message });
  });
  child.on('close', (_code, killedBy) => {
    if (out !== '') resolve(JSON.parse(out) as PatchedAnswer);
    else if (killedBy === 'SIGKILL') resolve({ state: 'hung', detail: `after ${HUNG_MS / 1_000} s` });
    else resolve({ state: 'broken', detail: errors });
  });
  return promise;
}
