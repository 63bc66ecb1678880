// What a program answers when it refuses a request, whatever its store holds.

/** Where it failed. The line is no request; an argument is wrong; the operation itself refused. */
export const FAILURE_STAGES = ['ipc', 'args', 'command'] as const;
export type FailureStage = (typeof FAILURE_STAGES)[number];

export interface ErrorAnswer {
  readonly err: string;
  readonly stage?: FailureStage;
  /** Of an error of its own, as a caller in the same language would see it. */
  readonly code?: string;
}
