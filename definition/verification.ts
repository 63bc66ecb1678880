// What `storeproof verify` is made of: parts, each one way to look for what a store does wrong. A part says what it checked and within
// which bounds, and each finding of it can be played again alone. The engines bring most of them, for any definition; a definition
// brings those that only it can make: bugs planted into its own stores, its own checkers, its own corpora.

import type { Control } from '../contract/progress.ts';
import type { Check, Planted } from '../results/result.ts';
import type { PartName } from '../results/verification.ts';
import type { Definition } from './definition.ts';
import type { Section } from './section.ts';
import type { Source } from './source.ts';

/** How much is checked: `quick` in minutes, `full` within an hour, `soak` until it is stopped. */
export const TIERS = ['quick', 'full', 'soak'] as const;
export type Tier = (typeof TIERS)[number];

export interface PartRequest extends Control {
  readonly tier: Tier;
  readonly seed: number;
  /** Subjects that are looked at; empty: as the part and the definition say. */
  readonly stores: readonly string[];
  /** Of this part alone. It ends soon after it, and says what it did not get to. */
  readonly budgetMs: number;
  /** One case of the part, as a finding named it: only that is played. */
  readonly only?: string;
  /** The command line that plays a case of this part. */
  readonly again: (only: string) => string;
  /** Of the run: what a finding needs to be played again is kept there. */
  readonly folder: string;
  /** Each as soon as it is known. */
  readonly record: (row: Check | Planted) => void;
}

export interface Part<Store = unknown> {
  readonly name: PartName;
  /** Why it cannot run with this definition or on this machine. Null: it can. */
  missing(definition: Definition<Store>): Promise<string | null>;
  /** Ends when the signal is aborted; what was recorded stays. */
  run(source: Source<Store>, request: PartRequest): Promise<void>;
}

/** By name; each is loaded when it is run. */
export type Parts<Store = unknown> = Readonly<Partial<Record<PartName, Section<Part<Store>>>>>;
