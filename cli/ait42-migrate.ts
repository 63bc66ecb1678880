// The tool that migrates one user's sessions, and takes them back: what it can do, one verb each.

import type { ExitCode } from '../contract/errors.ts';
import { lateVerbs } from './late-verb.ts';
import { tellOfManifests } from './migrate/manifest-warning.ts';
import { spelledWithVerb } from './migrate/spelling.ts';
import type { Output } from './output.ts';
import { runTool, type Tool } from './tool.ts';

const LOADS = {
  doctor: async () => (await import('./migrate/doctor.ts')).addDoctor,
  migrate: async () => (await import('./migrate/migrate.ts')).addMigrate,
  verify: async () => (await import('./migrate/verify.ts')).addVerify,
  phase: async () => (await import('./migrate/phase.ts')).addPhase,
  rollback: async () => (await import('./migrate/rollback.ts')).addRollback,
  scan: async () => (await import('./migrate/scan.ts')).addScan,
  status: async () => (await import('./migrate/status.ts')).addStatus,
  diff: async () => (await import('./migrate/diff.ts')).addDiff,
  find: async () => (await import('./migrate/find.ts')).addFind,
  search: async () => (await import('./migrate/search.ts')).addSearch,
  stats: async () => (await import('./migrate/stats.ts')).addStats,
  certificate: async () => (await import('./migrate/certificate.ts')).addCertificate,
  check: async () => (await import('./migrate/check.ts')).addCheck,
  repair: async () => (await import('./migrate/repair.ts')).addRepair,
  backup: async () => (await import('./migrate/backup.ts')).addBackup,
  restore: async () => (await import('./migrate/restore.ts')).addRestore,
  'restore-json': async () => (await import('./migrate/restore-json.ts')).addRestoreJson,
  'restore-originals': async () => (await import('./migrate/restore-originals.ts')).addRestoreOriginals,
  'restore-from-json': async () => (await import('./migrate/restore-from-json.ts')).addRestoreFromJson,
  export: async () => (await import('./migrate/export.ts')).addExport,
  aside: async () => (await import('./migrate/aside.ts')).addAside,
  archive: async () => (await import('./migrate/archive.ts')).addArchive,
  unarchive: async () => (await import('./migrate/archive.ts')).addUnarchive,
  reconcile: async () => (await import('./migrate/reconcile.ts')).addReconcile,
  erase: async () => (await import('./migrate/erase.ts')).addErase,
};

/** In the order in which somebody new needs them. */
const VERBS = lateVerbs(LOADS, {
  'The normal path:': {
    doctor: 'is everything well, and what to do where it is not',
    migrate: 'import the session files, then compare every session',
    verify: 'compare files and database again, at any time',
    phase: 'which store answers; --explain and set: the next step',
    rollback: 'back to the session files, with every session',
  },
  'Look, and change nothing:': {
    scan: 'what a home holds',
    status: 'phase, counts on both sides, comparisons, forks',
    diff: 'where files and database differ',
    'find <id-or-text>': 'a session, in every place where one may be',
    'search <text>': 'full text over the database',
    stats: 'counts and sums, by workspace and in total',
    certificate: 'show it, or check that it still holds',
  },
  'The database:': {
    check: 'look for damage',
    repair: 'a sound database in the place of a damaged one',
    backup: 'a checked copy while it is in use',
    restore: 'a backup in the place of the database',
  },
  'The files:': {
    'restore-json': 'the session files again, from the database',
    'restore-originals': 'the imported files again, byte for byte',
    'restore-from-json': 'the database again, from the files of a workspace',
    export: 'sessions to files of your own',
    aside: 'what an import kept aside: list, show, retry, export',
    archive: 'the session files out of the way, in phase sqlite',
    unarchive: 'and back, byte for byte',
  },
  'Decide:': {
    reconcile: 'both sides equal, in the direction that you name',
    erase: 'DELETES one workspace everywhere below .ait42',
  },
});

export const AIT42_MIGRATE: Tool = {
  name: 'ait42-migrate',
  description:
    'Moves session history from JSON files into a database, shows that nothing was lost, and takes it back. An import ' +
    'only reads the session files.',
  examples: [
    ['ait42-migrate doctor', 'the first thing to run'],
    ['ait42-migrate migrate --dry-run', 'what an import would do, without writing anything'],
  ],
  hasManners: true,
  prepare: async (context, command) => {
    (await import('./migrate/places.ts')).nameDefaultHome(context, command);
    const { home } = command.opts();
    if (process.geteuid?.() !== 0 || typeof home !== 'string') return;
    (await import('./migrate/act-as-owner.ts')).actAsOwner(context, home);
  },
  listen: tellOfManifests,
  conclude: async (ended) => (await import('./migrate/last-screen.ts')).lastScreen(ended),
  verbs: VERBS,
};

/** Never rejects. */
export const main = (argv: readonly string[], output?: Output): Promise<ExitCode> =>
  runTool(AIT42_MIGRATE, spelledWithVerb(argv), output);
