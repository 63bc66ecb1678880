// The shim between a program under test and its C library, made by the system's compiler: system calls fail, store something
// else, wait, or are recorded, as its control block says. Where there is no compiler or no glibc, there is no shim, and whoever needs it
// says so.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../contract/package-root.ts';

const SOURCE = join(PACKAGE_ROOT, 'props', 'system-calls', 'shim.c');

export type Shim =
  | { readonly library: string; readonly lack: null }
  | { readonly library: null; readonly lack: string };

/** Compiled once for each version of its source, into a folder of this user's own. */
export function shim(): Shim {
  if (process.platform !== 'linux') return lacking('system calls are watched on Linux alone');
  const digest = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `storeproof-shim-${process.getuid?.() ?? 0}`);
  const library = join(folder, `${digest}-${process.arch}.so`);
  if (existsSync(library)) return { library, lack: null };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = `${library}.${process.pid}`;
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', made, SOURCE, '-ldl', '-lpthread'], {
    encoding: 'utf8',
  });
  if (compiled.status !== 0) return lacking(`the system's compiler makes no shim: ${whyNot(compiled)}`);
  renameSync(made, library);
  return { library, lack: null };
}

const lacking = (lack: string): Shim => ({ library: null, lack });

const whyNot = ({ error, stderr }: SpawnSyncReturns<string>): string =>
  error === undefined
    ? (stderr.split('\n')[0] ?? '')
    : `there is no cc (${(error as NodeJS.ErrnoException).code})`;
