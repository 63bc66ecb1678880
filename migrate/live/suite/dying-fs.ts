// A process that dies at its nth change of the file system: in earnest, or by every later change failing as well, so that
// nothing is tidied up, as after a real death.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { SqliteStore } from '../../../impl-sqlite/index.ts';

const CHANGES = [
  'writeFileSync',
  'fsyncSync',
  'renameSync',
  'linkSync',
  'rmSync',
  'mkdirSync',
  'fchmodSync',
] as const;
/** Of the database, whose own files change behind Node's back. */
const DATABASE_CHANGES = ['replaceWorkspace', 'keepLayout', 'fillWorkspace'] as const;

type Anything = (...given: unknown[]) => unknown;

export interface DyingFileSystem {
  /** Changes asked for so far, the fatal one included. */
  readonly count: () => number;
  readonly revive: () => void;
}

/** `nth` 0: never. */
export function dieAt(nth: number, how: 'throw' | 'kill'): DyingFileSystem {
  let count = 0;
  const originals: [Record<string, Anything>, string, Anything][] = [];
  const step = (): void => {
    count++;
    if (nth === 0 || count < nth) return;
    if (how === 'kill') process.kill(process.pid, 'SIGKILL');
    throw new Error('the process is dead');
  };
  const wrap = (owner: Record<string, Anything>, name: string): void => {
    const original = owner[name] as Anything;
    originals.push([owner, name, original]);
    owner[name] = function (this: unknown, ...given: unknown[]) {
      step();
      // Nobody takes the power away from a process that only throws: what is in the system's cache is as good as on disk.
      if (how === 'throw' && name === 'fsyncSync') return undefined;
      return Reflect.apply(original, this, given);
    };
  };
  for (const name of CHANGES) wrap(fs as unknown as Record<string, Anything>, name);
  for (const name of DATABASE_CHANGES) {
    wrap(SqliteStore.prototype as unknown as Record<string, Anything>, name);
  }
  syncBuiltinESMExports();
  return {
    count: () => count,
    revive: () => {
      for (const [owner, name, original] of originals) owner[name] = original;
      syncBuiltinESMExports();
    },
  };
}

/** Makes every lock below a folder, and the gate of a change of phase, one of a process that cannot be alive. */
export function buryOwners(folder: string): void {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.lock(\.[0-9a-f]+)?$|\bchanging\.json$/.test(name)) continue;
    const path = join(folder, name);
    const owner = JSON.parse(fs.readFileSync(path, 'utf8'));
    fs.writeFileSync(path, JSON.stringify({ ...owner, pid: 2 ** 30 }));
  }
}
