// What every subject of the protocol shares, whatever its store holds: where a request can fail, and how long a line may be.

/** The line is no request; an argument is wrong; the operation itself refused. */
export const STAGES = ['ipc', 'args', 'command'] as const;
export type Stage = (typeof STAGES)[number];

/** The longest request or answer, in bytes: a session with the largest output of strict mode, escaped, and to spare. */
export const LINE_BYTES_MAX: number = 256 * 1024 * 1024;

/** What a program says when it refuses. */
export interface Refusal {
  readonly err: string;
  readonly stage?: Stage;
  /** Of an error of its own, as a caller in the same language would see it. */
  readonly code?: string;
}
