// The tool that migrates one user's sessions, and takes them back: what it can do, one verb each.

import type { ExitCode } from '../contract/errors.ts';
import { tellOfManifests } from './migrate/manifest-warning.ts';
import { spelledWithVerb } from './migrate/spelling.ts';
import type { Output } from './output.ts';
import { runTool, type Tool } from './tool.ts';

// Headings of the help, in the order in which somebody new needs the verbs.
const PATH = 'The normal path:';
const LOOK = 'Look, and change nothing:';
const DATABASE = 'The database:';
const FILES = 'The files:';
const DECIDE = 'Decide:';

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
  prepare: async (context, { home }) => {
    if (process.geteuid?.() !== 0 || typeof home !== 'string') return;
    (await import('./migrate/act-as-owner.ts')).actAsOwner(context, home);
  },
  listen: tellOfManifests,
  conclude: async (ended) => (await import('./migrate/last-screen.ts')).lastScreen(ended),
  verbs: [
    {
      group: PATH,
      usage: 'doctor',
      summary: 'is everything well, and what to do where it is not',
      load: async () => (await import('./migrate/doctor.ts')).addDoctor,
    },
    {
      group: PATH,
      usage: 'migrate',
      summary: 'import the session files, then compare every session',
      load: async () => (await import('./migrate/migrate.ts')).addMigrate,
    },
    {
      group: PATH,
      usage: 'verify',
      summary: 'compare files and database again, at any time',
      load: async () => (await import('./migrate/verify.ts')).addVerify,
    },
    {
      group: PATH,
      usage: 'phase',
      summary: 'which store answers; --explain and set: the next step',
      load: async () => (await import('./migrate/phase.ts')).addPhase,
    },
    {
      group: PATH,
      usage: 'rollback',
      summary: 'back to the session files, with every session',
      load: async () => (await import('./migrate/rollback.ts')).addRollback,
    },
    {
      group: LOOK,
      usage: 'scan',
      summary: 'what a home holds',
      load: async () => (await import('./migrate/scan.ts')).addScan,
    },
    {
      group: LOOK,
      usage: 'status',
      summary: 'phase, counts on both sides, comparisons, forks',
      load: async () => (await import('./migrate/status.ts')).addStatus,
    },
    {
      group: LOOK,
      usage: 'diff',
      summary: 'where files and database differ',
      load: async () => (await import('./migrate/diff.ts')).addDiff,
    },
    {
      group: LOOK,
      usage: 'find <id-or-text>',
      summary: 'a session, in every place where one may be',
      load: async () => (await import('./migrate/find.ts')).addFind,
    },
    {
      group: LOOK,
      usage: 'search <text>',
      summary: 'full text over the database',
      load: async () => (await import('./migrate/search.ts')).addSearch,
    },
    {
      group: LOOK,
      usage: 'stats',
      summary: 'counts and sums, by workspace and in total',
      load: async () => (await import('./migrate/stats.ts')).addStats,
    },
    {
      group: LOOK,
      usage: 'certificate',
      summary: 'show it, or check that it still holds',
      load: async () => (await import('./migrate/certificate.ts')).addCertificate,
    },
    {
      group: DATABASE,
      usage: 'check',
      summary: 'look for damage',
      load: async () => (await import('./migrate/check.ts')).addCheck,
    },
    {
      group: DATABASE,
      usage: 'repair',
      summary: 'a sound database in the place of a damaged one',
      load: async () => (await import('./migrate/repair.ts')).addRepair,
    },
    {
      group: DATABASE,
      usage: 'backup',
      summary: 'a checked copy while it is in use',
      load: async () => (await import('./migrate/backup.ts')).addBackup,
    },
    {
      group: DATABASE,
      usage: 'restore',
      summary: 'a backup in the place of the database',
      load: async () => (await import('./migrate/restore.ts')).addRestore,
    },
    {
      group: FILES,
      usage: 'restore-json',
      summary: 'the session files again, from the database',
      load: async () => (await import('./migrate/restore-json.ts')).addRestoreJson,
    },
    {
      group: FILES,
      usage: 'restore-originals',
      summary: 'the imported files again, byte for byte',
      load: async () => (await import('./migrate/restore-originals.ts')).addRestoreOriginals,
    },
    {
      group: FILES,
      usage: 'restore-from-json',
      summary: 'the database again, from the files of a workspace',
      load: async () => (await import('./migrate/restore-from-json.ts')).addRestoreFromJson,
    },
    {
      group: FILES,
      usage: 'export',
      summary: 'sessions to files of your own',
      load: async () => (await import('./migrate/export.ts')).addExport,
    },
    {
      group: FILES,
      usage: 'aside',
      summary: 'what an import kept aside: list, show, retry, export',
      load: async () => (await import('./migrate/aside.ts')).addAside,
    },
    {
      group: FILES,
      usage: 'archive',
      summary: 'the session files out of the way, in phase sqlite',
      load: async () => (await import('./migrate/archive.ts')).addArchive,
    },
    {
      group: FILES,
      usage: 'unarchive',
      summary: 'and back, byte for byte',
      load: async () => (await import('./migrate/archive.ts')).addUnarchive,
    },
    {
      group: DECIDE,
      usage: 'reconcile',
      summary: 'both sides equal, in the direction that you name',
      load: async () => (await import('./migrate/reconcile.ts')).addReconcile,
    },
    {
      group: DECIDE,
      usage: 'erase',
      summary: 'DELETES one workspace everywhere below .ait42',
      load: async () => (await import('./migrate/erase.ts')).addErase,
    },
  ],
};

/** Never rejects. */
export const main = (argv: readonly string[], output?: Output): Promise<ExitCode> =>
  runTool(AIT42_MIGRATE, spelledWithVerb(argv), output);
