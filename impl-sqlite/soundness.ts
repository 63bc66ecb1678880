// What is read in order to be written again is compared with its digests first: a write makes fresh ones, and damage
// under a fresh digest looks sound to everybody from then on. To be called within the write's transaction.
// Rows that a write leaves as they are need no look: their digests go on telling.

import { StoreError } from '../contract/errors.ts';
import type { Connection, Statement } from './connection.ts';
import { isChunkWhole, isDigest } from './digest.ts';
import { CHILD_BITS, CHILD_COUNT, PLACE_COUNT } from './keys.ts';
import type { Pack } from './pack.ts';
import { SessionReader } from './session-reader.ts';
import type { StoredSession } from './session-reads.ts';
import { headDigest } from './session-rows.ts';

type ChunkTuple = [number: number, digest: Buffer, body: string | Buffer, wide: string];

const CHUNKS_OF = (table: string): string =>
  `SELECT chunk_key & ${CHILD_COUNT - 1}, digest, body, wide FROM ${table}
   WHERE chunk_key BETWEEN CAST(?1 AS INTEGER) << ${CHILD_BITS} AND (CAST(?1 AS INTEGER) << ${CHILD_BITS}) + ${CHILD_COUNT - 1}
   ORDER BY chunk_key`;

export class Soundness {
  private readonly stampOf: Statement<[number], [revision: number, digest: Buffer]>;
  private readonly outputs: Statement<[number], ChunkTuple>;
  private readonly chat: Statement<[number], ChunkTuple>;

  constructor(connection: Connection) {
    this.stampOf = connection.statement(
      'stamp of session',
      'SELECT revision, digest FROM sessions WHERE session_key = ?',
      'tuple',
    );
    this.outputs = connection.statement('outputs to compare', CHUNKS_OF('instance_outputs'), 'tuple');
    this.chat = connection.statement('chat to compare', CHUNKS_OF('chat_messages'), 'tuple');
  }

  /** Of the row alone, and that it is the row of this id. Throws E_CORRUPT. */
  requireHead(stored: StoredSession, sessionId: string): void {
    const { key, head } = stored;
    const [revision, digest] = this.stampOf.get(key) ?? [];
    if (revision === undefined || !isWhole(head) || !isDigest(headDigest(key, revision, head), digest))
      throw damaged(key, 'its row does not match its digest');
    const reader = new SessionReader(head, null, null);
    const { id } = reader.read();
    if (id !== sessionId) throw damaged(key, 'its column id does not match its content');
    if (reader.messageCount !== stored.messages || stored.workspaceId !== Math.floor(key / PLACE_COUNT))
      throw damaged(key, 'its columns do not match its content');
  }

  /** Of everything that an append or a change of status reads. Throws E_CORRUPT. */
  requireRow(stored: StoredSession, sessionId: string): void {
    this.requireHead(stored, sessionId);
    requireChunks(stored.key, 'chat', stored.chatChunks, this.chat.all(stored.key));
  }

  /** Of everything that is stored of the session. Throws E_CORRUPT. */
  requireWhole(stored: StoredSession, sessionId: string): void {
    this.requireRow(stored, sessionId);
    requireChunks(stored.key, 'outputs', stored.outputChunks, this.outputs.all(stored.key));
  }
}

function requireChunks(key: number, what: string, count: number, chunks: readonly ChunkTuple[]): void {
  if (chunks.length !== count) throw damaged(key, `its ${what} are missing or too many`);
  for (const [index, [number, digest, body, wide]] of chunks.entries()) {
    if (number !== index || !isChunkWhole(key, number, { digest, body, wide }))
      throw damaged(key, `chunk ${number} of its ${what} does not match its digest`);
  }
}

/** A flipped bit may have made a column a value of another type. */
const isWhole = ({ text, wide }: Pack): boolean => typeof text === 'string' && typeof wide === 'string';

const damaged = (key: number, what: string): StoreError =>
  new StoreError(
    'E_CORRUPT',
    `The stored session ${key} is damaged: ${what}. Nothing was changed. Run the check of the database, then restore a backup or repair it.`,
    { data: { place: `sessions ${key}` } },
  );
