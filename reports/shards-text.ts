// What a reader must know of a run that several machines shared.

import type { Results } from '../results/result-file.ts';
import { listed } from './text/listed.ts';

/** In sentences; none of a run that nobody shared. */
export function shardsText({ shards, rows }: Pick<Results, 'shards' | 'rows'>): string[] {
  if (shards === undefined) return [];
  const { of, read, missing, cut, machines } = shards;
  const rates = rows.some(({ row }) => row === 'load')
    ? ' Rates under load of stores on different machines are not comparable.'
    : '';
  return [
    ...(missing.length === 0
      ? []
      : [
          `${named(missing)} of ${of} ${missing.length === 1 ? 'is' : 'are'} missing: only ${named(read).toLowerCase()} ${read.length === 1 ? 'was' : 'were'} read.`,
        ]),
    ...(cut.length === 0
      ? []
      : [`${named(cut)} of ${of} did not come to ${cut.length === 1 ? 'its' : 'their'} end.`]),
    ...(machines.length < 2
      ? []
      : [
          `The shards ran on ${machines.length} kinds of machine: ` +
            `${machines.map(({ machine, shards: own }) => `${named(own).toLowerCase()} on ${machine}`).join('; ')}.${rates}`,
        ]),
  ];
}

const named = (numbers: readonly number[]): string =>
  `${numbers.length === 1 ? 'Shard' : 'Shards'} ${listed(numbers.map(String))}`;
