// How a tool speaks: to people, to programs (--json), or only when something is wrong (--quiet).

import type { Command } from 'commander';

export interface Manner {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
}

/** From the words themselves, so that a wrong command line is answered in the manner it asks for, too. */
export function mannerOf(argv: readonly string[]): Manner {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return { isJson: words.includes('--json'), isQuiet: words.includes('--quiet') };
}

/** To a command and everything below it. */
export function addMannerOptions(command: Command): void {
  command
    .option('--json', 'print one JSON document for programs (docs/cli-json.md)')
    .option('--quiet', 'print errors only; the exit code says the rest');
  for (const inner of command.commands) addMannerOptions(inner);
}

/** The words of the verb that a command line names, also where the rest of the line is wrong; null when it names none. */
export function verbNamed(program: Command, argv: readonly string[]): string | null {
  let named = program;
  for (const word of argv) {
    const inner = named.commands.find((command) => command.name() === word);
    if (inner !== undefined) named = inner;
    else if (!word.startsWith('-') || word === '--') break;
  }
  return named === program ? null : verbOf(named);
}

/** Without the tool's name: "aside list". */
function verbOf(command: Command): string {
  const { parent } = command;
  if (parent === null || parent.parent === null) return command.name();
  return `${verbOf(parent)} ${command.name()}`;
}
