// The certificate of a migration: make it, keep it, check it (docs/certificate.md).

export type { CertificateBody } from './certificate.ts';
export type { CertificateFinding } from './certificate-finding.ts';
export { certificateStanding } from './certificate-standing.ts';
export { type CertificateCheck, checkCertificate } from './check-certificate.ts';
export { currentVersions } from './current-versions.ts';
export { certificateAt, certificateOf, certifyHome, newestCertificate } from './keep-certificate.ts';
export { type DeepReport, verifyDeep } from './verify-deep.ts';
