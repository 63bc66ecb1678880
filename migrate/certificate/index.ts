// The certificate of a migration: make it, keep it, check it (docs/certificate.md).

export { buildCertificate, type CertificateOptions } from './build-certificate.ts';
export type { Certificate, CertificateBody, CertificateVersions, WorkspaceEntry } from './certificate.ts';
export type { CertificateFinding } from './certificate-finding.ts';
export { type CertificateStanding, certificateStanding } from './certificate-standing.ts';
export { readCertificate, writeCertificate } from './certificate-text.ts';
export { type CertificateCheck, type CheckOptions, checkCertificate } from './check-certificate.ts';
export { currentVersions } from './current-versions.ts';
export {
  type CertifiedHome,
  certificateAt,
  certificateOf,
  certifyHome,
  earlierCertificatesOf,
  type KeptCertificate,
  keepCertificate,
  newestCertificate,
} from './keep-certificate.ts';
export { type DeepReport, type DeepVerifyOptions, verifyDeep } from './verify-deep.ts';
