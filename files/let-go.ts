// Gives back what this process holds (a lock, a claim, a gate), although the system may refuse that for a moment: no
// descriptor free, a disk that fails once. It is tried again until it works, because others wait for the end of a process
// that lives on. Meanwhile the token counts as given back, so that this process does not wait for itself.

const PAUSE_MS_FIRST = 1;
const PAUSE_MS_MAX = 1_000;
/** About an hour. What refuses for so long refuses until the process ends, and then its owner is known to be dead. */
const TRIES_MAX = 3_600;

const waiting = new Set<string>();

/** Whether what this process held under the token is given back, although it still stands there. */
export const isLetGo = (token: string): boolean => waiting.has(token);

/**
 * Runs `remove`; after a failure of the system again and again, in the background, without keeping the process alive. By then
 * somebody else may hold what stands there: `remove` must look, and is told so by `isLate`.
 */
export function letGo(token: string, remove: (isLate: boolean) => void): void {
  if (isDone(token, remove, false)) return;
  waiting.add(token);
  tryLater(token, remove, TRIES_MAX);
}

function tryLater(token: string, remove: (isLate: boolean) => void, triesLeft: number): void {
  if (triesLeft === 0) return;
  const pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS_FIRST * 2 ** Math.min(10, TRIES_MAX - triesLeft));
  setTimeout(() => {
    if (!isDone(token, remove, true)) tryLater(token, remove, triesLeft - 1);
  }, pauseMs).unref();
}

function isDone(token: string, remove: (isLate: boolean) => void, isLate: boolean): boolean {
  try {
    remove(isLate);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
  waiting.delete(token);
  return true;
}
