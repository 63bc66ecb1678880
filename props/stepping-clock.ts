// The clock of stores that are compared: it stands still during an operation, and their stamps are the same. Some of its
// times have no fraction.

import { appTimestamp, type Clock } from '../contract/instant.ts';

export interface SteppingClock extends Clock {
  readonly step: () => void;
}

export function steppingClock(): SteppingClock {
  let nowMs = Date.UTC(2025, 10, 12, 14);
  return {
    now: () => appTimestamp(nowMs),
    step: () => {
      nowMs += 250;
    },
  };
}
