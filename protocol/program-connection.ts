// A program under test and the lines to and from it. Requests may overlap; answers come in order. Whatever breaks
// the protocol (death, garbage, a foreign id, silence) ends the connection: the caller gets E_SUBJECT, the program and
// its descendants are killed, and every later request fails with the same error. Nothing here waits for ever.

import { execa } from 'execa';
import { StoreError } from '../contract/errors.ts';
import { writeJson } from '../contract/json-text.ts';
import { type JsonValue, parseJson, SpelledNumber } from '../contract/json-value.ts';
import { HOW_TO_ANSWER_CAPABILITIES } from './capabilities-answer.ts';
import { type ErrorAnswer, FAILURE_STAGES, type FailureStage } from './error-answer.ts';
import { LINE_BYTES_MAX, type Line, LineSplitter } from './line-splitter.ts';

export interface ConnectionOptions {
  /** How long the program may take for one answer; default 30 s. */
  readonly timeoutMs?: number;
  readonly lineBytesMax?: number;
  /** Where it is started. Default: the current directory. */
  readonly directory?: string;
}

/** What a program's refusal is to its caller; null when it lacks what a refusal must have. */
export type ErrorReader = (answer: ErrorAnswer) => Error | null;

const TIMEOUT_MS = 30_000;
/** How long a program may take to end by itself once its input has ended. */
const CLOSE_GRACE_MS = 5_000;
/** Unanswered requests at one time. */
const PENDING_MAX = 1_000;
/** What of a program's error output an error message shows. */
const ERROR_OUTPUT_CHARS = 1_000;

interface Pending {
  readonly op: string;
  /** Null when the whole answer is wanted as it is. */
  readonly id: number | null;
  readonly resolve: (answer: JsonValue) => void;
  readonly reject: (error: Error) => void;
}

/** What execa returns depends on the options, and only this call knows its type. */
const start = (command: readonly string[], directory: string | undefined) => {
  const [file = '', ...args] = command;
  return execa(file, args, {
    ...(directory !== undefined && { cwd: directory }),
    buffer: false,
    reject: false,
    // A grandchild that holds the output would keep us waiting for its end.
    killDescendants: true,
    // Also where this process ends first: whoever hangs heeds nothing else.
    killSignal: 'SIGKILL',
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  });
};

export class ProgramConnection {
  /** Told every line to the program (→) and from it (←). */
  onLine: ((line: string) => void) | undefined;
  private readonly program: ReturnType<typeof start>;
  private readonly errorOf: ErrorReader;
  private readonly splitter: LineSplitter;
  private readonly timeoutMs: number;
  private readonly pending: Pending[] = [];
  private readonly ended: Promise<void>;
  private timer: NodeJS.Timeout | undefined;
  private broken: StoreError | undefined;
  private errorOutput = '';
  private nextId = 1;

