// The table of operations: everything that a store can be asked to do with sessions, each operation once. The subject
// protocol, the argument checks, the stores that pass calls on, the planted bugs and the tables of the documentation come
// from it. A row that does not agree with SessionOperations, and a method that has none, are compile errors. Left out:
// `transaction` and `close`, which are about other operations, and what an operation means, which is in store.ts.

import type { PageQuery, SessionFilter, SessionQuery } from './query.ts';
import type { SearchQuery } from './search.ts';
import type { MessageInput, SessionInput, WorktreeSession } from './session.ts';
import type { UpdateOptions } from './session-revision.ts';
import type { SessionStatistics } from './statistics.ts';
import type { SessionOperations } from './store.ts';

/** The app's second writer (legacy format, section 5), where a store has it. */
export interface DebateWriter {
  debateStatus(workingDir: string, debateId: string, status: string, startedAt: string): Promise<void>;
}

/** What is passed under each name. One whose type has `undefined` may be left out. */
export interface ArgumentTypes {
  readonly workspacePath: string;
  readonly session: SessionInput;
  readonly options: UpdateOptions | undefined;
  readonly sessionId: string;
  readonly message: MessageInput;
  readonly instanceId: number;
  readonly newStatus: string;
  readonly query: SessionQuery | undefined;
  readonly search: SearchQuery;
  readonly filter: SessionFilter | undefined;
  readonly page: PageQuery | undefined;
  readonly workingDir: string;
  readonly debateId: string;
  readonly status: string;
  readonly startedAt: string;
}
export type ArgumentName = keyof ArgumentTypes;
/** The line has the one option of an update without an object around it. */
export type LineArgument = ArgumentName | 'expectedRevision';

/** The kinds of answers. A `page` goes on with its cursor, a `part` with the next offset. */
export interface AnswerTypes {
  readonly session: WorktreeSession;
  readonly sessions: readonly WorktreeSession[];
  readonly nothing: undefined;
  readonly page: { readonly nextCursor: string | null };
  readonly part: { readonly items: readonly unknown[]; readonly total: number };
  readonly statistics: SessionStatistics;
}
export type AnswerKind = keyof AnswerTypes;

export const OPERATIONS = {
  createSession: {
    op: 'create_session',
    arguments: ['workspacePath', 'session'],
    answer: 'session',
    writes: true,
    origin: 'app',
    blankPath: 'Cannot create session: workspace path is empty. Please open a valid Git repository.',
  },
  updateSession: {
    op: 'update_session',
    arguments: ['workspacePath', 'session', 'options'],
    lineArguments: ['workspacePath', 'session'],
    answer: 'session',
    writes: true,
    origin: 'app',
    blankPath: 'Cannot update session: workspace path is empty.',
  },
  // An operation of its own: a program may have the one without the other.
  updateSessionIf: {
    op: 'update_session_if',
    method: 'updateSession',
    arguments: ['workspacePath', 'session', 'options'],
    lineArguments: ['workspacePath', 'session', 'expectedRevision'],
    answer: 'session',
    writes: true,
    origin: 'contract',
    blankPath: 'Cannot update session: workspace path is empty.',
  },
  getSession: {
    op: 'get_session',
    arguments: ['workspacePath', 'sessionId'],
    answer: 'session',
    writes: false,
    origin: 'app',
    blankPath: 'Cannot get session: workspace path is empty.',
  },
  getAllSessions: {
    op: 'get_all_sessions',
    arguments: ['workspacePath'],
    answer: 'sessions',
    writes: false,
    origin: 'app',
  },
  deleteSession: {
    op: 'delete_session',
    arguments: ['workspacePath', 'sessionId'],
    answer: 'nothing',
    writes: true,
    origin: 'app',
    blankPath: 'Cannot delete session: workspace path is empty.',
  },
  addChatMessage: {
    op: 'add_chat_message',
    arguments: ['workspacePath', 'sessionId', 'message'],
    answer: 'session',
    writes: true,
    isStamped: true,
    origin: 'app',
    blankPath: 'Cannot add chat message: workspace path is empty.',
  },
  updateInstanceStatus: {
    op: 'update_instance_status',
    arguments: ['workspacePath', 'sessionId', 'instanceId', 'newStatus'],
    answer: 'session',
    writes: true,
    isStamped: true,
    origin: 'app',
    blankPath: 'Cannot update instance status: workspace path is empty.',
  },
  debateStatus: {
    op: 'debate_status',
    arguments: ['workingDir', 'debateId', 'status', 'startedAt'],
    answer: 'nothing',
    writes: true,
    isStamped: true,
    origin: 'debate writer',
  },
  listSessions: {
    op: 'list_sessions',
    arguments: ['workspacePath', 'query'],
    answer: 'page',
    writes: false,
    origin: 'contract',
  },
  listAllSessions: {
    op: 'list_all_sessions',
    arguments: ['query'],
    answer: 'page',
    writes: false,
    origin: 'contract',
  },
  searchSessions: {
    op: 'search_sessions',
    arguments: ['workspacePath', 'search'],
    answer: 'page',
    writes: false,
    origin: 'contract',
  },
  sessionStatistics: {
    op: 'session_statistics',
    arguments: ['workspacePath', 'filter'],
    answer: 'statistics',
    writes: false,
    origin: 'contract',
  },
  listInstances: {
    op: 'list_instances',
    arguments: ['workspacePath', 'sessionId', 'page'],
    answer: 'part',
    writes: false,
    origin: 'contract',
    blankPath: 'Cannot get session: workspace path is empty.',
  },
  listMessages: {
    op: 'list_messages',
    arguments: ['workspacePath', 'sessionId', 'page'],
    answer: 'part',
    writes: false,
    origin: 'contract',
    blankPath: 'Cannot get session: workspace path is empty.',
  },
} as const satisfies { readonly [O in Method | 'updateSessionIf']: RowOf<O> };

