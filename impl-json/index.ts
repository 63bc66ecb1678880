// The app's whole-file JSON store, faithful or safe (docs/adr/0003-json-store.md).

import { FaithfulFiles } from './faithful-files.ts';
import { PLAIN_CODEC, RememberingCodec } from './file-codec.ts';
import { JsonStore, type JsonStoreOptions } from './json-store.ts';
import { LOCK_WAIT_MS_DEFAULT, SafeFiles } from './safe-files.ts';

export type { DebateStatus } from './debate-record.ts';
export { decodeSessions, encodeSessions, sessionFile } from './session-file.ts';
export type { JsonStore, JsonStoreOptions };

export interface OpenJsonStore extends JsonStoreOptions {
  /**
   * faithful: exactly the app: no lock, written in place, no sync. safe: cross-process lock, atomic and durable
   * replacement, foreign writers noticed.
   */
  readonly mode: 'faithful' | 'safe';
  /** Safe mode: how long a write waits for the lock before it fails with E_LOCKED. Default LOCK_WAIT_MS_DEFAULT. */
  readonly lockWaitMs?: number;
  /**
   * Faithful mode: parts of a file that stand as they were read last are not parsed again. Every operation reads and writes
   * its file all the same. For checks of many operations; timings of such a store are not those of the app. Default: false.
   */
  readonly remembersFiles?: boolean;
  /** Safe mode: called with the lock of a file held, before it is written: what it throws ends the operation. */
  readonly beforeWrite?: () => void;
}

/** Opens nothing yet: files are read and written by the operations. */
export function openJsonStore(options: OpenJsonStore): JsonStore {
  const files =
    options.mode === 'safe'
      ? new SafeFiles(options.lockWaitMs ?? LOCK_WAIT_MS_DEFAULT, undefined, undefined, options.beforeWrite)
      : new FaithfulFiles(options.remembersFiles === true ? new RememberingCodec() : PLAIN_CODEC);
  return new JsonStore(files, options);
}
