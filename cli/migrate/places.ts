// Where things are below a home, and whether they are there.

import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { StoreError } from '../../contract/errors.ts';
import { attempt } from '../../files/attempt.ts';
import type { Context } from '../context.ts';
import { pathName } from '../option-values.ts';
import { visibleName } from '../visible-text.ts';

export interface HomeFlag {
  readonly home: string;
}

export const withHome = <T extends Command>(command: T): T =>
  command.addOption(
    new Option('--home <dir>', 'the directory that holds .ait42')
      .argParser(pathName)
      .default(resolve(process.env.AIT42_HOME || homedir()), '$AIT42_HOME, else your home directory'),
  );

const CHANGING = new WeakSet<Command>();

/** Of a verb that changes the home. */
export function withChangedHome<T extends Command>(command: T): T {
  CHANGING.add(command);
  return withHome(command);
}

/** Before a verb changes a home that nobody named: whose it was must not have to be guessed. */
export function nameDefaultHome({ print }: Pick<Context, 'print'>, command: Command): void {
  const isNamed = Boolean(process.env.AIT42_HOME) || command.getOptionValueSource('home') !== 'default';
  if (CHANGING.has(command) && !isNamed)
    print(visibleName(`Your home directory: ${command.opts<HomeFlag>().home} (--home names another).`));
}

export const databaseOf = (home: string): string => join(home, '.ait42', 'sessions.db');
/** Original bytes of imported files. */
export const archiveOf = (home: string): string => join(home, '.ait42', 'archive');
export const backupsOf = (home: string): string => join(home, '.ait42', 'backups');

/** Throws E_NOT_FOUND when there is no such directory, E_IO when that cannot be told. */
export function requireHome(home: string): void {
  const stats = attempt('look for', home, () => statSync(home, { throwIfNoEntry: false }));
  if (stats?.isDirectory()) return;
  const problem = stats === undefined ? 'does not exist' : 'is not a directory';
  throw new StoreError('E_NOT_FOUND', `The home ${home} ${problem}. Nothing was done.`);
}

/** Throws E_IO when it cannot be told, as without permission for a directory above. */
export const isPresent = (path: string): boolean =>
  attempt('look for', path, () => statSync(path, { throwIfNoEntry: false })) !== undefined;

/** Bytes; 0 where there is nothing. Throws as isPresent does. */
export const sizeOf = (path: string): number =>
  attempt('look for', path, () => statSync(path, { throwIfNoEntry: false }))?.size ?? 0;
