// The ids of what a load writes: they tell who wrote it, and when.

/** Unique in a run, and counts up with the worker's steps. */
export const entryIdOf = (worker: number, step: number): string => `load-${worker}-${step}`;

export interface Writer {
  readonly worker: number;
  readonly step: number;
}

/** Null of an entry that no worker wrote. */
export function writerOf(id: string): Writer | null {
  const match = /^load-(\d+)-(\d+)$/.exec(id);
  return match === null ? null : { worker: Number(match[1]), step: Number(match[2]) };
}

/** Of records by their numbers, in their order. */
export type Entries = readonly (readonly [record: number, ids: readonly string[]])[];
