// What is under test: stores, what can be asked of them, what they hold. The engines (props, bench, load, reports) are given
// one definition and know nothing else of it; the session stores are the first one (sessions/definition.ts).

import type { BenchDefinition, DatasetDefinition, WorkloadDefinition } from './bench.ts';
import type { ChangesDefinition } from './changes.ts';
import type { DamageDefinition } from './damage.ts';
import type { FaultsDefinition } from './faults.ts';
import type { HistoryDefinition } from './history.ts';
import type { LoadDefinition } from './load.ts';
import type { Migration } from './migration.ts';
import type { Operation } from './operation.ts';
import type { Surroundings } from './place.ts';
import type { Section } from './section.ts';
import type { SubjectChoice, SubjectDefinition } from './subject.ts';
import type { Parts } from './verification.ts';
import type { Words } from './words.ts';

export interface Definition<Store = unknown> {
  /** What the stores hold, in a word or two, such as "notes". It stands in every result. */
  readonly name: string;
  /** By the names that results carry. The one whose role is `model` is what the others are compared with. */
  readonly subjects: Readonly<Record<string, SubjectChoice<Store>>>;
  /** By the names that histories, results and the protocol carry. */
  readonly operations: Section<Readonly<Record<string, Operation<Store>>>>;
  /** All that a store holds, as JSON values: compared, digested, and counted after a load, a crash and a migration. */
  content(store: Store, surroundings: Surroundings): unknown;
  /** What of an error callers can rely on: two refusals are the same when this is. Null: no store may ever throw it.
   * Default: the `code`, or else the message, of an error; null of a TypeError, RangeError, ReferenceError and SyntaxError. */
  refusal?(error: unknown): string | null;
  /** How histories are played, where operations and their arguments alone do not say it. */
  readonly histories?: Section<HistoryDefinition<Store>>;
  /** By name, such as "json -> sqlite". */
  readonly migrations?: Readonly<Record<string, Migration>>;
  /** What the stores are filled with for measurements, by profile. */
  readonly datasets?: Section<Readonly<Record<string, DatasetDefinition<Store>>>>;
  /** What is timed, by the names that results carry. */
  readonly workloads?: Section<Readonly<Record<string, WorkloadDefinition<Store>>>>;
  /** Who is compared on what, unless it is every store on every dataset. */
  readonly bench?: Section<BenchDefinition<Store>>;
  readonly load?: Section<LoadDefinition<Store>>;
  /** What is cut short by power cuts and faults. */
  readonly changes?: Section<ChangesDefinition<Store>>;
  /** What is promised of files that get damaged. */
  readonly damage?: Section<DamageDefinition>;
  /** What failing system calls are tried on beside the changes. */
  readonly faults?: Section<FaultsDefinition<Store>>;
  /** Parts of a verification that only this definition can make, beside those that every one has. */
  readonly verification?: Section<Parts<Store>>;
  /** How results are told: titles, which store is compared with which, claims and targets. Plain data. */
  readonly words?: Words;
  /** What else results name the version of, such as a driver. */
  readonly versions?: Section<Readonly<Record<string, string>>>;
  /** A program that was given as a command, as a subject. Default: a store whose methods are requests
   * of the subject protocol (program.ts). */
  program?(command: readonly string[], name: string): SubjectDefinition<Store>;
  /** The command that serves one of the stores as `program` asks it. Default: one that goes with the default of `program`. */
  served?(name: string): readonly string[];
}

/** Checks nothing at run time and changes nothing: it is there for the types. */
export const defineProof = <Store>(definition: Definition<Store>): Definition<Store> => definition;
