// Serves a store over the subject protocol: a request a line in, an answer a line out, in order. A bad line costs one
// answer with stage `ipc` and nothing else. An operation that the protocol does not know, or that the subject lacks, is
// `ipc` too: such a line names no command whose arguments could be wrong.
// Left out: requests in parallel. The protocol answers in order, and one store does one thing at a time anyway.

import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StoreError } from '../contract/errors.ts';
import { writeJson } from '../contract/json-text.ts';
import { type JsonValue, parseJson, SpelledNumber } from '../contract/json-value.ts';
import { echoText } from './echo.ts';
import type { ErrorAnswer, FailureStage } from './error-answer.ts';
import { LINE_BYTES_MAX, type Line, LineSplitter } from './line-splitter.ts';

export type Request = { readonly [key: string]: JsonValue };
export type RunOp = (request: Request) => Promise<unknown>;

export interface Served {
  /** What there is by this name. */
  readonly opNamed: (op: string) => RunOp | undefined;
  readonly errorAnswerOf: (error: unknown, op: string) => ErrorAnswer;
  readonly lineBytesMax?: number;
}

/** Answers requests until the input ends or nobody reads the output any more. */
export async function answerLines(served: Served, input: Readable, output: Writable): Promise<void> {
  let isReaderGone = false;
  output.on('error', () => {
    isReaderGone = true;
    input.destroy();
  });
  try {
    for await (const line of linesOf(input, served.lineBytesMax ?? LINE_BYTES_MAX)) {
      if (isReaderGone) break;
      if (!output.write(`${await answerTo(line, served)}\n`)) await drained(output);
    }
    await flushed(output);
  } catch (error) {
    // Destroying the input ends its loop with an error of its own.
    if (!isReaderGone) throw error;
  }
}

async function* linesOf(input: Readable, lineBytesMax: number): AsyncGenerator<Line> {
  const splitter = new LineSplitter(lineBytesMax);
  for await (const chunk of input) yield* splitter.push(Buffer.from(chunk));
  yield* splitter.end();
}

/** Waits until the output takes more. An output that fails instead has told so by its error event. */
const drained = (output: Writable): Promise<unknown> => once(output, 'drain').catch(() => undefined);

const flushed = (output: Writable): Promise<void> =>
  new Promise((resolve) => {
    output.write('', () => resolve());
  });

/** The answer to a line, as text without LF. Never throws. */
async function answerTo(line: Line, served: Served): Promise<string> {
  const request = parsedRequest(line);
  if (typeof request === 'string') return ipcError(request);
  const answer = await answerOf(request, served);
  const id = Object.hasOwn(request, 'id') ? `,"id":${echoText(request.id ?? null)}` : '';
  return `${answer.slice(0, -1)}${id}}`;
}

async function answerOf(request: Request, { opNamed, errorAnswerOf }: Served): Promise<string> {
  const { op } = request;
  if (typeof op !== 'string') return ipcError('a request needs `op`, a string');
  const run = opNamed(op);
  if (run === undefined) return ipcError(`unknown op \`${op}\`; \`capabilities\` lists what there is`);
  try {
    return `{"ok":${(writeJson((await run(request)) ?? null) as string | undefined) ?? 'null'}}`;
  } catch (error) {
    return writeJson(errorAnswerOf(error, op));
  }
}

const ipcError = (err: string): string => writeJson({ err, stage: 'ipc' satisfies FailureStage });

/** The request in a line, or why there is none. */
function parsedRequest(line: Line): Request | string {
  if ('isTooLong' in line) return 'not a request: the line is too long';
  if (!isUtf8(line.bytes)) return 'not a request: the line is not valid UTF-8';
  let value: JsonValue;
  try {
    value = parseJson(line.bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return `not a request: ${error.message}`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof SpelledNumber) {
    return 'not a request: expected an object';
  }
  return value;
}
