// The tool that migrates one user's sessions, and takes them back: what it can do, one verb each.

import type { ExitCode } from '../contract/errors.ts';
import { tellOfManifests } from './migrate/manifest-warning.ts';
import { spelledWithVerb } from './migrate/spelling.ts';
import type { Output } from './output.ts';
import { runTool, type Tool } from './tool.ts';

export const AIT42_MIGRATE: Tool = {
  name: 'ait42-migrate',
  description:
    'Moves session history from JSON files into a database, shows that nothing was lost, and takes it back. ' +
    'An import only reads the session files. Verbs that write or move them are rollback, reconcile, archive, unarchive, ' +
    'erase, and phase from sqlite+json on.',
  examples: [
    ['ait42-migrate scan', 'what there is, without touching it'],
    ['ait42-migrate migrate --dry-run', 'what an import would do, without writing anything'],
    ['ait42-migrate migrate --yes', 'import, then verify every session'],
    ['ait42-migrate restore-json --out DIR', 'write the session files again from the database'],
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
      usage: 'doctor',
      summary: 'is everything well? versions, disk, permissions, locks, database, files',
      load: async () => (await import('./migrate/doctor.ts')).addDoctor,
    },
    {
      usage: 'scan',
      summary: 'say what a home holds, without touching it',
      load: async () => (await import('./migrate/scan.ts')).addScan,
    },
    {
      usage: 'migrate',
      summary: 'import the session files into the database, then verify',
      load: async () => (await import('./migrate/migrate.ts')).addMigrate,
    },
    {
      usage: 'verify',
      summary: 'compare the session files with the database: exit code 3 when they differ',
      load: async () => (await import('./migrate/verify.ts')).addVerify,
    },
    {
      usage: 'status',
      summary: 'phase, counts on both sides, comparisons, forks',
      load: async () => (await import('./migrate/status.ts')).addStatus,
    },
    {
      usage: 'phase',
      summary: 'which store answers; --explain: what the next phase needs; set: one step',
      load: async () => (await import('./migrate/phase.ts')).addPhase,
    },
    {
      usage: 'rollback',
      summary: 'back to the session files, with every session',
      load: async () => (await import('./migrate/rollback.ts')).addRollback,
    },
    {
      usage: 'diff',
      summary: 'where files and database differ: exit code 3 when they do',
      load: async () => (await import('./migrate/diff.ts')).addDiff,
    },
    {
      usage: 'check',
      summary: 'look for damage in the database: exit code 8 when there is some',
      load: async () => (await import('./migrate/check.ts')).addCheck,
    },
    {
      usage: 'repair',
      summary: 'rebuild a damaged database from what is sound',
      load: async () => (await import('./migrate/repair.ts')).addRepair,
    },
    {
      usage: 'certificate',
      summary: 'show the certificate of a migration, or check that it still holds',
      load: async () => (await import('./migrate/certificate.ts')).addCertificate,
    },
    {
      usage: 'backup',
      summary: 'copy the database while it may be in use',
      load: async () => (await import('./migrate/backup.ts')).addBackup,
    },
    {
      usage: 'restore',
      summary: 'put a backup in the place of the database',
      load: async () => (await import('./migrate/restore.ts')).addRestore,
    },
    {
      usage: 'restore-json',
      summary: 'write the session files again from the database',
      load: async () => (await import('./migrate/restore-json.ts')).addRestoreJson,
    },
    {
      usage: 'restore-originals',
      summary: 'bring back the imported files from the archive, byte for byte',
      load: async () => (await import('./migrate/restore-originals.ts')).addRestoreOriginals,
    },
    {
      usage: 'restore-from-json',
      summary: 'let the session files of a workspace take the place of what the database holds',
      load: async () => (await import('./migrate/restore-from-json.ts')).addRestoreFromJson,
    },
    {
      usage: 'aside',
      summary: 'files that an import kept aside: list, show, retry, export',
      load: async () => (await import('./migrate/aside.ts')).addAside,
    },
    {
      usage: 'find <id-or-text>',
      summary: 'look for a session everywhere: database, files, archive, backups',
      load: async () => (await import('./migrate/find.ts')).addFind,
    },
    {
      usage: 'search <text>',
      summary: 'full text over tasks, chat and outputs in the database',
      load: async () => (await import('./migrate/search.ts')).addSearch,
    },
    {
      usage: 'stats',
      summary: 'count sessions and sum up what they changed',
      load: async () => (await import('./migrate/stats.ts')).addStats,
    },
    {
      usage: 'export',
      summary: 'write sessions to files of your own',
      load: async () => (await import('./migrate/export.ts')).addExport,
    },
    {
      usage: 'reconcile',
      summary: 'make files and database equal, in the direction that you name',
      load: async () => (await import('./migrate/reconcile.ts')).addReconcile,
    },
    {
      usage: 'archive',
      summary: 'move the session files into the archive, once only the database is used',
      load: async () => (await import('./migrate/archive.ts')).addArchive,
    },
    {
      usage: 'unarchive',
      summary: 'bring the session files back that "archive" moved',
      load: async () => (await import('./migrate/archive.ts')).addUnarchive,
    },
    {
      usage: 'erase',
      summary: 'DELETES the sessions of a workspace everywhere below .ait42',
      load: async () => (await import('./migrate/erase.ts')).addErase,
    },
  ],
};

/** Never rejects. */
export const main = (argv: readonly string[], output?: Output): Promise<ExitCode> =>
  runTool(AIT42_MIGRATE, spelledWithVerb(argv), output);
