// The frame around every verb of both tools: parses the command line, runs one verb, and turns whatever happens into
// text for people and an exit code for programs. Nothing that a verb throws gets past it.

import { Command } from 'commander';
import { EXIT, type ExitCode } from '../contract/errors.ts';
import type { AddVerb, Context, RunVerb } from './context.ts';
import { type Example, exampleText } from './examples.ts';
import { describeFailure, type Failure, interruptedFailure } from './failure.ts';
import { watchInterruption } from './interruption.ts';
import { type Output, processOutput } from './output.ts';
import { ProgressDisplay } from './progress-display.ts';
import { versionText } from './version.ts';

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly Example[];
  readonly verbs: readonly AddVerb[];
}

/** Runs one command line; answers the exit code and never rejects. */
export async function runTool(tool: Tool, argv: readonly string[]): Promise<ExitCode> {
  const output = processOutput();
  const interruption = watchInterruption();
  const context = contextOf(tool, output, interruption.signal);
  let exitCode: ExitCode = EXIT.ok;
  const run: RunVerb =
    (work) =>
    async (...given) => {
      exitCode = await work(context, ...given);
    };
  try {
    if (argv[0] === '--version') {
      context.print(await versionText(tool.name));
      return EXIT.ok;
    }
    await programOf(tool, output, run).parseAsync([...argv], { from: 'user' });
    context.progress.clear();
    return exitCode;
  } catch (thrown) {
    return complain(context, output, thrown);
  } finally {
    interruption.release();
  }
}

function contextOf(tool: Tool, output: Output, signal: AbortSignal): Context {
  const progress = new ProgressDisplay(output.screen);
  return {
    tool: tool.name,
    progress,
    signal,
    onInterrupt: 'Nothing is left half done; run the same command again.',
    print: (text) => {
      progress.clear();
      output.print(text);
    },
    note: (text) => progress.note(text),
  };
}

function programOf(tool: Tool, output: Output, run: RunVerb): Command {
  const program = new Command(tool.name)
    .description(tool.description)
    .usage('<verb> [options]')
    .exitOverride()
    .enablePositionalOptions()
    .option('--version', 'print the versions of the tool, of Node and of SQLite')
    .helpOption('-h, --help', 'show what the command takes')
    .addHelpText('after', exampleText(tool.examples))
    .configureOutput({
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.complain(text.trimEnd()),
      // Said by describeFailure, in the form of every other failure.
      outputError: () => {},
    });
  for (const addVerb of tool.verbs) addVerb(program, run);
  return program;
}

function complain(context: Context, output: Output, thrown: unknown): ExitCode {
  context.progress.clear();
  const failure: Failure = context.signal.aborted
    ? interruptedFailure(context.tool, context.onInterrupt, thrown)
    : describeFailure(context.tool, thrown);
  for (const line of failure.lines) output.complain(line);
  if (process.env.STOREPROOF_DEBUG === '1' && failure.exitCode !== EXIT.ok) output.complain(traceOf(thrown));
  return failure.exitCode;
}

function traceOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? '' : `\ncaused by ${traceOf(thrown.cause)}`;
  return `${thrown.stack ?? thrown.message}${cause}`;
}
