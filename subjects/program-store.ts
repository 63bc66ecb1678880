// A program under test as a SessionStore. It offers what the program says it offers; anything else is refused here,
// by name. Error texts are the program's own.

import { StoreError } from '../contract/errors.ts';
import { EveryOperation } from '../contract/every-operation.ts';
import type { Clock } from '../contract/instant.ts';
import type { JsonValue } from '../contract/json-value.ts';
import {
  type AnswerKind,
  type DebateWriter,
  type Method,
  OPERATION_NAMES,
  OPERATIONS,
  type OperationName,
  type OperationRow,
} from '../contract/operations.ts';
import { checkedObject } from '../contract/query.ts';
import type { SessionStore } from '../contract/store.ts';
import type { Capabilities } from '../protocol/capabilities.ts';
import type { ProgramConnection } from '../protocol/program-connection.ts';
import { nothingAnswer, objectAnswer, sessionAnswer, sessionsAnswer } from './program-answers.ts';
import { lineOf, sendableArguments } from './program-arguments.ts';
import type { Op } from './protocol.ts';
import type { StoreMethod } from './subject.ts';

type Row = OperationRow & { readonly op: Op };
type Arguments = Readonly<Record<string, unknown>>;

export class ProgramStore extends EveryOperation implements SessionStore, DebateWriter {
  readonly capabilities: Capabilities;
  readonly offered: ReadonlySet<StoreMethod>;
  private readonly connection: ProgramConnection;
  private readonly home: string;
  private readonly clock: Clock | undefined;
  private isClosed = false;

  constructor(connection: ProgramConnection, capabilities: Capabilities, home: string, clock?: Clock) {
    super();
    this.connection = connection;
    this.capabilities = capabilities;
    this.home = home;
    this.clock = clock;
    this.offered = new Set(OPERATION_NAMES.filter((name) => capabilities.ops.has(OPERATIONS[name].op)));
  }

  async debateStatus(...args: Parameters<DebateWriter['debateStatus']>): Promise<void> {
    await this.carry('debateStatus', args);
  }

  /** What the program answers, as the method does. */
  protected async carry(method: Method, args: readonly unknown[]): Promise<unknown> {
    const operation = method === 'updateSession' ? updateOf(args[2]) : method;
    const { op, answer } = OPERATIONS[operation];
    return ANSWERS[answer](await this.call(operation, lineOf(operation, args)), op);
  }

  async transaction<T>(): Promise<T> {
    throw new StoreError('E_REFUSED', 'The subject protocol has no transactions; nothing was sent.');
  }

  /** Any operation of the protocol with any arguments, as they are. */
  send(op: Op, args: Arguments): Promise<JsonValue> {
    return this.connection.request(op, args);
  }

  /** The whole answer to any line, request or not. */
  exchange(line: string): Promise<JsonValue> {
    return this.connection.exchange(line);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.connection.close();
  }

  /** Ends the program as a crash would, with no chance to put anything in order. */
  async kill(): Promise<void> {
    this.isClosed = true;
    await this.connection.kill();
  }

  private async call(operation: OperationName, args: Arguments): Promise<JsonValue> {
    const { op, isStamped = false }: Row = OPERATIONS[operation];
    // The clock is asked only where a store would ask it.
    const stamped = isStamped && this.clock !== undefined ? { ...args, now: this.clock.now() } : args;
    if (this.isClosed) {
      throw new StoreError('E_CLOSED', 'The store was closed; nothing was done. Open it again to go on.');
    }
    if (!this.capabilities.ops.has(op)) {
      throw new StoreError('E_REFUSED', `${this.capabilities.name} does not offer ${op}; nothing was sent.`);
    }
    return this.connection.request(op, { home: this.home, ...sendableArguments(stamped) });
  }
}

/** A program that knows no revisions is not asked: it would overwrite what it should not. */
const updateOf = (options: unknown): OperationName =>
  (checkedObject(options, 'options').expectedRevision ?? null) === null ? 'updateSession' : 'updateSessionIf';

const ANSWERS: Readonly<Record<AnswerKind, (value: JsonValue, op: string) => unknown>> = {
  session: sessionAnswer,
  sessions: sessionsAnswer,
  nothing: nothingAnswer,
  page: objectAnswer,
  part: objectAnswer,
  statistics: objectAnswer,
};
