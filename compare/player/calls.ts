// What players are asked, in whatever process they are. A player is one side as it was loaded once.

import type { Dataset, WorkloadGroup } from '../../definition/bench.ts';
import type { Programs } from '../../definition/subjects.ts';
import type { Block } from '../decision.ts';
import type { ComparisonChoice, Plant } from '../options.ts';

/** `again` and `twin`: the head twice more, to be compared with itself. One that plays against the base too would be warmer than the other. */
export type Role = 'base' | 'head' | 'again' | 'twin';

export interface Loading {
  readonly source: string;
  readonly programs: Programs;
  readonly directory: string;
}

/** A store on a dataset; the members of `Setting` that a side does not have from its loading. */
export interface Place {
  readonly store: string;
  readonly dataset: Dataset;
  readonly home: string;
  readonly folder: string;
  readonly codeCache: string;
}

/** What a side can be timed at. */
export interface Offer {
  readonly fields: readonly { readonly store: string; readonly dataset: Dataset }[];
  readonly operations: readonly { readonly operation: string; readonly group: WorkloadGroup }[];
  /** The stores, profiles and records that the fields are of. */
  readonly choice: Required<Pick<ComparisonChoice, 'stores' | 'profiles' | 'records'>>;
}

export interface Prepared {
  readonly workDigest: string;
  readonly callsPerRound: number;
  /** Of one call, and of one with its share of what is not timed. */
  readonly callNs: number;
  readonly costNs: number;
}

export interface Finished {
  readonly workDigest: string;
  /** Behind a workload that writes. */
  readonly contentDigest: string | null;
}

export interface PlayerCalls {
  load(role: Role, loading: Loading): Promise<void>;
  offer(role: Role, choice: ComparisonChoice): Promise<Offer>;
  /** Puts the dataset into an empty home, and answers the digest of what a new connection finds there. */
  fill(role: Role, place: Place): Promise<string>;
  /** Opens the store on a filled home, and answers the digest of what it holds. */
  enter(role: Role, place: Place): Promise<string>;
  /** Shows the work and warms up. A text says why the side does not offer it. */
  prepare(role: Role, operation: string, plant: Plant | null): Promise<Prepared | string>;
  /** What the work was, as JSON: the answer of each call, and what they left behind. */
  show(role: Role): Promise<string[]>;
  /** A block of each of the roles, in this order. */
  play(roles: readonly Role[], rounds: number): Promise<Block[]>;
  /** Shows the work once more. */
  finish(role: Role): Promise<Finished>;
  leave(role: Role): Promise<void>;
}

/** Whoever reaches them: here, or in another process. */
export type Ask = <Name extends keyof PlayerCalls>(
  name: Name,
  ...parameters: Parameters<PlayerCalls[Name]>
) => Promise<Awaited<ReturnType<PlayerCalls[Name]>>>;
