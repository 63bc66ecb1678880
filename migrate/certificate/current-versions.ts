// What a certificate of this moment says of the programs that made it.

import { packageVersion } from '../../contract/package-root.ts';
import { SCHEMA_VERSION, sqliteVersion } from '../../impl-sqlite/index.ts';
import type { CertificateVersions } from './certificate.ts';

export const currentVersions = (): CertificateVersions => ({
  tool: packageVersion(),
  databaseSchema: SCHEMA_VERSION,
  sqlite: sqliteVersion(),
});
