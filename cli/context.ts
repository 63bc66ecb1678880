// What a verb gets from the frame and what it answers. Verbs read arguments, call the parts that do the work, and
// print; streams, signals, progress and failures are the frame's affair.

import type { ExitCode } from '../contract/errors.ts';
import type { ProgressListener } from '../contract/progress.ts';
import type { TerminalStyle } from '../reports/render/style.ts';
import type { ProgressDisplay } from './progress-display.ts';
import type { Verb } from './verb.ts';

export interface Context {
  /** Name of the tool, as typed. */
  readonly tool: string;
  /** Writes one line, or several, to standard output. */
  readonly print: (text: string) => void;
  /** As print, for a screen with colours of our own: texts of data in it have to be harmless already. */
  readonly paint: (text: string) => void;
  /** One line for people on standard error, above the progress. */
  readonly note: (text: string) => void;
  /**
   * A command to the runner of a workflow, a line that is all ours: what is from outside in it is harmless already. With --json
   * and --quiet it goes to standard error, which runners read too.
   */
  readonly command: (line: string) => void;
  /** What programs get with --json: plain data, never content of sessions unless the verb is there to show it. */
  readonly result: (value: unknown) => void;
  /** Said on standard error, and among the warnings of --json: the verb went on, but the user should know. */
  readonly warn: (text: string) => void;
  /** How a printed text may look. */
  readonly style: () => TerminalStyle;
  readonly progress: ProgressDisplay;
  /** Aborted at the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** What long work takes: whom to tell how far it is, and what ends it. */
  readonly control: { readonly onProgress: ProgressListener; readonly signal: AbortSignal };
  /** What the user should know when the verb is interrupted: what is kept, and how to go on. */
  onInterrupt: string;
  /** Called when the process is ended in the middle of the verb: what it has open is closed as interrupted. */
  readonly closings: Set<() => void>;
}

/** Adds one verb to a program. */
export type AddVerb = (program: Verb, run: RunVerb) => void;

/** Wraps a verb's work as a commander action, and hands its exit code to the frame. */
export type RunVerb = <Arguments extends unknown[]>(
  work: (context: Context, ...given: Arguments) => Promise<ExitCode>,
) => (...given: Arguments) => Promise<void>;
