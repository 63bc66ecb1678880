// What a check of a certificate finds: one row per difference, with its place, never with content.

export interface CertificateFinding {
  /**
   * certificate: the certificate itself. file: a session file. database: what the store answers. store: what the store
   * finds in its own check.
   */
  readonly part: 'certificate' | 'file' | 'database' | 'store';
  /** The session file, or the workspace without one; for the store, the place that it names; null for the whole. */
  readonly place: string | null;
  /** Index of the record in its list; null for no single record. */
  readonly position: number | null;
  /** Of the record, where it is known. */
  readonly sessionId: string | null;
  readonly problem: string;
}

/** A finding about a whole part, or a whole place of it. */
export const aboutWhole = (
  part: CertificateFinding['part'],
  place: string | null,
  problem: string,
): CertificateFinding => ({ part, place, position: null, sessionId: null, problem });
