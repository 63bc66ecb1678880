// What a session is: the three record types of the legacy format, their fields in file order, and the vocabulary
// in ordinary use. Reader, writer, argument check, canonical form and the SQLite columns all derive from the
// field tables here, so that a field cannot be known to one of them and forgotten by another.
// Not here: what a value of a field may be beyond its type (strict-mode.ts), and how records are stored.

export interface ChatMessage {
  readonly id: string;
  readonly role: string;
  readonly content: string;
  readonly timestamp: string;
  readonly instanceId: number | null;
}

export interface WorktreeInstance {
  readonly instanceId: number;
  readonly worktreePath: string;
  readonly branch: string;
  readonly agentName: string;
  readonly status: string;
  readonly tmuxSessionId: string;
  readonly output: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly filesChanged: number | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
  readonly runtime: string | null;
  readonly model: string | null;
  readonly runtimeLabel: string | null;
}

export interface WorktreeSession {
  readonly id: string;
  readonly type: string;
  readonly task: string;
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly completedAt: string | null;
  readonly instances: readonly WorktreeInstance[];
  readonly chatHistory: readonly ChatMessage[];
  readonly model: string | null;
  readonly timeoutSeconds: number | null;
  readonly preserveWorktrees: boolean | null;
  readonly winnerId: number | null;
  readonly runtimeMix: readonly string[] | null;
  /** Seconds, 0 to 2^64-1. A bigint exactly when above Number.MAX_SAFE_INTEGER. */
  readonly totalDuration: number | bigint | null;
  readonly totalFilesChanged: number | null;
  readonly totalLinesAdded: number | null;
  readonly totalLinesDeleted: number | null;
}

/** What callers may pass: optional keys may be absent, unknown keys are ignored. */
export type Input<T> = { readonly [K in keyof T as null extends T[K] ? never : K]: InputValue<T[K]> } & {
  readonly [K in keyof T as null extends T[K] ? K : never]?: InputValue<T[K]> | undefined;
};
type InputValue<V> = V extends readonly (infer R extends object)[] ? readonly Input<R>[] : V;
export type SessionInput = Input<WorktreeSession>;
export type MessageInput = Input<ChatMessage>;

export type FieldKind =
  | 'string'
  | 'optionalString'
  | 'u32'
  | 'optionalU32'
  | 'optionalU64'
  | 'optionalBool'
  | 'optionalStrings'
  | 'instances'
  | 'messages';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
}

export interface RecordShape<T> {
  /** The name in error texts, as in "missing field `id`" of a session. */
  readonly title: string;
  readonly fields: readonly Field[];
  /** Field values in file order to a record. Every record of a shape is built here, so that V8 sees one hidden class. */
  readonly build: (values: readonly unknown[]) => T;
}

export const U32_MAX = 0xffff_ffff;
export const U64_MAX: bigint = 0xffff_ffff_ffff_ffffn;

const field = (name: string, kind: FieldKind): Field => ({ name, kind });

export const MESSAGE_SHAPE: RecordShape<ChatMessage> = {
  title: 'message',
  fields: [
    field('id', 'string'),
    field('role', 'string'),
    field('content', 'string'),
    field('timestamp', 'string'),
    field('instanceId', 'optionalU32'),
  ],
  build: ([id, role, content, timestamp, instanceId]) =>
    ({ id, role, content, timestamp, instanceId }) as ChatMessage,
};

export const INSTANCE_SHAPE: RecordShape<WorktreeInstance> = {
  title: 'instance',
  fields: [
    field('instanceId', 'u32'),
    field('worktreePath', 'string'),
    field('branch', 'string'),
    field('agentName', 'string'),
    field('status', 'string'),
    field('tmuxSessionId', 'string'),
    field('output', 'optionalString'),
    field('startTime', 'optionalString'),
    field('endTime', 'optionalString'),
    field('filesChanged', 'optionalU32'),
    field('linesAdded', 'optionalU32'),
    field('linesDeleted', 'optionalU32'),
    field('runtime', 'optionalString'),
    field('model', 'optionalString'),
    field('runtimeLabel', 'optionalString'),
  ],
  build: (v) =>
    ({
      instanceId: v[0],
      worktreePath: v[1],
      branch: v[2],
      agentName: v[3],
      status: v[4],
      tmuxSessionId: v[5],
      output: v[6],
      startTime: v[7],
      endTime: v[8],
      filesChanged: v[9],
      linesAdded: v[10],
      linesDeleted: v[11],
      runtime: v[12],
      model: v[13],
      runtimeLabel: v[14],
    }) as WorktreeInstance,
};

export const SESSION_SHAPE: RecordShape<WorktreeSession> = {
  title: 'session',
  fields: [
    field('id', 'string'),
    field('type', 'string'),
    field('task', 'string'),
    field('status', 'string'),
    field('createdAt', 'string'),
    field('updatedAt', 'string'),
    field('completedAt', 'optionalString'),
    field('instances', 'instances'),
    field('chatHistory', 'messages'),
    field('model', 'optionalString'),
    field('timeoutSeconds', 'optionalU32'),
    field('preserveWorktrees', 'optionalBool'),
    field('winnerId', 'optionalU32'),
    field('runtimeMix', 'optionalStrings'),
    field('totalDuration', 'optionalU64'),
    field('totalFilesChanged', 'optionalU32'),
    field('totalLinesAdded', 'optionalU32'),
    field('totalLinesDeleted', 'optionalU32'),
  ],
  build: (v) =>
    ({
      id: v[0],
      type: v[1],
      task: v[2],
      status: v[3],
      createdAt: v[4],
      updatedAt: v[5],
      completedAt: v[6],
      instances: v[7],
      chatHistory: v[8],
      model: v[9],
      timeoutSeconds: v[10],
      preserveWorktrees: v[11],
      winnerId: v[12],
      runtimeMix: v[13],
      totalDuration: v[14],
      totalFilesChanged: v[15],
      totalLinesAdded: v[16],
      totalLinesDeleted: v[17],
    }) as WorktreeSession,
};

/** The words in ordinary use. The format checks none of them; strict mode and the SQLite CHECKs do. */
export const VOCABULARY = {
  type: ['competition', 'ensemble', 'debate'],
  status: ['running', 'completed', 'failed', 'paused', 'round_1', 'round_2', 'round_3'],
  instanceStatus: ['idle', 'running', 'completed', 'failed', 'paused', 'archived'],
  role: ['user', 'assistant', 'system'],
  runtime: ['claude', 'codex', 'gemini'],
} as const satisfies Record<string, readonly string[]>;

/** Freezes a session with its instances, messages and runtimeMix; answers the same object. */
export function freezeSession(session: WorktreeSession): WorktreeSession {
  for (const instance of session.instances) Object.freeze(instance);
  for (const message of session.chatHistory) Object.freeze(message);
  Object.freeze(session.instances);
  Object.freeze(session.chatHistory);
  if (session.runtimeMix !== null) Object.freeze(session.runtimeMix);
  return Object.freeze(session);
}
