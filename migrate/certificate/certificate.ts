// The certificate of a migration as data: what was in the session files, what the database holds, and the sums. Digests,
// sizes, counts and names of session files only. Specified in docs/certificate.md, for verifiers that are not ours.

import { z } from 'zod';

export const CERTIFICATE_SCHEMA = 'storeproof.certificate/1';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const records = z.strictObject({ sessions: count, instances: count, messages: count });
const account = z.strictObject({
  read: records,
  imported: records,
  unchanged: records,
  aside: records,
  refused: records,
});

const recordRow = z.strictObject({
  /** SHA-256 of the session's canonical form. */
  digest,
  /** Where the record's own bytes are in its file, and their SHA-256. */
  offset: count,
  sizeBytes: count,
  sha256: digest,
});
export type RecordRow = z.infer<typeof recordRow>;

const workspaceEntry = z.strictObject({
  workspace: z.string().regex(/^(?:[0-9a-f]{16}|global)$/),
  /** Relative to the home; null for a workspace that only the database has. */
  file: z.string().nullable(),
  verdict: z.enum(['imported', 'unchanged', 'aside', 'refused']).nullable(),
  /** An error code (docs/errors.md) for aside and refused, and for a damaged file whose sound records were imported. */
  reason: z.string().nullable(),
  /** Of the file; null where its bytes cannot be had. */
  sizeBytes: count.nullable(),
  sha256: digest.nullable(),
  account,
  /** Merkle roots over the digests of the sessions, in order; null for a side that has none to read. */
  fileRoot: digest.nullable(),
  databaseRoot: digest.nullable(),
  /** The records of the file, in order. */
  sessions: z.array(recordRow),
  /** The digests of the database's sessions, in order; null when they are those of `sessions`. */
  databaseSessions: z.array(digest).nullable(),
});
export type WorkspaceEntry = z.infer<typeof workspaceEntry>;

const versions = z.strictObject({ tool: z.string(), databaseSchema: count, sqlite: z.string() });
export type CertificateVersions = z.infer<typeof versions>;

export const certificateSchema = z.strictObject({
  schema: z.literal(CERTIFICATE_SCHEMA),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  versions,
  /** One digest over the content of both sides; the same for every migration of the same data. */
  contentRoot: digest,
  totals: z.strictObject({
    files: z.strictObject({
      read: count,
      imported: count,
      unchanged: count,
      aside: count,
      refused: count,
    }),
    records: account,
  }),
  /** Files beside the session files that are none: counted, never opened. */
  foreignFiles: count,
  /** Sorted as the session files are, then those of the database only. */
  workspaces: z.array(workspaceEntry),
  /** SHA-256 of the certificate's own bytes before this member. */
  selfDigest: digest,
});
export type Certificate = z.infer<typeof certificateSchema>;

/** Everything but the digest over itself. */
export type CertificateBody = Omit<Certificate, 'selfDigest'>;

/** The digests of the sessions that the database held, in order. */
export const databaseDigests = (entry: WorkspaceEntry): readonly string[] =>
  entry.databaseRoot === null
    ? []
    : (entry.databaseSessions ?? entry.sessions.map((record) => record.digest));
