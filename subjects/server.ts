// Serves one of our own stores over the subject protocol: a request a line in, an answer a line out, in order. A bad
// line costs one answer with stage `ipc` and nothing else. An operation that the protocol does not know, or that the
// subject lacks, is `ipc` too: such a line names no command whose arguments could be wrong.
// Left out: requests in parallel. The protocol answers in order, and one store does one thing at a time anyway.

import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StoreError } from '../contract/errors.ts';
import { writeJson } from '../contract/json-text.ts';
import { type JsonValue, parseJson, SpelledNumber } from '../contract/json-value.ts';
import { echoText } from './echo.ts';
import { type Line, LineSplitter } from './line-splitter.ts';
import { LINE_BYTES_MAX, type Stage, wireError } from './protocol.ts';
import { subjectNamed } from './registry.ts';
import { OpenHomes } from './server-homes.ts';
import { type Request, type RunOp, servedOps } from './server-ops.ts';

export interface ServeOptions {
  readonly lineBytesMax?: number;
  readonly strict?: boolean;
}

/**
 * Answers requests until the input ends or nobody reads the output any more; then closes the stores.
 * Throws E_USAGE for an unknown subject, before anything is read.
 */
export async function serve(
  subjectName: string,
  input: Readable,
  output: Writable,
  options: ServeOptions = {},
): Promise<void> {
  const homes = new OpenHomes(subjectNamed(subjectName), options.strict ?? false);
  const server = new Server(servedOps(homes));
  let isReaderGone = false;
  output.on('error', () => {
    isReaderGone = true;
    input.destroy();
  });
  try {
    for await (const line of linesOf(input, options.lineBytesMax ?? LINE_BYTES_MAX)) {
      if (isReaderGone) break;
      if (!output.write(`${await server.answer(line)}\n`)) await drained(output);
    }
    await flushed(output);
  } catch (error) {
    // Destroying the input ends its loop with an error of its own.
    if (!isReaderGone) throw error;
  } finally {
    await homes.close();
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

class Server {
  private readonly ops: ReadonlyMap<string, RunOp>;

  constructor(ops: ReadonlyMap<string, RunOp>) {
    this.ops = ops;
  }

  /** The answer to a line, as text without LF. Never throws. */
  async answer(line: Line): Promise<string> {
    const parsed = parsedRequest(line);
    if (typeof parsed === 'string') return writeJson({ err: parsed, stage: 'ipc' satisfies Stage });
    const answer = await this.answerOf(parsed);
    const id = Object.hasOwn(parsed, 'id') ? `,"id":${echoText(parsed.id ?? null)}` : '';
    return `${answer.slice(0, -1)}${id}}`;
  }

  private async answerOf(request: Request): Promise<string> {
    const { op } = request;
    if (typeof op !== 'string') return ipcError('a request needs `op`, a string');
    const run = this.ops.get(op);
    if (run === undefined) return ipcError(`unknown op \`${op}\`; \`capabilities\` lists what there is`);
    try {
      return `{"ok":${writeJson((await run(request)) ?? null)}}`;
    } catch (error) {
      return writeJson(wireError(error, op));
    }
  }
}

const ipcError = (err: string): string => writeJson({ err, stage: 'ipc' satisfies Stage });

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
