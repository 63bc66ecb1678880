// Makes calls slower on purpose, each by a share of what it took itself, to see whether the gate finds it. Between the call and
// the end of its time it looks at the clock until that share has gone. One look takes some 50 ns, a twentieth of a call of a
// microsecond: it is part of the share, and half of one is taken off for the last look, which comes too late by that on
// average. No call can be slowed by less than two looks.

import type { Plant } from '../options.ts';

export class Slowdown {
  private readonly plant: Plant;
  private readonly lookNs: number = lookNs();
  private call = 0;

  constructor(plant: Plant) {
    this.plant = plant;
  }

  delay(startedNs: bigint): void {
    if (this.plant.calls === 'every tenth' && this.call++ % 10 !== 0) return;
    const ownNs = nsSince(startedNs);
    // The caller looks once more, when it takes the time.
    const endNs = ownNs * (1 + this.plant.share) - 1.5 * this.lookNs;
    while (nsSince(startedNs) < endNs);
  }
}

const nsSince = (startedNs: bigint): number => Number(process.hrtime.bigint() - startedNs);

const LOOKS = 1_000;
const RUNS = 20;

/** Of the fastest run: a processor that was taken away meanwhile is no duration, and by then it is compiled. */
function lookNs(): number {
  const runsNs = Array.from({ length: RUNS }, () => {
    const startedNs = process.hrtime.bigint();
    for (let look = 0; look < LOOKS; look++) nsSince(startedNs);
    return nsSince(startedNs);
  });
  return Math.min(...runsNs) / LOOKS;
}
