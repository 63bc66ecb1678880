// No option is accepted and then ignored: one before the verb that it is meant for, one given twice, one whose value is
// the next option. Each would change another home than the user named, say. What does not go together is declared where
// the options are (`conflicts`).

import type { Command, Option } from 'commander';

/** To be called when the program has all its verbs. */
export function refuseSwallowedOptions(program: Command): void {
  program.hook('preAction', (_, verb) => refuseOptionsBefore(verb));
  watchOptions(program);
}

/** `phase --home A set dual`: the verb has its own --home, and would use its default. */
function refuseOptionsBefore(verb: Command): void {
  for (let group = verb.parent; group !== null; group = group.parent) {
    const given = group.options.find((option) => isGiven(group as Command, option) && !isManner(option));
    if (given !== undefined) {
      verb.error(`error: option '${given.long}' stands before "${verb.name()}", where it would be ignored`);
    }
  }
}

const isGiven = (command: Command, option: Option): boolean =>
  command.getOptionValueSource(option.attributeName()) === 'cli';

/** Taken from the whole command line, wherever they stand (cli/manner.ts). */
const isManner = ({ long }: Option): boolean => long === '--json' || long === '--quiet';

function watchOptions(command: Command): void {
  for (const option of command.options) {
    if (option.isBoolean()) continue;
    let isKnown = false;
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (isKnown && !isRepeatable(option)) {
        command.error(`error: option '${option.long}' is given twice; only one of them could be followed`);
      }
      isKnown = true;
      if (typeof value === 'string' && value.startsWith('--')) {
        command.error(
          `error: option '${option.long}' has the value '${value}', which is an option; write ./${value} for a file of that name`,
        );
      }
    });
  }
  for (const inner of command.commands) watchOptions(inner);
}

/** Options that collect say so: they are variadic, or their parser takes what came before. */
export const isRepeatable = ({ variadic, argChoices, parseArg }: Option): boolean =>
  variadic || (argChoices === undefined && (parseArg?.length ?? 0) > 1);
