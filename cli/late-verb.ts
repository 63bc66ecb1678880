// Verbs that are loaded when a command line names them. A help text shows all verbs of a tool, and needs to load none:
// what it shows of each stands in the table of its tool.

import type { UnderTest } from './config-line.ts';
import type { AddVerb, RunVerb } from './context.ts';
import type { Verb } from './verb.ts';

export interface LateVerb {
  /** The name, and its arguments as the verb itself declares them: "find <id-or-text>". */
  readonly usage: string;
  /** One line for the help of the tool. */
  readonly summary: string;
  /** The heading that it stands under in the help of the tool, with its neighbours; none: "Commands:". */
  readonly group?: string;
  readonly load: (underTest: LoadUnderTest) => Promise<AddVerb>;
}

/** Brings the definition that the command line is about. */
export type LoadUnderTest = () => Promise<UnderTest>;

export type Loads = Readonly<Record<string, LateVerb['load']>>;

/** By heading, and usage with the summary: only of verbs that can be loaded. */
type Help<Loaded extends Loads> = Readonly<
  Record<string, { readonly [Name in keyof Loaded & string as Name | `${Name} ${string}`]?: string }>
>;

/** In the order of the help. */
export const lateVerbs = <Loaded extends Loads>(loads: Loaded, help: Help<Loaded>): LateVerb[] =>
  Object.entries(help).flatMap(([group, verbs]) =>
    Object.entries<string | undefined>(verbs).map(([usage, summary = '']) => ({
      usage,
      summary,
      group,
      load: loads[nameOf({ usage })] as LateVerb['load'],
    })),
  );

export interface VerbLine {
  readonly words: readonly string[];
  readonly run: RunVerb;
  readonly underTest: LoadUnderTest;
}

/**
 * Adds all verbs in their order. Those whose name is among the words are loaded, wherever the word stands ("help scan");
 * the others are only there to be shown, and to be suggested for a word that is close.
 */
export async function addVerbs(
  program: Verb,
  verbs: readonly (AddVerb | LateVerb)[],
  { words, run, underTest }: VerbLine,
): Promise<void> {
  for (const verb of verbs) {
    if (typeof verb === 'function') verb(program, run);
    else if (words.includes(nameOf(verb))) (await verb.load(underTest))(program, run);
    else program.command(verb.usage);
    const added = program.commands.at(-1);
    if (typeof verb === 'function' || added === undefined) continue;
    added.summary(verb.summary);
    if (verb.group !== undefined) added.helpGroup(verb.group);
  }
}

const nameOf = ({ usage }: Pick<LateVerb, 'usage'>): string => usage.split(' ', 1)[0] ?? usage;
