// Serves a store of a definition over the subject protocol, for the tools of others, and for checks of the way over the
// line: what is asked of it by program.ts it answers.

import type { Readable, Writable } from 'node:stream';
import { StoreError } from '../contract/errors.ts';
import { type JsonValue, SpelledNumber } from '../contract/json-value.ts';
import { packageVersion } from '../contract/package-root.ts';
import type { ErrorAnswer } from '../protocol/error-answer.ts';
import { answerLines, type Request } from '../protocol/line-server.ts';
import { OpenHomes } from '../protocol/open-homes.ts';
import { plain } from '../protocol/plain.ts';
import type { Definition } from './definition.ts';
import { refusalOf } from './refusal.ts';
import { sectionOf } from './section.ts';
import { subjectOf } from './subjects.ts';
import { thrownText } from './thrown.ts';

/**
 * Answers requests until the input ends or nobody reads the output any more; then closes the stores. Throws E_USAGE for an
 * unknown name, before anything is read, and E_SUBJECT when the store throws what no store may throw.
 */
export async function serveSubject<Store>(
  definition: Definition<Store>,
  name: string,
  input: Readable,
  output: Writable,
): Promise<void> {
  const subject = subjectOf(definition, name);
  const operations = await sectionOf(definition.operations);
  const isOperation = (op: string): boolean => Object.hasOwn(operations, op);
  const homes = new OpenHomes<Store>({
    isPersistent: subject.isPersistent,
    open: (home, clock) => subject.open(home, { clock }),
    close: (store) => subject.close(store),
  });
  const call = async (op: string, { home, args, now }: Request): Promise<unknown> => {
    const store = await homes.storeFor(textIn(home, 'home'), now === undefined ? null : textIn(now, 'now'));
    const method = isOperation(op) || !isOfEvery(op) ? methodOf(store, op) : undefined;
    if (method === undefined) throw new Fault(`unknown op \`${op}\`: the store has no such method`);
    return method.apply(store, argumentsIn(args, isOperation(op) ? operations[op]?.names : undefined));
  };
  const capabilities = { name, version: packageVersion(), ops: Object.keys(operations) };
  const opNamed = (op: string) => (request: Request) =>
    op === 'capabilities' ? Promise.resolve(capabilities) : call(op, request);
  try {
    await answerLines({ opNamed, errorAnswerOf: (error) => toldOf(definition, error) }, input, output);
  } finally {
    await homes.close();
  }
}

/** Of a request, rather than of the store. */
class Fault extends Error {}

function toldOf<Store>(definition: Definition<Store>, error: unknown): ErrorAnswer {
  if (error instanceof Fault) return { err: error.message, stage: 'ipc' };
  // It ends the server: whoever asked sees that, and these last words.
  if (refusalOf(definition, error) === null) {
    throw new StoreError('E_SUBJECT', `A store threw what no store may throw: ${error}`, { cause: error });
  }
  const { code } = (error ?? {}) as { readonly code?: unknown };
  const err = thrownText(error);
  return typeof code === 'string' ? { err, code } : { err };
}

function textIn(value: JsonValue | undefined, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Fault(`\`${what}\` must be a text, and not empty`);
}

type Method = (...args: unknown[]) => unknown;

/** Of every object, or of every store: the server closes it, with its input. */
const isOfEvery = (op: string): boolean => op === 'close' || op in Object.prototype;

function methodOf(store: unknown, op: string): Method | undefined {
  const method = (store as Readonly<Record<string, unknown>>)[op];
  return typeof method === 'function' ? (method as Method) : undefined;
}

function argumentsIn(args: JsonValue | undefined, names: readonly string[] | undefined): unknown[] {
  if (args === undefined) return [];
  if (Array.isArray(args)) return args.map(plain);
  if (names === undefined || typeof args !== 'object' || args === null || args instanceof SpelledNumber) {
    throw new Fault('`args` must be an array, or an object where the operation has names for its arguments');
  }
  return names.map((name) => (args[name] === undefined ? undefined : plain(args[name])));
}
