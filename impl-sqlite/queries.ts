// Every query of the store that Kysely can say, checked by the compiler against the tables (tables.ts): a misspelt or
// renamed table, column or type of a value does not compile. Nothing is built at run time: write-sql.ts turns these into
// the texts of sql.ts, and a test holds the two equal. What Kysely cannot say is in search-index.ts and list-sql.ts.

import {
  type CompiledQuery,
  DummyDriver,
  type Expression,
  type ExpressionBuilder,
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import { CONTENT, type ContentTuple, LONG_COLUMNS, type LongColumn, TOUCHED } from './columns.ts';
import type { SqlValue } from './connection.ts';
import { CHAT_MESSAGES, type DatabaseTables, INSTANCES, SESSIONS, type WorkspaceRow } from './tables.ts';

const db = new Kysely<DatabaseTables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (other) => new SqliteIntrospector(other),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A query whose parameters are given when it runs, in order. */
export interface Query<P extends SqlValue[], R> {
  readonly compiled: CompiledQuery<R>;
  readonly arity: number;
  readonly parameters?: P;
}

/** A parameter, by its place among those that the query is run with. */
export class Parameter {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

type Given<P extends SqlValue[]> = { [I in keyof P]: RawBuilder<P[I]> };

/** `+` keeps the planner's statistics out: with them SQLite prepares a statement again for every bound value. */
function query<P extends SqlValue[], R>(
  build: (...given: Given<P>) => { compile(): CompiledQuery<R> },
): Query<P, R> {
  const given = Array.from({ length: build.length }, (_, index) => sql`+${new Parameter(index)}`);
  return { compiled: build(...(given as Given<P>)).compile(), arity: build.length };
}

type P<T extends SqlValue> = RawBuilder<T>;

/** Columns as the session's own properties, in the order of the format page. */
export const INSTANCE_FIELDS = [
  'instance_id as instanceId',
  'worktree_path as worktreePath',
  'branch',
  'agent_name as agentName',
  'status',
  'tmux_session_id as tmuxSessionId',
  'output',
  'start_time as startTime',
  'end_time as endTime',
  'files_changed as filesChanged',
  'lines_added as linesAdded',
  'lines_deleted as linesDeleted',
  'runtime',
  'model',
  'runtime_label as runtimeLabel',
] as const;

const INSTANCE_SUMMARY_FIELDS = INSTANCE_FIELDS.filter(
  (field): field is Exclude<(typeof INSTANCE_FIELDS)[number], 'output'> => field !== 'output',
);

const MESSAGE_FIELDS = ['id', 'role', 'content', 'timestamp', 'instance_id as instanceId'] as const;

/** Exact also beyond 2^53, where it comes as text. */
const exact = (name: LongColumn) => {
  // Durations have 64 bits: a negative one is a large one.
  const from = sql.raw(name === 'total_duration' ? '0' : '-9007199254740991');
  return sql<
    number | string | null
  >`iif(${sql.ref(name)} between ${from} and 9007199254740991, ${sql.ref(name)}, cast(${sql.ref(name)} as text))`.as(
    name,
  );
};

/** Of a whole row, in the order of the table. */
const columnsOf = <C extends object>(table: C): (keyof C & string)[] =>
  Object.keys(table) as (keyof C & string)[];
const SESSION_COLUMNS = columnsOf(SESSIONS);
const INSTANCE_COLUMNS = columnsOf(INSTANCES);
const MESSAGE_COLUMNS = columnsOf(CHAT_MESSAGES);

const content = () => db.selectFrom('sessions').select(CONTENT).select(exact('total_duration'));
const isLong = (name: string): name is LongColumn => (LONG_COLUMNS as readonly string[]).includes(name);
const wholeRow = () =>
  db.selectFrom('sessions').select(SESSION_COLUMNS.map((name) => (isLong(name) ? exact(name) : name)));

/** The values of an insertion into a table: one parameter a column, in the order of the table. */
const inOrder = <C extends string>(columns: readonly C[]): { [K in C]: RawBuilder<never> } =>
  Object.fromEntries(columns.map((column, index) => [column, sql`${new Parameter(index)}`])) as never;

/** Of a query whose places are named by {@link inOrder}. */
function placed(builder: { compile(): CompiledQuery }): Query<SqlValue[], never> {
  const compiled = builder.compile() as CompiledQuery<never>;
  return { compiled, arity: compiled.parameters.length };
}

const CONTENT_OF_SESSION = SESSION_COLUMNS.slice(2) as Exclude<
  keyof typeof SESSIONS,
  'session_key' | 'workspace_id'
>[];

const instances = () => db.selectFrom('instances').select(INSTANCE_FIELDS);
const messages = () => db.selectFrom('chat_messages').select(MESSAGE_FIELDS);
const instanceRows = () => db.selectFrom('instances').select(INSTANCE_COLUMNS);
const messageRows = () => db.selectFrom('chat_messages').select(MESSAGE_COLUMNS);

/** Of a workspace's sessions, those that were deleted included. */
const lastRevision = (workspaceId: Expression<number>) =>
  sql<number>`max(${sql.ref('deleted_revision' satisfies keyof WorkspaceRow)}, ifnull((${db
    .selectFrom('sessions as newest')
    .select('newest.revision')
    .where('newest.workspace_id', '=', workspaceId)
    .orderBy('newest.revision', 'desc')
    .limit(1)}), 0))`.as('last_revision');

/** The first session with an id in the workspace of a hash. */
const isFirst =
  (hash: P<string>, id: P<string>) =>
  ({ and, eb, selectFrom }: ExpressionBuilder<DatabaseTables, 'sessions'>) =>
    and([
      eb(
        'workspace_id',
        '=',
        selectFrom('workspaces').select('workspaces.workspace_id').where('hash', '=', hash),
      ),
      eb('id', '=', id),
    ]);

/** Of keys as a JSON array. */
const isAmong = (keys: P<string>) => (eb: ExpressionBuilder<DatabaseTables, 'sessions' | 'instances'>) =>
  eb('session_key', 'in', sql<number>`(select value from json_each(${keys}))`);

const isWithin =
  (first: P<number>, last: P<number>) =>
  (eb: ExpressionBuilder<DatabaseTables, 'sessions' | 'instances' | 'chat_messages'>) =>
    eb.between('session_key', first, last);

export const QUERIES = {
  'workspace by hash': query((hash: P<string>) =>
    db
      .selectFrom('workspaces')
      .select(['workspace_id', 'path', 'deleted_revision'])
      .select(lastRevision(sql.ref('workspaces.workspace_id')))
      .where('hash', '=', hash),
  ),
  'last revision': query((id: P<number>) =>
    db
      .selectFrom('workspaces')
      .select(lastRevision(sql.ref('workspaces.workspace_id')))
      .where('workspace_id', '=', id),
  ),
  'insert workspace': query((hash: P<string>, path: P<string | null>, at: P<string>) =>
    db
      .insertInto('workspaces')
      .columns(['hash', 'path', 'last_accessed'])
      .expression(db.selectNoFrom([hash.as('hash'), path.as('path'), at.as('last_accessed')]))
      .returning('workspace_id'),
  ),
  'adopt workspace path': query((path: P<string>, id: P<number>) =>
    db.updateTable('workspaces').set({ path }).where('workspace_id', '=', id).where('path', 'is', null),
  ),
  'delete workspace': query((id: P<number>) => db.deleteFrom('workspaces').where('workspace_id', '=', id)),
  'list workspaces': query(() =>
    db
      .selectFrom('workspaces')
      .select(['hash', 'path'])
      .select((eb) =>
        eb
          .selectFrom('sessions')
          .select((count) => count.fn.countAll<number>().as('count'))
          .whereRef('sessions.workspace_id', '=', 'workspaces.workspace_id')
          .$asScalar()
          .as('sessions'),
      )
      .orderBy('workspace_id'),
  ),
  'workspaces by hash': query(() =>
    db.selectFrom('workspaces').select(['workspace_id', 'hash', 'path']).orderBy('hash'),
  ),
  'list versions': query(() =>
    db
      .selectFrom('workspaces')
      .leftJoin('sessions', (join) =>
        join.on('sessions.session_key', '=', (eb) =>
          eb
            .selectFrom('sessions as newest')
            .select('newest.session_key')
            .where('newest.workspace_id', '=', sql<number>`+${sql.ref('workspaces.workspace_id')}`)
            .orderBy('newest.revision', 'desc')
            .orderBy('newest.session_key', 'desc')
            .limit(1),
        ),
      )
      .select([
        'workspaces.hash',
        sql<string>`${sql.ref('workspaces.workspace_id')} || ' ' || ${sql.ref('workspaces.last_accessed')}`.as(
          'birth',
        ),
        sql<number>`max(${sql.ref('workspaces.deleted_revision')}, ifnull(${sql.ref('sessions.revision')}, 0))`.as(
          'revision',
        ),
        sql<string>`ifnull(lower(hex(${sql.ref('sessions.digest')})), '')`.as('last'),
      ])
      .orderBy('workspaces.workspace_id'),
  ),

  'last session key': query((first: P<number>, last: P<number>) =>
    db
      .selectFrom('sessions')
      .select((eb) => eb.fn.max('session_key').as('key'))
      .where(isWithin(first, last)),
  ),
  'first session by id': query((hash: P<string>, id: P<string>) =>
    content().where(isFirst(hash, id)).orderBy('session_key').limit(1),
  ),
  /** With the workspace's last revision behind it. */
  'row of first session by id': query((hash: P<string>, id: P<string>) =>
    wholeRow()
      .select((eb) =>
        eb
          .selectFrom('workspaces')
          .select(lastRevision(sql.ref('sessions.workspace_id')))
          .whereRef('workspaces.workspace_id', '=', 'sessions.workspace_id')
          .as('last_revision'),
      )
      .where(isFirst(hash, id))
      .orderBy('session_key')
      .limit(1),
  ),
  'rows of sessions by id': query((workspaceId: P<number>, id: P<string>) =>
    wholeRow().where('workspace_id', '=', workspaceId).where('id', '=', id).orderBy('session_key'),
  ),
  'row of session by key': query((key: P<number>) => wholeRow().where('session_key', '=', key)),
  'range of sessions': query((first: P<number>, last: P<number>, limit: P<number>) =>
    content().where(isWithin(first, last)).orderBy('session_key').limit(limit),
  ),
  'sessions by keys': query((keys: P<string>) => content().where(isAmong(keys)).orderBy('session_key')),
  'session keys': query((first: P<number>, last: P<number>) =>
    db.selectFrom('sessions').select('session_key').where(isWithin(first, last)).orderBy('session_key'),
  ),
  'last place of instances': query((key: P<number>) =>
    db
      .selectFrom('instances')
      .select((eb) => eb.fn.max('position').as('position'))
      .where('session_key', '=', key),
  ),
  'last place of messages': query((key: P<number>) =>
    db
      .selectFrom('chat_messages')
      .select((eb) => eb.fn.max('position').as('position'))
      .where('session_key', '=', key),
  ),
  'changed session keys': query((workspaceId: P<number>, revision: P<number>) =>
    db
      .selectFrom('sessions')
      .select('session_key')
      .where('workspace_id', '=', workspaceId)
      .where('revision', '>', revision)
      .orderBy('session_key'),
  ),

  'instances of sessions': query((first: P<number>, last: P<number>) =>
    instances().where(isWithin(first, last)).orderBy('session_key').orderBy('position'),
  ),
  'summaries of instances': query((keys: P<string>) =>
    db
      .selectFrom('instances')
      .select(INSTANCE_SUMMARY_FIELDS)
      .where(isAmong(keys))
      .orderBy('session_key')
      .orderBy('position'),
  ),
  'owners of instances': query((keys: P<string>) =>
    db
      .selectFrom('instances')
      .select('session_key')
      .where(isAmong(keys))
      .orderBy('session_key')
      .orderBy('position'),
  ),
  'page of instances': query((key: P<number>, limit: P<number>, offset: P<number>) =>
    instances().where('session_key', '=', key).orderBy('position').limit(limit).offset(offset),
  ),
  'rows of instances': query((key: P<number>) =>
    instanceRows().where('session_key', '=', key).orderBy('position'),
  ),
  'row of instance': query((key: P<number>, position: P<number>) =>
    instanceRows().where('session_key', '=', key).where('position', '=', position),
  ),
  'messages of sessions': query((first: P<number>, last: P<number>) =>
    messages().where(isWithin(first, last)).orderBy('session_key').orderBy('position'),
  ),
  'page of messages': query((key: P<number>, limit: P<number>, offset: P<number>) =>
    messages().where('session_key', '=', key).orderBy('position').limit(limit).offset(offset),
  ),
  'rows of messages': query((key: P<number>) =>
    messageRows().where('session_key', '=', key).orderBy('position'),
  ),
  'row of message': query((key: P<number>, position: P<number>) =>
    messageRows().where('session_key', '=', key).where('position', '=', position),
  ),

  'insert session': placed(db.insertInto('sessions').values(inOrder(SESSION_COLUMNS))),
  /** The values behind key and workspace in the order of the table, then the key. */
  'update session': placed(
    db
      .updateTable('sessions')
      .set(inOrder(CONTENT_OF_SESSION))
      .where('session_key', '=', sql<number>`${new Parameter(CONTENT_OF_SESSION.length)}`),
  ),
  /** The touched columns in their order, the digest, then the key. */
  'touch session': placed(
    db
      .updateTable('sessions')
      .set(inOrder([...TOUCHED, 'digest']))
      .where('session_key', '=', sql<number>`${new Parameter(TOUCHED.length + 1)}`),
  ),
  'insert instance': placed(db.insertInto('instances').values(inOrder(INSTANCE_COLUMNS))),
  'put instance': placed(db.replaceInto('instances').values(inOrder(INSTANCE_COLUMNS))),
  'insert message': placed(db.insertInto('chat_messages').values(inOrder(MESSAGE_COLUMNS))),
  'put message': placed(db.replaceInto('chat_messages').values(inOrder(MESSAGE_COLUMNS))),
  'update status of instance': query(
    (status: P<string>, mark: P<number>, digest: P<Buffer>, key: P<number>, position: P<number>) =>
      db
        .updateTable('instances')
        .set({ status, is_outside_vocabulary: mark, digest })
        .where('session_key', '=', key)
        .where('position', '=', position),
  ),
  'delete sessions': query((first: P<number>, last: P<number>) =>
    db.deleteFrom('sessions').where(isWithin(first, last)),
  ),
  'delete instances from': query((key: P<number>, position: P<number>) =>
    db.deleteFrom('instances').where('session_key', '=', key).where('position', '>=', position),
  ),
  'delete messages from': query((key: P<number>, position: P<number>) =>
    db.deleteFrom('chat_messages').where('session_key', '=', key).where('position', '>=', position),
  ),

  /** Sessions of which another program wrote a row. */
  'undigested session keys': query((first: P<number>, last: P<number>) => {
    const undigested = <T extends 'sessions' | 'instances' | 'chat_messages'>(table: T) =>
      db
        .selectFrom(table as 'sessions')
        .select('session_key')
        .where('digest', 'is', null);
    const all = undigested('sessions').union(undigested('instances')).union(undigested('chat_messages'));
    return db
      .selectFrom(all.as('undigested'))
      .select('session_key')
      .where((eb) => eb.between('session_key', first, last));
  }),
  /** The first of these that has other numbers of children than its row says. */
  'miscounted session': query((keys: P<string>) =>
    db
      .selectFrom('sessions')
      .select(['session_key', 'id'])
      .where(isAmong(keys))
      .where((eb) => {
        const numberOf = (table: 'instances' | 'chat_messages') =>
          eb
            .selectFrom(table)
            .select((rows) => rows.fn.countAll<number>().as('number'))
            .whereRef(`${table}.session_key`, '=', 'sessions.session_key');
        return eb.or([
          eb('instance_count', '!=', numberOf('instances')),
          eb('message_count', '!=', numberOf('chat_messages')),
        ]);
      })
      .orderBy('session_key')
      .limit(1),
  ),
  'deleted sessions': query(() => db.selectFrom('deleted_sessions').select(['session_key', 'search_tail'])),
  'forget deleted sessions': query(() => db.deleteFrom('deleted_sessions')),

  'layout of file': query((workspaceId: P<number>) =>
    db.selectFrom('file_layouts').select(['text_digest', 'body']).where('workspace_id', '=', workspaceId),
  ),
  'insert layout': query((id: P<number>, text: P<Buffer>, body: P<Buffer>, digest: P<Buffer>) =>
    db.insertInto('file_layouts').values({ workspace_id: id, text_digest: text, body, digest }),
  ),
  'delete layout': query((workspaceId: P<number>) =>
    db.deleteFrom('file_layouts').where('workspace_id', '=', workspaceId),
  ),
};

/** The rows of queries that are asked for as arrays; Kysely knows objects alone. */
export interface Tuples {
  'workspace by hash': [
    workspaceId: number,
    path: string | null,
    deletedRevision: number,
    lastRevision: number,
  ];
  'workspaces by hash': [workspaceId: number, hash: string, path: string | null];
  'first session by id': ContentTuple;
  'range of sessions': ContentTuple;
  'sessions by keys': ContentTuple;
  'row of first session by id': SqlValue[];
  'rows of sessions by id': SqlValue[];
  'row of session by key': SqlValue[];
  'rows of instances': SqlValue[];
  'row of instance': SqlValue[];
  'rows of messages': SqlValue[];
  'row of message': SqlValue[];
  'deleted sessions': [key: number, searchTail: number];
}

export type QueryName = keyof typeof QUERIES;
export type ParametersOf<N extends QueryName> =
  (typeof QUERIES)[N] extends Query<infer P extends SqlValue[], unknown> ? P : never;
export type RowOf<N extends QueryName> =
  (typeof QUERIES)[N] extends Query<never, infer R>
    ? R
    : (typeof QUERIES)[N] extends { compiled: CompiledQuery<infer R> }
      ? R
      : never;
