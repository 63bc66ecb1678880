// A command line as text that a shell takes back: what a result file and a message give to repeat a run.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IS_CHECKOUT, PACKAGE_ROOT } from '../contract/package-root.ts';
import { shownPath } from './shown-path.ts';

/** The words that start a verb of storeproof from here: a checkout may be installed in another project, too. */
export const toolWords = (verb: string): string[] =>
  IS_CHECKOUT && !existsSync(join('node_modules', 'storeproof'))
    ? ['node', shownPath(join(PACKAGE_ROOT, 'bin', 'storeproof.js')), verb]
    : ['npx', 'storeproof', verb];

export type OptionValues = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Options that are undefined or false are left out; a flag that is true has no value; lists repeat their flag. */
export function commandText(words: readonly string[], options: OptionValues = {}): string {
  const flags = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    const values = typeof value === 'object' ? value : [String(value)];
    return values.flatMap((each) => [`--${name}`, each]);
  });
  return [...words, ...flags].map(quoted).join(' ');
}

/** Options with lists as they are typed: one word, with commas. */
export const typedAgain = (flags: { readonly [name: string]: unknown }): OptionValues =>
  Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  ) as OptionValues;

/** With the command of the user's program behind it, if there is one. */
export const withProgram = (text: string, command: readonly string[]): string =>
  command.length === 0 ? text : `${text} -- ${commandText(command)}`;

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
