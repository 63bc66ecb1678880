// The frame around every verb of both tools: parses the command line, runs one verb, and turns whatever happens into
// text for people, a document for programs and an exit code. Nothing that a verb throws gets past it.

import type { Argument, Command } from 'commander';
import { EXIT, type ExitCode, StoreError } from '../contract/errors.ts';
import { packageVersion } from '../contract/package-root.ts';
import { unansweredText } from '../definition/awaited.ts';
import { stackPlaces, thrownText } from '../definition/thrown.ts';
import type { Screen } from '../reports/render/screen/screen.ts';
import { type Answer, answerText, CLI_SCHEMA } from './answer.ts';
import {
  absenceText,
  addConfigOption,
  configLine,
  requireOwnConfig,
  type UnderTest,
  underTest,
} from './config-line.ts';
import type { AddVerb, Context, RunVerb } from './context.ts';
import { describeFailure, type Failure, interruptedFailure } from './failure.ts';
import { watchInterruption } from './interruption.ts';
import { addVerbs, type LateVerb, type VerbLine } from './late-verb.ts';
import { addMannerOptions, type Manner, mannerOf, verbNamed } from './manner.ts';
import type { Ended } from './migrate/last-screen.ts';
import { type Output, processOutput } from './output.ts';
import { ProgressDisplay } from './progress-display.ts';
import { refuseSwallowedOptions } from './strict-options.ts';
import { type Example, Verb } from './verb.ts';
import { withinColumns } from './within-columns.ts';

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly Example[];
  readonly verbs: readonly (AddVerb | LateVerb)[];
  /** Every verb takes --json and --quiet, but for those that speak a protocol of their own on standard output. */
  readonly hasManners?: boolean;
  readonly protocolVerbs?: readonly string[];
  /** Those that take a definition (cli/config-line.ts). */
  readonly configVerbs?: readonly string[];
  /** Done before each verb, once its command line is known to be right. */
  readonly prepare?: (context: Context, command: Command) => Promise<void>;
  /** Passes on what the parts below tell on their own; answers how to stop. */
  readonly listen?: (context: Context) => () => void;
  /** The last screen of a verb that came to its end; null when its answer is the end. Loaded when it is needed. */
  readonly conclude?: (ended: Ended) => Promise<Screen | null>;
}

/** What --json will print, as far as it is known. */
interface Draft {
  verb: string | null;
  result: unknown;
  readonly warnings: string[];
}

/** Runs one command line; answers the exit code and never rejects. */
export async function runTool(
  tool: Tool,
  argv: readonly string[],
  output: Output = processOutput(),
): Promise<ExitCode> {
  const manner = tool.hasManners === true ? mannerOf(argv) : { isJson: false, isQuiet: false };
  const draft: Draft = { verb: null, result: null, warnings: [] };
  /** In the middle of the work: what it would still say would be about something that does not happen. */
  const end = (error: unknown): void => {
    process.removeListener('exit', endEarly);
    const failure = complain(context, { output, verb: draft.verb }, error);
    for (const close of context.closings) close();
    if (failure.error !== null) answer({ exitCode: failure.exitCode, error: failure.error });
    process.exit(failure.exitCode);
  };
  const interruption = watchInterruption(() =>
    end(new StoreError('E_ABORTED', 'Ended in the middle of its work.')),
  );
  // Without a word, and with exit code 0, if it were left to Node.
  const endIdle = (): void => end(standstill());
  process.once('beforeExit', endIdle);
  // Of something that nobody waits for, such as a promise that a store has forgotten.
  const endStray = (thrown: Error): void => end(hasPlace(thrown) ? thrown : strayFailure(thrown));
  process.once('uncaughtException', endStray);
  /** By code under test, whatever exit code it meant. */
  const endEarly = (): void => {
    const failure = complain(context, { output, verb: draft.verb }, endedEarly());
    if (failure.error !== null) answer({ exitCode: failure.exitCode, error: failure.error });
    process.exitCode = failure.exitCode;
  };
  process.once('exit', endEarly);
  const context = contextOf(tool, output, { manner, draft, signal: interruption.signal });
  const stopListening = tool.listen?.(context);
  let exitCode: ExitCode = EXIT.ok;
  const run: RunVerb =
    (work) =>
    async (...given) => {
      exitCode = await work(context, ...given);
    };
  const answer = (ending: Pick<Answer, 'exitCode' | 'result' | 'error'>): void => {
    const { verb, warnings } = draft;
    if (manner.isJson) {
      output.print(answerText({ schema: CLI_SCHEMA, tool: tool.name, verb, ...ending, warnings }));
    }
  };
  try {
    if (argv[0] === '--version' && argv.length === 1) {
      const { sqliteVersion } = await import('../impl-sqlite/index.ts');
      output.print(
        `${tool.name} ${packageVersion()}, Node ${process.versions.node}, SQLite ${sqliteVersion()}`,
      );
      return EXIT.ok;
    }
    const line = configLine(argv, tool.configVerbs ?? []);
    const { words } = line;
    // A definition that cannot be loaded leaves the verb without its options.
    if (line.config !== undefined) draft.verb = words[0] ?? null;
    // Before the command line is judged: the verb takes other options where it is about stores of the user's.
    const absence = manner.isQuiet ? undefined : absenceText(line, tool.configVerbs ?? []);
    if (absence !== undefined) context.note(absence);
    let loaded: Promise<UnderTest> | undefined;
    const load = (): Promise<UnderTest> => {
      loaded ??= underTest(line);
      return loaded;
    };
    const program = await programOf(tool, output, { words, run, underTest: load });
    program.hook('preAction', async (_program, command) => {
      requireOwnConfig(command, line);
      if (line.config !== undefined && !manner.isQuiet) {
        context.note(`Under test: ${(await load()).definition.name}, as ${line.config} defines it.`);
      }
      await tool.prepare?.(context, command);
    });
    draft.verb = verbNamed(program, words);
    await program.parseAsync([...words], { from: 'user' });
    if (!manner.isJson && !manner.isQuiet) await conclude(tool, context, { ...draft, exitCode, argv });
    context.progress.clear();
    answer({ exitCode, result: draft.result });
    return exitCode;
  } catch (thrown) {
    const failure = complain(context, { output, verb: draft.verb }, thrown);
    if (failure.error !== null) answer({ exitCode: failure.exitCode, error: failure.error });
    return failure.exitCode;
  } finally {
    stopListening?.();
    interruption.release();
    process.removeListener('beforeExit', endIdle);
    process.removeListener('uncaughtException', endStray);
    process.removeListener('exit', endEarly);
  }
}

