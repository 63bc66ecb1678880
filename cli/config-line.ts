// Which definition a command line is about: that of --config, that of the folder it is run in, or the session stores.

import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { StoreError } from '../contract/errors.ts';
import { isInCheckout } from '../contract/package-root.ts';
import type { Source } from '../definition/source.ts';

/** The definition, and the file that it comes from: undefined of the session stores. */
export interface UnderTest extends Source {
  readonly config: string | undefined;
}

export interface ConfigLine {
  /** The command line with --config behind its verb, wherever it stood; also one that was found in the folder. */
  readonly words: readonly string[];
  /** As typed. Undefined: the session stores. */
  readonly config: string | undefined;
}

/** In a folder that has one, it would surprise more if anything else were put to the test. */
const FOUND_NAMES = ['ts', 'mts', 'js', 'mjs'].map((extension) => `storeproof.config.${extension}`);

/** To a verb, and to the tool: it may stand before the verb. */
export const addConfigOption = (command: Command): Command =>
  command.option(
    '--config <file>',
    'the definition under test (default: storeproof.config.ts, .mts, .js or .mjs here; else the session stores that come with storeproof)',
  );

const foundIn = (folder: string): string[] => FOUND_NAMES.filter((name) => existsSync(join(folder, name)));

/** The configuration of a folder, by its name. */
export const configFound = (folder: string = process.cwd()): string | undefined => foundIn(folder)[0];

/** `verbs`: those that take a definition. E_USAGE where nobody can say which of several is meant. */
export function configLine(
  argv: readonly string[],
  verbs: readonly string[],
  folder: string = process.cwd(),
): ConfigLine {
  const before = wordsBefore(argv);
  const [verb = '', ...rest] = argv.slice(before.length);
  if (!verbs.includes(verb)) return { words: argv, config: undefined };
  const typed = configIn([...before, ...ownWords(rest)]);
  const [found, ...others] = typed === undefined ? foundIn(folder) : [];
  if (others.length > 0) {
    throw new StoreError(
      'E_USAGE',
      `${[found, ...others].join(' and ')} are in this folder, and only one can be meant. ` +
        'Name it with --config, or remove the other. Nothing was done.',
    );
  }
  const added = found === undefined ? [] : ['--config', found];
  return { words: [verb, ...added, ...before, ...rest], config: typed ?? found };
}

/**
 * That the session stores are under test, for whoever meant stores of their own. Undefined where there is nothing to say:
 * these stores are meant in their own checkout.
 */
export function absenceText(
  { words, config }: ConfigLine,
  verbs: readonly string[],
  folder: string = process.cwd(),
): string | undefined {
  const [verb = '', ...rest] = words;
  if (config !== undefined || !verbs.includes(verb) || isInCheckout(folder)) return undefined;
  const own = ownWords(rest);
  if (own.some((word) => word === '--help' || word === '-h')) return undefined;
  // A result file says itself what was tested.
  if (verb === 'report' && own.some((word) => !word.startsWith('-'))) return undefined;
  const above = foundAbove(folder);
  return (
    'Under test: the session stores that come with storeproof. There is no storeproof.config in this folder.' +
    (above === undefined ? '' : ` There is one above: --config ${relative(folder, above)}`)
  );
}

function foundAbove(folder: string): string | undefined {
  const parent = dirname(folder);
  if (parent === folder) return undefined;
  const [name] = foundIn(parent);
  return name === undefined ? foundAbove(parent) : join(parent, name);
}

/** What may stand before the verb. */
function wordsBefore(argv: readonly string[]): readonly string[] {
  let count = 0;
  while (/^--(json$|quiet$|config(=|$))/.test(argv[count] ?? '')) count += argv[count] === '--config' ? 2 : 1;
  return argv.slice(0, count);
}

/** Without the program's, behind two hyphens. */
function ownWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end < 0 ? words : words.slice(0, end);
}

function configIn(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === '--config' || word.startsWith('--config='));
  const word = words[at];
  return word === '--config' ? words[at + 1] : word?.slice('--config='.length);
}

/** Behind a program without the two hyphens an option is the program's. */
export function requireOwnConfig(command: Command, { config }: ConfigLine): void {
  if (command.opts<{ config?: string }>().config === config) return;
  throw new StoreError(
    'E_USAGE',
    '--config stands behind the program. Write it before, and "--" between. Nothing was done.',
  );
}

/** What is wrong with the file is said before anything is begun. E_NOT_FOUND, E_USAGE. */
export async function underTest({ config }: Pick<ConfigLine, 'config'>): Promise<UnderTest> {
  const source =
    config === undefined
      ? await (await import('../sessions/source.ts')).sessionSource()
      : await (await import('../definition/config.ts')).configAt(resolve(config));
  return { ...source, config } as UnderTest;
}
