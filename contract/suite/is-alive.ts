// Whether a process runs, for tests of what must have ended.

import { existsSync, readFileSync } from 'node:fs';

/** A process that ended may stay in the table until its parent asks for it; such a one is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
