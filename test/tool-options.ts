// Every verb of a tool with the options that it takes, read from the tool itself.

import type { Command } from 'commander';
import { underTest } from '../cli/config-line.ts';
import { programOf, type Tool } from '../cli/tool.ts';

const SILENT = {
  print: () => {},
  paint: () => {},
  columnsMax: () => 80,
  command: () => {},
  complain: () => {},
  style: () => undefined as never,
  screen: undefined as never,
};

/** By the words of the verb; `without` those that are the same everywhere. */
export async function optionsOf(tool: Tool, without: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const visit = (command: Command, words: readonly string[]): void => {
    const names = command.options.map(({ long }) => long ?? '').filter((name) => !without.includes(name));
    if (words.length > 0) found.set(words.join(' '), names);
    for (const inner of command.commands) visit(inner, [...words, inner.name()]);
  };
  const all = tool.verbs.map((verb) => ('usage' in verb ? (verb.usage.split(' ', 1)[0] ?? '') : ''));
  const line = { words: all, run: () => async () => {}, underTest: () => underTest({ config: undefined }) };
  visit(await programOf(tool, SILENT, line), []);
  return found;
}

/** The verbs that a help text lists, each in a line of its own. */
export const verbsIn = (help: string): string[] =>
  [...help.matchAll(/^ {2}([a-z][a-z-]*)(?: [<[]\S+)* {2,}\S/gm)].map((match) => match[1] ?? '');
