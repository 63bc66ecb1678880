// Turns the signals that ask a program to stop into an AbortSignal. The first one asks the work to stop and keep its
// results. When it has not stopped soon, or at a later signal, the process is ended in the middle of it: every file of
// ours survives a kill at any moment, and a user who asked twice wants no more waiting.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One press of Ctrl-C arrives several times when npm or the launcher stands in between: the terminal signals the
 * whole group, and each parent passes the signal on.
 */
const SAME_PRESS_MS = 500;

/** How long the work may take to stop by itself. */
const PATIENCE_MS = 1_500;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to Node's defaults. */
  readonly release: () => void;
}

/** `end`: ends the process, whatever is under way. */
export function watchInterruption(
  end: () => void,
  nowMs: () => number = () => performance.now(),
): Interruption {
  const controller = new AbortController();
  let firstMs: number | undefined;
  let patience: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    if (firstMs === undefined) {
      firstMs = nowMs();
      patience = setTimeout(end, PATIENCE_MS).unref();
      controller.abort();
    } else if (nowMs() - firstMs > SAME_PRESS_MS) end();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(patience);
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
