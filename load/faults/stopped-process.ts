// A process that is stopped (SIGSTOP) and goes on again (SIGCONT) whatever becomes of us: a shell waits for the end of its input,
// which comes when we let go or die of anything, kill -9 included. Signals that a terminal sends to all of us do not end it.

import { spawn } from 'node:child_process';

export interface StoppedProcess {
  goOn(): void;
}

const GUARD = 'trap "" INT TERM HUP; read -r line; kill -s CONT "$1"';

/** Throws ESRCH when it has ended. */
export function stopProcess(pid: number): StoppedProcess {
  const guard = spawn('sh', ['-c', GUARD, 'sh', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  // Without a shell, we are the only one.
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  const goOn = (): void => {
    guard.stdin.end();
    signalProcess(pid, 'SIGCONT');
  };
  try {
    process.kill(pid, 'SIGSTOP');
  } catch (error) {
    goOn();
    throw error;
  }
  return { goOn };
}

/** One that has ended meanwhile needs none. */
function signalProcess(pid: number, signal: 'SIGCONT'): void {
  try {
    process.kill(pid, signal);
  } catch {}
}
