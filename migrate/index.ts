// The migration and the way back, in their simplest complete form (docs/adr/0005-import-and-way-back.md).

export { asideOf } from './aside.ts';
export { compareRestored, compareRewritten } from './compare-rewritten.ts';
export type { Finding } from './finding.ts';
export { type ImportReport, importHome } from './import-home.ts';
export type { FileImport } from './import-report.ts';
export type { Salvage } from './import-source.ts';
export type { ImportTarget } from './import-target.ts';
export { GLOBAL_WORKSPACE } from './legacy-files.ts';
export { MemoryTarget } from './memory-target.ts';
export { restoreOriginals } from './restore-originals.ts';
export { rewriteFiles } from './rewrite-files.ts';
export { type FileScan, type HomeScan, scanHome } from './scan.ts';
export { requireSpace, spaceNeeds } from './space.ts';
export { type FileVerification, type VerifyReport, verifyHome } from './verify-home.ts';
