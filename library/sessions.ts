// `import … from 'storeproof/sessions'`: the session stores and their contract. Each line here says what an export is for;
// docs/api.md has it with its declaration.

import './node-floor.ts';

export {
  /** SHA-256 of a session's canonical form: 64 hexadecimal digits. Equal sessions have equal digests. */
  sessionDigest,
} from '../contract/canonical.ts';
export {
  /** One place where two values differ. */
  type Difference,
  /** Where two values of plain JSON differ, as JSON Pointers; at most 100 places, and never content. */
  differences,
} from '../contract/differences.ts';
export {
  /** An operating error: a stable `code` (docs/errors.md), and ids and names in `data`. */
  StoreError,
} from '../contract/errors.ts';
export {
  /** The model: the contract in memory, in the simplest form that is right. */
  MemoryStore,
} from '../contract/memory-store.ts';
export type {
  /** One page of the sessions of all workspaces, and the files that could not be read. */
  LocatedPage,
  /** Items of a session, and how many it has. */
  Page,
  /** Which of them. */
  PageQuery,
  /** Which sessions a list or statistics are about; all conditions that are given must hold. */
  SessionFilter,
  /** One page of the sessions of a workspace. */
  SessionPage,
  /** What to list: a filter, an order, a limit, and the cursor of the page before. */
  SessionQuery,
} from '../contract/query.ts';
export type {
  /** One page of what a search found. */
  SearchPage,
  /** What to search for, and which page. */
  SearchQuery,
} from '../contract/search.ts';
export type {
  /** One message of a chat. */
  ChatMessage,
  /** A message as callers may pass it. */
  MessageInput,
  /** A session as callers may pass it: optional keys may be absent, unknown keys are ignored. */
  SessionInput,
  /** One run of an agent in a session. */
  WorktreeInstance,
  /** A session with its instances and chat. Times are RFC 3339 texts; counts are integers, bigint above 2^53. */
  WorktreeSession,
} from '../contract/session.ts';
export type {
  /** The revision that an update was made for. */
  UpdateOptions,
} from '../contract/session-revision.ts';
export type {
  /** Counts and sums of sessions, in total and by type, status, model and runtime. */
  SessionStatistics,
} from '../contract/statistics.ts';
export type {
  /** The operations on instances. */
  InstanceRepository,
  /** The operations on messages. */
  MessageRepository,
  /** What can be done inside a transaction as well as outside: the operations on sessions, instances and messages. */
  SessionOperations,
  /** The operations on sessions. */
  SessionRepository,
  /** The whole contract of a store: its operations, transactions, and `close`. */
  SessionStore,
  /** What every store takes when it is opened: its clock, and strict mode. */
  StoreOptions,
} from '../contract/store.ts';
export {
  /** The file name, without .json, under which the app keeps the sessions of a workspace. */
  workspaceHash,
} from '../contract/workspace.ts';
export {
  /** The home directory, the mode, and how many milliseconds a write waits for the lock. */
  type OpenJsonStore,
  /** The app's files, read and written as the app does (faithful) or locked and durable (safe). */
  openJsonStore,
} from '../impl-json/index.ts';
export {
  /** Where a home directory keeps its database. */
  databaseFile,
  /** Name of a database that lives in memory and belongs to one store. */
  MEMORY,
  /** Opens the database of a home directory, or any file. Rejects with E_LOCKED, E_CORRUPT, E_NEWER_VERSION and E_IO. */
  openSqliteStore,
} from '../impl-sqlite/index.ts';
export {
  /** The SQLite store: the contract, and checking, backup and maintenance of its database. */
  SqliteStore,
  /** Durability, waiting for other writers in milliseconds, and from when on a statement is reported as slow. */
  type SqliteStoreOptions,
} from '../impl-sqlite/store.ts';
