// `import … from 'storeproof'`: the harness. Stores are subjects, checks answer verdicts, runs leave result files. Each
// line here says what an export is for; docs/api.md has it with its declaration.

import './node-floor.ts';

export {
  /** A choice of stores, datasets and sizes, as fields of a benchmark. */
  type FieldChoice,
  /** Every chosen store on every chosen dataset at every size. Rejects with E_USAGE when the definition has no data. */
  fieldsOf,
} from '../bench/fields.ts';
export {
  /** Stores and datasets as fields, operations, the seed and the time. */
  type BenchOptions,
  /** Times the workloads of a definition, one process a trial; durations are integer nanoseconds. Rejects with E_ABORTED. */
  runBench,
} from '../bench/run-bench.ts';
export {
  /** The codes that an error can have. */
  type ErrorCode,
  /** The exit codes of both tools, by meaning. */
  EXIT,
  /** An operating error: a stable `code` (docs/errors.md), the exit code that goes with it, ids and names in `data`. */
  StoreError,
} from '../contract/errors.ts';
export type {
  /** Whom to tell how far long work is, and what ends it. */
  Control,
} from '../contract/progress.ts';
export {
  /** A definition and the URL of its module, which processes of a run load it from. */
  type Source,
  /** The module whose default export is a definition. Rejects with what loading it throws. */
  sourceAt,
} from '../definition/source.ts';
export {
  /** A store under test: how to open, close and kill it. */
  type Subject,
  /** A store of a definition by its name, or a program by its command. Throws E_USAGE for a name that is none. */
  subjectOf,
} from '../definition/subjects.ts';
export type {
  /** The store, processes, what they do, and how long. */
  LoadOptions,
} from '../load/load-options.ts';
export {
  /** What was done, and what is wrong with what is there afterwards. */
  type LoadOutcome,
  /** Works on one store from several processes and looks for every acknowledged write. Throws E_USAGE, E_ABORTED. */
  runLoad,
} from '../load/run-load.ts';
export {
  /** A sequence that shows a difference, with what is needed to play it again. */
  type Counterexample,
  /** A counterexample as text for people. */
  counterexampleText,
} from '../props/counterexample.ts';
export {
  /** Plays random operations on two stores and the model of their definition and compares the answers after each step. */
  checkEquivalence,
  /** Which stores, how many operations, which seed. */
  type EquivalenceOptions,
  /** What was played, and the smallest sequence that shows a difference, if there is one. */
  type EquivalenceVerdict,
} from '../props/equivalence.ts';
export {
  /** How many contents, and the seed. */
  type MigrationOptions,
  /** Moves random contents through every migration of a definition, and back: rows of a result file. */
  migrationChecks,
} from '../props/migration.ts';
export {
  /** The verdict on each target, and on all of them. */
  type GateResult,
  /** Judges a run by targets: holds, fails, or cannot be told. */
  gate,
} from '../reports/gate/gate.ts';
export {
  /** Reads a targets file. Throws E_NOT_FOUND and E_IO, and E_USAGE with the place of a mistake. */
  readTargets,
  /** Bounds by store, operation and quantity. */
  type Targets,
} from '../reports/gate/targets-file.ts';
export {
  /** Of a run in several files: which shards of which verb, on which machines. */
  type ReadParts,
  /** Reads a run from the files of its parts. Throws as readResults does, and E_USAGE and E_REFUSED for what is not of one run. */
  readRun,
} from '../results/read-run.ts';
export {
  /** Header, rows and footer of a run. */
  type Results,
  /** Reads a result file (docs/result-format.md). Throws E_NOT_FOUND, E_IO, and E_PARSE with the line. */
  readResults,
} from '../results/result-file.ts';
export {
  /** For each operation: like the model, different, or not offered. */
  type Conformance,
  /** How many operations are played, with which seed. */
  type ConformOptions,
  /** Checks one program against the model, operation by operation. Throws E_SUBJECT when it does not start. */
  conform,
} from '../sessions/conform/conform.ts';
export {
  /** The session stores as a definition. */
  sessions,
} from '../sessions/definition.ts';
export {
  /** How long it looks for each bug. */
  type DetectionOptions,
  /** Which bugs were caught, after how many operations, and whether the clean store passed. */
  type DetectionTable,
  /** Shows that the check sees something: runs it on stores with one planted bug each, and on a clean one. */
  detectMutants,
} from '../sessions/mutants/detection.ts';
export {
  /** The session stores as a definition. */
  sessionSource,
} from '../sessions/source.ts';
export {
  /** How such a program is started and for how long it is waited: limits are milliseconds. */
  type ProgramOptions,
  /** A program in any language as a subject: it answers the subject protocol, one JSON line for each request. */
  programSubject,
} from '../subjects/program-subject.ts';
export {
  /** The names that `subjectNamed` knows. */
  SUBJECT_NAMES,
  /** Our own session stores by name. */
  subjectNamed,
} from '../subjects/registry.ts';
