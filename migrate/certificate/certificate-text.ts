// A certificate as text and back. The text ends with a digest over all of its bytes before, so that any change of it is
// noticed, white space included; each record stands on a line of its own, so that a line names a record.

import { digestOfText } from '../../contract/digest.ts';
import { StoreError } from '../../contract/errors.ts';
import {
  CERTIFICATE_SCHEMA,
  type Certificate,
  type CertificateBody,
  certificateSchema,
} from './certificate.ts';

const SELF_DIGEST = /,\n {2}"selfDigest": "([0-9a-f]{64})"\n\}\n$/;

/** The text of a certificate, its digest over itself at the end. */
export function writeCertificate({ workspaces, ...head }: CertificateBody): string {
  const entries = workspaces.map(({ sessions, databaseSessions, ...entry }) => {
    const start = JSON.stringify(entry).slice(0, -1);
    return `    ${start},"sessions":${lines(sessions)},"databaseSessions":${lines(databaseSessions)}}`;
  });
  const members = Object.entries(head).map(([key, value]) => `  "${key}": ${JSON.stringify(value)},\n`);
  const covered = `{\n${members.join('')}  "workspaces": [\n${entries.join(',\n')}\n  ]`;
  return `${covered},\n  "selfDigest": "${digestOfText(covered)}"\n}\n`;
}

const lines = (rows: readonly unknown[] | null): string =>
  rows === null || rows.length === 0
    ? JSON.stringify(rows)
    : `[\n${rows.map((row) => `      ${JSON.stringify(row)}`).join(',\n')}\n    ]`;

/** Whether the digest at the end is that of the text before it. */
export function isIntact(text: string): boolean {
  const end = SELF_DIGEST.exec(text.slice(-200));
  if (end === null) return false;
  return digestOfText(text.slice(0, text.length - end[0].length)) === end[1];
}

/** Whether the text, damaged or not, is or was a certificate: it names the schema, or ends as one does. */
export const isOfCertificate = (text: string): boolean =>
  text.includes('storeproof.certificate/') || text.includes('"selfDigest"');

/** Throws E_NEWER_VERSION for another schema of ours, E_CERTIFICATE for a text that was changed or is no certificate. */
export function readCertificate(text: string, path: string): Certificate {
  const schema = schemaOf(text);
  if (isIntact(text) && schema?.startsWith('storeproof.certificate/') && schema !== CERTIFICATE_SCHEMA) {
    throw new StoreError(
      'E_NEWER_VERSION',
      `${path} has the schema ${schema}; this version reads ${CERTIFICATE_SCHEMA}. Check it with the version that wrote it.`,
    );
  }
  const certificate = parseLeniently(text);
  if (certificate !== undefined && isIntact(text)) return certificate;
  throw new StoreError(
    'E_CERTIFICATE',
    `${path} is not as it was written. Nothing was changed. "certificate check" says where; earlier ones are kept in .ait42/migration/certificates.`,
    { data: { path } },
  );
}

/** The certificate in a text that may have been changed; undefined when it does not even have the form of one. */
export const parseLeniently = (text: string): Certificate | undefined =>
  certificateSchema.safeParse(jsonOf(text)).data;

/** Undefined for text that is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function schemaOf(text: string): string | undefined {
  const value = jsonOf(text);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  return typeof schema === 'string' ? schema : undefined;
}
