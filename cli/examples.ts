// The examples at the end of a help text.

/** A whole command line, and what it does. */
export type Example = readonly [command: string, effect: string];

export const exampleText = (examples: readonly Example[]): string =>
  ['', 'Examples:', ...examples.flatMap(([command, effect]) => [`  ${command}`, `      ${effect}`])].join(
    '\n',
  );
