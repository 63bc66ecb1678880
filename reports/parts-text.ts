// What a reader must know of a run that was read in parts.

import type { ReadShards } from '../results/read-run.ts';
import type { Results } from '../results/result-file.ts';
import { count } from './text/figures.ts';
import { listed } from './text/listed.ts';

/** In sentences, those first that leave it incomplete; none of a run in one file. */
export function partsText({ parts, rows }: Pick<Results, 'parts' | 'rows'>): string[] {
  if (parts === undefined) return [];
  const { runs, machines, trialsLeftOut } = parts;
  const rates = rows.some(({ row }) => row === 'load')
    ? ' Rates under load of stores on different machines are not comparable.'
    : '';
  return [
    ...runs.flatMap(absences),
    ...(trialsLeftOut === 0
      ? []
      : [`${count(trialsLeftOut)} timings are left out, of operations that another verb timed more often.`]),
    ...(machines.length < 2
      ? []
      : [
          `The parts were made on ${machines.length} kinds of machine: ` +
            `${machines.map(({ machine, parts: own }) => `${listed(own)} on ${machine}`).join('; ')}.${rates}`,
        ]),
  ];
}

const absences = ({ verb, of, read, missing, cut }: ReadShards): string[] => [
  ...(missing.length === 0
    ? []
    : read.length === 0
      ? [`No result of ${verb} is there, and one was expected.`]
      : [
          `${named(missing)} of ${of} of ${verb} ${is(missing)} missing; ${listed(read.map(String))} ${is(read)} there.`,
        ]),
  ...(cut.length === 0
    ? []
    : [`${of === 1 ? `The run of ${verb}` : `${named(cut)} of ${of} of ${verb}`} did not come to the end.`]),
];

const is = ({ length }: readonly number[]): string => (length === 1 ? 'is' : 'are');

const named = (numbers: readonly number[]): string =>
  `${numbers.length === 1 ? 'Shard' : 'Shards'} ${listed(numbers.map(String))}`;
