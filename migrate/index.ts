// The migration and the way back, in their simplest complete form (docs/adr/0005-import-and-way-back.md).

export { type FileAccount, type RecordAccount, VERDICTS, type Verdict } from './account.ts';
export { type AsideRecord, asideOf } from './aside.ts';
export { importChecks, restoreChecks, rewriteChecks, verifyChecks } from './checks.ts';
export {
  type CompareOptions,
  compareRestored,
  compareRewritten,
  type RestoreComparison,
  type RewriteComparison,
} from './compare-rewritten.ts';
export { FINDING_CLASSES, type Finding, type FindingClass } from './finding.ts';
export { type ImportOptions, type ImportReport, importHome } from './import-home.ts';
export type { FileImport } from './import-report.ts';
export type { Salvage } from './import-source.ts';
export type { ImportTarget, TargetWorkspace } from './import-target.ts';
export { GLOBAL_WORKSPACE } from './legacy-files.ts';
export { MemoryTarget } from './memory-target.ts';
export { ODDITIES, type Oddity, type OddityCounts } from './oddities.ts';
export type { RecordCount } from './record-count.ts';
export { type RestoredOriginal, type RestoreOptions, restoreOriginals } from './restore-originals.ts';
export {
  type RewriteOptions,
  type RewriteReport,
  type RewrittenFile,
  rewriteFiles,
} from './rewrite-files.ts';
export { type FileScan, type HomeScan, type ScanOptions, type ScanState, scanHome } from './scan.ts';
export { requireSpace, type SpaceNeed, type SpaceRequest, spaceNeeds } from './space.ts';
export { type FileVerification, type VerifyOptions, type VerifyReport, verifyHome } from './verify-home.ts';