  constructor(command: readonly string[], errorOf: ErrorReader, options: ConnectionOptions = {}) {
    this.errorOf = errorOf;
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.splitter = new LineSplitter(options.lineBytesMax ?? LINE_BYTES_MAX);
    this.program = start(command, options.directory);
    this.program.stdout.on('data', (chunk: Buffer) => this.receive(this.splitter.push(chunk)));
    this.program.stderr.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString('utf8')).slice(-ERROR_OUTPUT_CHARS);
    });
    // A program that is gone shows in its end, with more to say about it than a broken pipe.
    this.program.stdin.on('error', () => undefined);
    this.program.nodeChildProcess.once('exit', () => this.program.kill());
    this.ended = this.program.then(({ exitCode, signal, originalMessage }) =>
      this.fail(endOf(exitCode, signal, originalMessage)),
    );
  }

  /** Whether every later request will fail. */
  get isBroken(): boolean {
    return this.broken !== undefined;
  }

  /** The `ok` of the answer. Throws the subject's refusal, or E_SUBJECT. */
  request(op: string, args: Readonly<Record<string, unknown>>): Promise<JsonValue> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    if (this.pending.length >= PENDING_MAX) {
      return Promise.reject(
        new StoreError('E_SUBJECT', `More than ${PENDING_MAX} requests wait for answers.`),
      );
    }
    const id = this.nextId++;
    return this.send(op, id, writeJson({ op, ...args, id }));
  }

  /** The whole answer to any line, request or not, whatever its id. The line must hold no line feed. */
  exchange(line: string): Promise<JsonValue> {
    return this.broken === undefined ? this.send('a line', null, line) : Promise.reject(this.broken);
  }

  private send(op: string, id: number | null, line: string): Promise<JsonValue> {
    return new Promise((resolve, reject) => {
      this.pending.push({ op, id, resolve, reject });
      if (this.pending.length === 1) this.watch();
      this.onLine?.(`→ ${line}`);
      this.program.stdin.write(`${line}\n`);
    });
  }

  /** Ends the program's input, waits a moment for its end, then kills what is left. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.program.kill(), CLOSE_GRACE_MS);
    this.program.stdin.end();
    await this.ended;
    clearTimeout(timer);
  }

  /** Kills the program as a crash would. */
  async kill(): Promise<void> {
    this.program.kill();
    await this.ended;
  }

  /** Gives the oldest request its time. */
  private watch(): void {
    clearTimeout(this.timer);
    const oldest = this.pending[0];
    if (oldest === undefined) return;
    this.timer = setTimeout(() => {
      this.fail({ what: `did not answer ${oldest.op} within ${this.timeoutMs / 1000} s`, reason: 'timeout' });
    }, this.timeoutMs);
  }

  private receive(lines: readonly Line[]): void {
    for (const line of lines) {
      if (this.broken !== undefined) return;
      if ('bytes' in line) this.onLine?.(`← ${line.bytes.toString('utf8')}`);
      const request = this.pending.shift();
      if (request === undefined) {
        this.fail({ what: 'wrote a line that nobody asked for', reason: 'garbage' });
        return;
      }
      this.watch();
      this.settle(request, line);
    }
  }

  private settle(request: Pending, line: Line): void {
    const answer = answerIn(line, request.id, this.errorOf);
    if (typeof answer === 'string') {
      this.pending.unshift(request);
      this.fail({
        what: `answered ${request.op} with a line that is no answer to it (${answer})`,
        reason: 'garbage',
      });
    } else if (answer instanceof Error) request.reject(answer);
    else request.resolve(answer.ok);
  }

  private fail({ what, reason }: Failure): void {
    clearTimeout(this.timer);
    if (this.broken !== undefined) return;
    const [oldest] = this.pending;
    const during = oldest === undefined ? '' : ` ${unanswered(oldest.op)}`;
    // A message is one line.
    const output = this.errorOutput.trim().replaceAll(/\s*[\r\n]\s*/g, ' | ');
    const said = output === '' ? '' : ` Its error output ends: ${output}`;
    this.broken = new StoreError('E_SUBJECT', `The program under test ${what}.${during}${said}`, {
      data: { reason },
    });
    for (const { reject } of this.pending.splice(0)) reject(this.broken);
    this.program.kill();
  }
}

interface Failure {
  /** What the program did, as the rest of a sentence about it. */
  readonly what: string;
  readonly reason: 'timeout' | 'garbage' | 'end' | 'killed' | 'start';
}

/** `capabilities` is the first request, and has no effect. */
const unanswered = (op: string): string =>
  op === 'capabilities'
    ? `It had answered nothing before. ${HOW_TO_ANSWER_CAPABILITIES}`
    : `${op} was not answered; whether it took effect is unknown.`;

/** Signals that a program does not send itself when it crashes; SIGKILL is what a system short of memory sends. */
const FROM_OUTSIDE: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

function endOf(exitCode?: number, signal?: string, message?: string): Failure {
  if (exitCode !== undefined) return { what: `ended with exit code ${exitCode}`, reason: 'end' };
  if (signal !== undefined) {
    const isKilled = FROM_OUTSIDE.includes(signal);
    return {
      what: `was ended by ${signal}${isKilled ? ', from outside' : ''}`,
      reason: isKilled ? 'killed' : 'end',
    };
  }
  return { what: `could not be started: ${message ?? 'no reason given'}`, reason: 'start' };
}

/** What the request is answered with, or what is wrong with the line. */
function answerIn(
  line: Line,
  id: number | null,
  errorOf: ErrorReader,
): { readonly ok: JsonValue } | Error | string {
  const answer = objectIn(line);
  if (typeof answer === 'string') return answer;
  if (id === null) return { ok: answer };
  if (answer.id !== id) return 'the id of the request is missing';
  if (Object.hasOwn(answer, 'ok')) return { ok: answer.ok ?? null };
  return refusalIn(answer, errorOf) ?? 'neither `ok` nor `err` with a known `stage`';
}

function refusalIn({ err, stage, code }: Answer, errorOf: ErrorReader): Error | null {
  if (typeof err !== 'string' || (stage !== undefined && !isFailureStage(stage))) return null;
  return errorOf({ err, ...(stage && { stage }), ...(typeof code === 'string' && { code }) });
}

const isFailureStage = (value: JsonValue): value is FailureStage =>
  FAILURE_STAGES.some((known) => known === value);

type Answer = { readonly [key: string]: JsonValue };

function objectIn(line: Line): Answer | string {
  if ('isTooLong' in line) return 'it is too long';
  let value: JsonValue;
  try {
    value = parseJson(utf8(line.bytes));
  } catch (error) {
    if (error instanceof StoreError || error instanceof TypeError) return error.message;
    throw error;
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !(value instanceof SpelledNumber) ? (value as Answer) : 'expected an object';
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Throws TypeError for invalid UTF-8. */
const utf8 = (bytes: Buffer): string => decoder.decode(bytes);
