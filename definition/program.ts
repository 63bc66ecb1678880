// The default way in which a program is a subject of any definition: a store whose methods are requests. `store.add(1, 'x')` is
// the line {"op": "add", "home": DIR, "args": [1, "x"], "id": 7}, and its answer's `ok` is what the method resolves to. So
// operations, content, workloads and load of a definition need nothing of their own for programs (docs/subjects.md).

import { StoreError } from '../contract/errors.ts';
import type { Capabilities } from '../protocol/capabilities.ts';
import type { ErrorAnswer } from '../protocol/error-answer.ts';
import { plain } from '../protocol/plain.ts';
import type { ConnectionOptions, ProgramConnection } from '../protocol/program-connection.ts';
import type { Definition } from './definition.ts';
import { sectionOf } from './section.ts';
import type { OpenOptions, SubjectDefinition } from './subject.ts';

/** `command` is run without a shell, once for each store that is opened. */
export function programStore<Store>(
  { operations }: Pick<Definition<Store>, 'operations'>,
  command: readonly string[],
  options: ConnectionOptions = {},
): SubjectDefinition<Store> {
  if (command.length === 0) {
    throw new StoreError('E_USAGE', 'A program under test needs a command to start it.');
  }
  const programs = new WeakMap<object, OpenProgram>();
  const programOf = (store: Store): OpenProgram => programs.get(store as object) as OpenProgram;
  return {
    isRemote: true,
    open: async (home, { clock, onLine }) => {
      const names = namesOf(await sectionOf(operations));
      // Whoever names no program does not wait for what starts one.
      const { ProgramConnection } = await import('../protocol/program-connection.ts');
      const { capabilitiesOf } = await import('../protocol/capabilities.ts');
      const connection = new ProgramConnection(command, errorOf, options);
      try {
        const capabilities = await capabilitiesOf(connection);
        connection.onLine = onLine;
        const program = new OpenProgram(connection, { home, clock, names, capabilities });
        programs.set(program.store, program);
        return program.store as Store;
      } catch (error) {
        await connection.kill();
        throw error;
      }
    },
    close: (store) => programOf(store).close(),
    kill: (store) => programOf(store).kill(),
    offered: (store) => programOf(store).offered,
  };
}

/** Of each operation, what its arguments are called; undefined of one whose arguments have no names. */
type Names = ReadonlyMap<string, readonly string[] | undefined>;

const namesOf = (operations: Readonly<Record<string, { readonly names?: readonly string[] }>>): Names =>
  new Map(Object.entries(operations).map(([op, { names }]) => [op, names]));

interface Setting {
  readonly home: string;
  readonly clock: OpenOptions['clock'];
  readonly names: Names;
  /** Null of a program that does not say what it has. */
  readonly capabilities: Capabilities | null;
}

/** Else `await` would take a store for a promise, and JSON.stringify would ask it for its form. */
const NO_METHODS: readonly string[] = ['then', 'toJSON'];

class OpenProgram {
  readonly store: object;
  readonly offered: ReadonlySet<string>;
  private readonly connection: ProgramConnection;
  private readonly setting: Setting;
  private isClosed = false;

  constructor(connection: ProgramConnection, setting: Setting) {
    this.connection = connection;
    this.setting = setting;
    this.offered = setting.capabilities?.ops ?? new Set(setting.names.keys());
    this.store = this.requesting();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.connection.close();
  }

  async kill(): Promise<void> {
    this.isClosed = true;
    await this.connection.kill();
  }

  private requesting(): object {
    const { names } = this.setting;
    const methods = new Map<string, (...args: unknown[]) => Promise<unknown>>();
    return new Proxy<object>(
      { close: () => this.close() },
      {
        get: (target, key) => {
          if (typeof key === 'symbol') return Reflect.get(target, key);
          if (NO_METHODS.includes(key)) return undefined;
          // What every object has stays as it is, unless an operation is called so.
          if (key in target && !names.has(key)) return Reflect.get(target, key);
          const method = methods.get(key) ?? ((...args) => this.ask(key, args));
          methods.set(key, method);
          return method;
        },
      },
    );
  }

  private async ask(op: string, args: readonly unknown[]): Promise<unknown> {
    const { home, clock, names } = this.setting;
    if (this.isClosed) {
      throw new StoreError('E_CLOSED', 'The store was closed; nothing was done. Open it again to go on.');
    }
    const request = { home, args: lineArguments(op, args, names.get(op)) };
    const stamped = clock === undefined ? request : { ...request, now: clock.now() };
    return plain(await this.connection.request(op, stamped));
  }
}

/** By position, or by name where the operation has names; without those at the end that were not given. */
function lineArguments(op: string, args: readonly unknown[], names: readonly string[] | undefined): unknown {
  const given = args.slice(0, args.findLastIndex((value) => value !== undefined) + 1);
  const wrong = given.findIndex((value) => !isCarriable(value));
  if (wrong >= 0) {
    throw new StoreError(
      'E_ARGS',
      `Argument ${wrong + 1} of ${op} holds a value that JSON cannot carry; nothing was sent.`,
    );
  }
  if (names === undefined) return given;
  if (given.length > names.length) {
    const counts = `${op} was called with ${given.length} arguments and has names for ${names.length}`;
    throw new StoreError('E_ARGS', `${counts}; nothing was sent.`);
  }
  return Object.fromEntries(given.map((value, at) => [names[at], value]));
}

/** Text that an answer could not hold either, and numbers that JSON.stringify makes null. */
function isCarriable(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return Number.isFinite(value);
    case 'function':
    case 'symbol':
      return false;
    case 'object':
      return value === null || Object.entries(value).every((entry) => entry.every(isCarriable));
    default:
      return true;
  }
}

/** A refusal of the program's as an error that compares with those of other stores: by its `code`, or else by its text. */
function errorOf({ err, stage, code }: ErrorAnswer): Error {
  if (stage === 'ipc') return new StoreError('E_SUBJECT', err, { data: { stage } });
  return Object.assign(new Error(err), { name: 'Refusal', ...(code !== undefined && { code }) });
}