function standstill(): StoreError {
  const who = unansweredText();
  const text = who === '' ? 'a store, or the configuration, was asked for something and' : `${who},`;
  return new StoreError('E_SUBJECT', `The work has come to a stand: ${text} will never answer.`, {
    data: { reason: 'stand' },
  });
}

/** Nothing notes where from while histories are played (props/without-stacks.ts), and what is played is code under test. */
const hasPlace = (thrown: unknown): boolean => thrown instanceof Error && stackPlaces(thrown).length > 0;

const strayFailure = (cause: unknown): StoreError =>
  new StoreError(
    'E_SUBJECT',
    `A store, or the configuration, failed where nobody waited for it: ${thrownText(cause).split('\n')[0]}`,
    { data: { reason: 'stray' }, cause },
  );

const endedEarly = (): StoreError =>
  new StoreError(
    'E_SUBJECT',
    'A store, or the configuration, has ended the process in the middle of the work.',
    {
      data: { reason: 'ended' },
    },
  );

async function conclude(tool: Tool, context: Context, ended: Ended): Promise<void> {
  const screen = await tool.conclude?.(ended);
  if (screen == null) return;
  const { drawScreen } = await import('../reports/render/screen/draw.ts');
  context.paint(`\n${drawScreen(screen, context.style()).trimEnd()}`);
}

interface Surroundings {
  readonly manner: Manner;
  readonly draft: Draft;
  readonly signal: AbortSignal;
}

function contextOf(tool: Tool, output: Output, { manner, draft, signal }: Surroundings): Context {
  const { isJson, isQuiet } = manner;
  const progress = new ProgressDisplay(isQuiet ? { ...output.screen, write: () => {} } : output.screen);
  const note = (text: string): void => {
    progress.clear();
    output.complain(text);
  };
  return {
    tool: tool.name,
    progress,
    style: output.style,
    signal,
    control: { onProgress: progress.listener, signal },
    onInterrupt: 'Nothing is left half done; run the same command again.',
    closings: new Set(),
    print: (text) => {
      progress.clear();
      if (!isJson && !isQuiet) output.print(withinColumns(text, output.columnsMax()));
    },
    paint: (text) => {
      progress.clear();
      if (!isJson && !isQuiet) output.paint(text);
    },
    note,
    command: (line) => {
      progress.clear();
      output.command(line, isJson || isQuiet);
    },
    result: (value) => {
      draft.result = value;
    },
    warn: (text) => {
      draft.warnings.push(text);
      note(text);
    },
  };
}

/** Its verbs and their options; those of a verb only when its name is among the words. */
export async function programOf(tool: Tool, output: Output, line: VerbLine): Promise<Command> {
  const program = new Verb(tool.name)
    .description(tool.description)
    .usage('<verb> [options]')
    .exitOverride()
    .enablePositionalOptions()
    .option('--version', 'print the versions of the tool, of Node and of SQLite')
    .helpOption('-h, --help', 'show what the command takes')
    .examples(tool.examples)
    // Commander's own "help" works, and is no verb.
    .configureHelp({ subcommandTerm, visibleCommands: ({ commands }) => [...commands] })
    .configureOutput({
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.complain(text.trimEnd()),
      // Said by describeFailure, in the form of every other failure.
      outputError: () => {},
    });
  await addVerbs(program, tool.verbs, line);
  const configVerbs = tool.configVerbs ?? [];
  if (configVerbs.length > 0) addConfigOption(program);
  for (const verb of program.commands) if (configVerbs.includes(verb.name())) addConfigOption(verb);
  if (tool.hasManners === true) {
    for (const verb of program.commands) {
      if (tool.protocolVerbs?.includes(verb.name()) !== true) addMannerOptions(verb);
    }
  }
  refuseSwallowedOptions(program);
  return program;
}

/** Every verb has options; only what it must be given, or may, tells it from others. */
const subcommandTerm = (command: Command): string =>
  [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' ');

function argumentTerm(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

interface Complaining {
  readonly output: Output;
  readonly verb: string | null;
}

function complain(context: Context, { output, verb }: Complaining, thrown: unknown): Failure {
  context.progress.clear();
  // Ctrl-C at a question reaches the question, and is no signal.
  const isInterrupted =
    context.signal.aborted || (thrown instanceof StoreError && thrown.code === 'E_ABORTED');
  const failure = isInterrupted
    ? interruptedFailure({ tool: context.tool, verb, howToGoOn: context.onInterrupt }, thrown)
    : describeFailure(context.tool, verb, thrown);
  for (const line of failure.lines) output.complain(line);
  if (process.env.STOREPROOF_DEBUG === '1' && failure.exitCode !== EXIT.ok) output.complain(traceOf(thrown));
  return failure;
}

function traceOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? '' : `\ncaused by ${traceOf(thrown.cause)}`;
  return `${thrown.stack ?? thrown.message}${cause}`;
}
