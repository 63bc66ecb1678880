// Where a workspace's sessions are kept, and how the bytes of such a file become sessions and back.

import { isAscii, isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { SessionList } from '../contract/session-list.ts';
import { readSessions } from '../contract/session-reader.ts';
import { writeSessions } from '../contract/session-writer.ts';

/** Key of the file that an early version kept for all workspaces together. */
export const GLOBAL_WORKSPACE = 'global';

/** The session file of a workspace hash; `home` is the directory that holds `.ait42`. */
export const sessionFile = (home: string, hash: string): string =>
  hash === GLOBAL_WORKSPACE
    ? join(home, '.ait42', 'sessions.json')
    : join(home, '.ait42', 'sessions', `${hash}.json`);

/** The sessions in a file's bytes. Throws E_UTF8 or E_PARSE, with the app's texts. */
export const decodeSessions = (bytes: Buffer): WorktreeSession[] => readSessions(decodeUtf8(bytes));

/** A file's bytes, as the app writes them. */
export const encodeSessions = (sessions: SessionList): Buffer => Buffer.from(writeSessions(sessions), 'utf8');

/** E_UTF8. A BOM stays in the text, where the parser refuses it. */
export function decodeUtf8(bytes: Buffer): string {
  // Most files are plain ASCII, which becomes text at the speed of a copy.
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new StoreError('E_UTF8', 'stream did not contain valid UTF-8');
}
