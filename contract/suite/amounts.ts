// How many cases the tests try that could try any number. `npm test` tries the first amount, at a stride through the same
// cases; `npm run test:full` the second, of which the nightly workflow makes use. A variable of the environment of that
// name has the last word.

const AMOUNTS = {
  /** Migrations killed for real, at every nth change of the file system. */
  STOREPROOF_KILL_EVERY: [67, 5],
  /** Erasures, likewise. */
  ERASE_KILL_STRIDE: [29, 3],
  /** Certificates kept, likewise. */
  KILL_STRIDE: [5, 1],
  /** Rollbacks, likewise. */
  STOREPROOF_LIVE_KILLS: [41, 3],
  /** Changes of phase cut short by an exception, at every nth change of the file system. */
  STOREPROOF_LIVE_CUTS: [7, 1],
  /** Imports on a full disk, at every nth write. */
  STOREPROOF_FULL_AT_EVERY: [61, 3],
  /** Chains of up to five changes of phase: every nth. */
  PHASE_CHAIN_STRIDE: [3, 1],
  /** Operations in phase dual without any fault, of which none is to raise an alarm. */
  CALM_OPERATIONS: [600, 2_000],
  /** Random histories in phase dual. */
  STOREPROOF_LIVE_RUNS: [40, 1_000],
  /** Random histories of snapshots. */
  STOREPROOF_SNAPSHOT_RUNS: [15, 300],
  /** Session files read as a stream. */
  STOREPROOF_STREAM_RUNS: [300, 20_000],
  /** Damaged files salvaged. */
  STOREPROOF_SALVAGE_RUNS: [200, 10_000],
  /** Corruptions planted for the verifier, and clean runs between. */
  VERIFIER_TRIALS: [32, 1_000],
  VERIFIER_CLEAN_RUNS: [5, 50],
  /** Changed bytes below a certificate; through the verifier in Python. */
  CERTIFICATE_TRIALS: [150, 4_000],
  PYTHON_TRIALS: [6, 60],
  /** Damaged files read record by record, and as a whole. */
  DAMAGED_SOURCES: [300, 2_000],
  /** Workspaces searched together and by a scan. */
  SEARCH_HOME_RUNS: [120, 500],
  /** Files, most of them damaged, that the verifier in Python reads. */
  PYTHON_FILES: [400, 1_000],
  /** Bits flipped in a database that is then read; that is then written to. */
  BIT_FLIPS: [25, 1_000],
  FLIP_TRIALS: [60, 2_000],
  /** Homes with one bit of the database flipped, on which verbs are tried. */
  STOREPROOF_DAMAGE_TRIALS: [4, 500],
  /** Messages that each of four processes appends to a database. */
  APPENDS_OF_FOUR: [30, 100],
  /** Generated homes through a migration, and with writes after it; with writes in every phase of a live one. */
  LOSSLESSNESS_RUNS: [100, 1_000],
  LIVE_LOSSLESSNESS_RUNS: [8, 100],
  /** Histories of writes on session files. */
  FILE_HISTORIES: [100, 1_000],
  /** Planted bugs of a migration: seeds from which each is caught, and how many are shrunk as well. */
  MUTANT_SEEDS: [1, 10],
  MUTANTS_SHRUNK: [1, 100],
  /** Result files with hostile names and figures, rendered. */
  STOREPROOF_HOSTILE_RUNS: [12, 2_000],
  /** Texts with one character changed: every nth. */
  CHANGED_TEXT_STRIDE: [11, 1],
  /** Gates whose noise is made, for each weather and each effect. */
  SIMULATED_GATES: [30, 1_000],
  /** Histories of each simulated store, checked for anomalies. */
  SIMULATED_HISTORIES: [60, 3_000],
  /** Bugs planted into the checker of histories: every nth. */
  HISTORY_MUTANTS_STRIDE: [4, 1],
  /** Characters of an endless text. */
  ENDLESS_LENGTH: [1_000_000, 10_000_000],
} as const;

export function amountOf(name: keyof typeof AMOUNTS): number {
  const [ordinary, full] = AMOUNTS[name];
  return Number(process.env[name] ?? (process.env.STOREPROOF_TESTS === 'full' ? full : ordinary));
}
