// Turns the signals that ask a program to stop into an AbortSignal. The first one asks the work to stop and keep its
// results; a later one ends the process at once.

import { EXIT } from '../contract/errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One press of Ctrl-C arrives several times when npm or the launcher stands in between: the terminal signals the
 * whole group, and each parent passes the signal on.
 */
const SAME_PRESS_MS = 1000;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to Node's defaults. */
  readonly release: () => void;
}

export function watchInterruption(nowMs: () => number = () => performance.now()): Interruption {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const interrupt = (): void => {
    if (firstMs === undefined) {
      firstMs = nowMs();
      controller.abort();
    } else if (nowMs() - firstMs > SAME_PRESS_MS) {
      process.exit(EXIT.interrupted);
    }
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
