// `import … from 'storeproof/definition'`: what a definition of two stores of your own is made of (docs/bring-your-own.md).
// Next to nothing is loaded with it: the processes that time a store load its definition too.

import './node-floor.ts';

export {
  /** Who is timed on what, where it is not every store on every dataset; and what processes of their own are asked. */
  type BenchDefinition,
  /** One measured call; what it answers is compared between the stores. */
  type Call,
  /** Name, number of records and seed of one dataset of a run. */
  type Dataset,
  /** What stores are filled with for measurements. */
  type DatasetDefinition,
  /** A workload throws it on a store that cannot do it at all: that is said, and is no failure. */
  NotOffered,
  /** The calls of a workload, and what is done before and after them without being timed. */
  type Round,
  /** A store that holds a dataset, and the means to open it anew. */
  type Stage,
  /** What is timed: how its calls are made from a filled store. */
  type WorkloadDefinition,
} from '../definition/bench.ts';
export {
  /** What is under test: stores, what can be asked of them, what they hold. */
  type Definition,
  /** Gives back what it is given: it is there for the types. */
  defineProof,
} from '../definition/definition.ts';
export type {
  /** How histories are played, where operations and their arguments alone do not say it. */
  HistoryDefinition,
  /** One history while it is played. */
  HistoryRun,
  /** What a history may be made of. */
  StepChoices,
} from '../definition/history.ts';
export type {
  /** One call: which record, and an id that no other call of the run has. */
  LoadCall,
  /** What several processes do to one store at once, and how what they wrote is found again. */
  LoadDefinition,
  /** A fault that only this kind of store knows, played while a load goes on. */
  LoadFault,
  /** Processes of a load that do the same. */
  LoadGroup,
  /** Which processes of a load do what. */
  LoadMix,
  /** One kind of call, and how it is checked. */
  LoadOperation,
  /** Where a store under load lives. */
  LoadSurroundings,
} from '../definition/load.ts';
export type {
  /** A way from the files of one store to those of another, and back. */
  Migration,
} from '../definition/migration.ts';
export {
  /** One thing that can be asked of a store, and the arguments to ask it with. */
  type Operation,
  /** Gives back what it is given: for the types of an operation's arguments. */
  operation,
  /** One step of a history, as plain JSON. */
  type Step,
} from '../definition/operation.ts';
export type {
  /** What came of a step on one store. */
  Outcome,
} from '../definition/outcome.ts';
export type {
  /** The folder that all stores of a run share. */
  Surroundings,
} from '../definition/place.ts';
export type {
  /** A part of a definition, or a function that brings it when it is needed. */
  Section,
} from '../definition/section.ts';
export type {
  /** The least that a workload needs, timed beside the stores. */
  FloorDefinition,
  /** What a store is opened with. */
  OpenOptions,
  /** A program that answers the protocol (docs/subjects.md): its command. */
  ProgramChoice,
  /** Model, store or peer. */
  Role,
  /** A subject: a store in this process, or a program. */
  SubjectChoice,
  /** How a store is opened, closed and ended. */
  SubjectDefinition,
} from '../definition/subject.ts';
export type {
  /** How results are told: titles, which store is compared with which, claims and targets. */
  Words,
} from '../definition/words.ts';
export type {
  /** What somebody promised: a source, its words, and the tests that decide whether it holds. */
  Claim,
  /** What a store is to reach, in the report and in the gate. */
  Target,
} from '../results/tests.ts';
