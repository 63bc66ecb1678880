// What every verb that leaves a result file takes beside its own options.

import type { Command } from 'commander';
import { pathName, shardName } from './option-values.ts';

export interface RunFlags {
  readonly out?: string;
  readonly full?: true;
  /** Read by the frame, which adds it to a definition that was found. */
  readonly config?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export const withRunFlags = <T extends Command>(command: T): T =>
  command
    .option('--out <dir>', 'where results go (default: a new folder in reports/runs)', pathName)
    .option('--full', 'every table above the last screen');

/** Of a run that several machines can share. */
export interface SharedRunFlags extends RunFlags {
  readonly shard?: string;
}

export const withSharedRunFlags = <T extends Command>(command: T, division: string): T =>
  withRunFlags(command).option(
    '--shard <i/n>',
    `only the i-th of n parts of the run, for n machines: ${division}. "report" and "gate" take the results of all parts together`,
    shardName,
  );

/** The options that repeat a run, without what says only where its results go and how they are told. */
export function repeating<T extends RunFlags>(flags: T): Omit<T, Exclude<keyof RunFlags, 'config'>> {
  const { out: _out, full: _full, json: _json, quiet: _quiet, config, ...rest } = flags;
  return { ...(config !== undefined && { config }), ...rest } as Omit<T, Exclude<keyof RunFlags, 'config'>>;
}
