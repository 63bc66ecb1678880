// When a worker's operations are due. Latency counts from the due time, not from the call, so that an arrival that
// does not wait for the store shows its stalls.

/** The due time of an operation on the monotonic clock, given the time at which the worker is free for it. */
export type Arrival = (step: number, freeNs: bigint) => bigint;

/** The next operation is due as soon as the one before it has ended. */
export const closedLoop: Arrival = (_step, freeNs) => freeNs;