export type OperationName = keyof typeof OPERATIONS;
export const OPERATION_NAMES: readonly OperationName[] = Object.keys(OPERATIONS) as OperationName[];

/** A row as one that may be any. */
export interface OperationRow {
  /** The name on the line of the subject protocol. */
  readonly op: string;
  /** Where it is not the operation's own name. */
  readonly method?: Method;
  /** As the method takes them. */
  readonly arguments: readonly ArgumentName[];
  /** As the line names them, where that differs. */
  readonly lineArguments?: readonly LineArgument[];
  readonly answer: AnswerKind;
  readonly writes: boolean;
  /** The store's clock is asked for the time of the write. */
  readonly isStamped?: boolean;
  /** The app's own, which every store has; the contract's beyond it; of stores that keep the app's files. */
  readonly origin: 'app' | 'contract' | 'debate writer';
  /** The app's text for a blank workspace path. Without one, a blank path has no sessions. */
  readonly blankPath?: string;
}

export const rowOf = (operation: OperationName): OperationRow => OPERATIONS[operation];

/** The method of a store that does it. */
export const methodOf = (operation: OperationName): Method =>
  rowOf(operation).method ?? (operation as Exclude<OperationName, 'updateSessionIf'>);

/** What a read asks for: objects, which stores check before they look at where. */
export const isQuery = (argument: LineArgument): boolean =>
  ['query', 'search', 'filter', 'page'].includes(argument);

/** Whether it is about all workspaces; of the others the first argument is a path. */
export const namesNoWorkspace = (operation: OperationName): boolean =>
  !['workspacePath', 'workingDir'].includes(OPERATIONS[operation].arguments[0]);

type Methods = SessionOperations & DebateWriter;
export type Method = keyof Methods;
type MethodOf<O> = O extends 'updateSessionIf' ? 'updateSession' : O;

/** What the table says of the operation `O`, as far as its method tells. */
export type RowOf<O> = OperationRow & {
  readonly arguments: NamesOf<Parameters<Methods[MethodOf<O> & Method]>>;
  readonly answer: KindOf<Awaited<ReturnType<Methods[MethodOf<O> & Method]>>>;
} & (O extends Method ? { readonly method?: never } : { readonly method: MethodOf<O> });

/** A name for each parameter, of exactly its type. */
type NamesOf<P extends readonly unknown[]> = { readonly [I in keyof P]-?: NameFor<P, I> };
type NameFor<P, I extends keyof P> = {
  [N in ArgumentName]: Same<ArgumentTypes[N], P[I]> extends true ? N : never;
}[ArgumentName];

type KindOf<A> = {
  // biome-ignore lint/suspicious/noConfusingVoidType: it is what a method answers that answers nothing
  [K in AnswerKind]: [A] extends [K extends 'nothing' ? void : AnswerTypes[K]] ? K : never;
}[AnswerKind];

type Same<A, B> = [A, B] extends [B, A] ? true : false;
