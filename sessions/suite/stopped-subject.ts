// A store that has its check stopped while a counterexample is made smaller.

import type { SessionSubject } from '../../subjects/index.ts';

export interface Stopped {
  readonly subject: SessionSubject;
  /** Aborted at the fourth opening: one asks for the methods, one plays the history; then come smaller ones. */
  readonly signal: AbortSignal;
  readonly opened: () => number;
}

export function stoppedWhileShrinking(broken: SessionSubject): Stopped {
  const controller = new AbortController();
  let opened = 0;
  const subject: SessionSubject = {
    ...broken,
    open: (home, options) => {
      if (++opened === 4) controller.abort();
      return broken.open(home, options);
    },
  };
  return { subject, signal: controller.signal, opened: () => opened };
}
