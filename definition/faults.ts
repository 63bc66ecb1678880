// What the check of failing system calls is told beside the changes of a definition. None of it is needed.

import type { Surroundings } from './place.ts';

export interface FaultsDefinition<Store> {
  /** Part of the name of the native library whose allocations fail, such as "better-sqlite3". Default: none do. */
  readonly allocatesIn?: string;
  /** Looks for damage in what a store keeps, and says it; null: none is found. Undefined: this store has no such check. */
  damage?(store: Store): Promise<string | null | undefined>;
  /** Codes of errors that say that what is kept is damaged, which a call that failed once does not. Default: none. */
  readonly ofDamage?: readonly string[];
  /** Whether an answer says of itself that something in it could not be read. Default: none does. */
  isPartial?(answer: unknown): boolean;
  /** Work on a home that is more than an operation of an open store, such as an import. By name. */
  readonly works?: Readonly<Record<string, FaultWork>>;
  /** What no failing call is like, such as a lock that somebody else holds. By name. */
  readonly cases?: Readonly<Record<string, FaultCase<Store>>>;
}

export interface FaultWork {
  /** Told with what is found on this store. */
  readonly store: string;
  /** Makes the home that the work begins with. */
  begin(home: string, surroundings: Surroundings): unknown;
  /** After a failure it is done again, and must then come to the same. */
  work(home: string, surroundings: Surroundings): unknown;
  /** All that the home holds, the same whenever the work is done, as JSON. */
  content(home: string, surroundings: Surroundings): unknown;
}

export interface FaultCase<Store> {
  /** Names. */
  readonly stores: readonly string[];
  /** Says what was wrong; null: nothing. `open`: one more store on the same home. It closes what it opened. */
  play(place: CasePlace<Store>): Promise<string | null>;
}

export interface CasePlace<Store> extends Surroundings {
  readonly home: string;
  open(): Promise<Store>;
}
