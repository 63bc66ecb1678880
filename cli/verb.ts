// A command whose help text ends in examples, and so do those of its own commands.

import { Command } from 'commander';

/** A whole command line, and what it does. */
export type Example = readonly [command: string, effect: string];

const exampleText = (examples: readonly Example[]): string =>
  ['', 'Examples:', ...examples.flatMap(([command, effect]) => [`  ${command}`, `      ${effect}`])].join(
    '\n',
  );

export class Verb extends Command {
  override createCommand(name?: string): Verb {
    return new Verb(name);
  }

  examples(examples: readonly Example[]): this {
    return this.addHelpText('after', exampleText(examples));
  }
}
