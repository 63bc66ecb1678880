// The tool that migrates one user's sessions, and takes them back: what it can do, one verb each.

import type { ExitCode } from '../contract/errors.ts';
import { addArchive, addUnarchive } from './migrate/archive.ts';
import { addAside } from './migrate/aside.ts';
import { addBackup } from './migrate/backup.ts';
import { addCertificate } from './migrate/certificate.ts';
import { addCheck } from './migrate/check.ts';
import { addDiff } from './migrate/diff.ts';
import { addDoctor } from './migrate/doctor.ts';
import { addErase } from './migrate/erase.ts';
import { addExport } from './migrate/export.ts';
import { addFind } from './migrate/find.ts';
import { tellOfManifests } from './migrate/manifest-warning.ts';
import { addMigrate } from './migrate/migrate.ts';
import { addPhase } from './migrate/phase.ts';
import { addReconcile } from './migrate/reconcile.ts';
import { addRepair } from './migrate/repair.ts';
import { addRestore } from './migrate/restore.ts';
import { addRestoreFromJson } from './migrate/restore-from-json.ts';
import { addRestoreJson } from './migrate/restore-json.ts';
import { addRestoreOriginals } from './migrate/restore-originals.ts';
import { addRollback } from './migrate/rollback.ts';
import { addScan } from './migrate/scan.ts';
import { addSearch } from './migrate/search.ts';
import { spelledWithVerb } from './migrate/spelling.ts';
import { addStats } from './migrate/stats.ts';
import { addStatus } from './migrate/status.ts';
import { addVerify } from './migrate/verify.ts';
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
  listen: tellOfManifests,
  verbs: [
    addDoctor,
    addScan,
    addMigrate,
    addVerify,
    addStatus,
    addPhase,
    addRollback,
    addDiff,
    addCheck,
    addRepair,
    addCertificate,
    addBackup,
    addRestore,
    addRestoreJson,
    addRestoreOriginals,
    addRestoreFromJson,
    addAside,
    addFind,
    addSearch,
    addStats,
    addExport,
    addReconcile,
    addArchive,
    addUnarchive,
    addErase,
  ],
};

/** Never rejects. */
export const main = (argv: readonly string[], output?: Output): Promise<ExitCode> =>
  runTool(AIT42_MIGRATE, spelledWithVerb(argv), output);
