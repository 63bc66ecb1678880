// A run by its file, or by the files of its parts: the shards of each verb, and runs of several verbs of the same sources, as a
// benchmark and a load run. A shard that is missing leaves the run as incomplete as an interruption does, and what is of
// another run is refused, for its figures would be taken for figures of this one.

import { StoreError } from '../contract/errors.ts';
import { computerOf, identityOf, sourcesIn, verbOf, versionsOf } from './identity.ts';
import { originsOf } from './origins.ts';
import type { BodyRow, Footer, Header, Machine, Trial } from './result.ts';
import { type Results, readResults } from './result-file.ts';
import type { DefinitionWords } from './words.ts';

/** Of a run that was read from several files, or from some of its shards. */
export interface ReadParts {
  /** By verb. */
  readonly runs: readonly ReadShards[];
  /** Kinds of machine, each with the parts that were made on one, as "bench 1/3". */
  readonly machines: readonly { readonly machine: string; readonly parts: readonly string[] }[];
  /** Trials of operations that another verb timed more often: those of two machines are no sample of one. */
  readonly trialsLeftOut: number;
}

export interface ReadShards {
  readonly verb: string;
  readonly of: number;
  /** Numbers of those that were read, ascending. */
  readonly read: readonly number[];
  readonly missing: readonly number[];
  /** Which did not come to their end. */
  readonly cut: readonly number[];
}

/**
 * Files in any order; of verbs that are `expected` and have none, the run lacks a part. Throws what {@link readResults} does; E_USAGE for
 * several whole runs of one verb; E_REFUSED for parts of different runs, and for one that is there twice.
 */
export function readRun(
  files: readonly string[],
  words?: DefinitionWords,
  expected: readonly string[] = [],
): Results {
  const parts = files.map((file) => ({ file, results: readResults(file, words) }));
  const [first] = parts;
  if (first === undefined) throw new StoreError('E_USAGE', 'No result file was named.');
  const byVerb = Map.groupBy(parts, ({ results }) => verbOf(results.header));
  const absent = [...new Set(expected)].filter((verb) => !byVerb.has(verb));
  const isWhole = parts.length === 1 && first.results.header.shard === undefined;
  if (isWhole && absent.length === 0) return first.results;
  requireSame(parts, ({ header }) => sourcesIn(header));
  // In one order, so that the run is the same however its files are named.
  const runs = [...byVerb].toSorted(([one], [other]) => (one < other ? -1 : 1));
  for (const [, run] of runs) requireOneRun(run);
  return together(
    runs.flatMap(([, run]) =>
      run.map(({ results }) => results).toSorted((one, other) => numberOf(one) - numberOf(other)),
    ),
    absent,
  );
}

interface Part {
  readonly file: string;
  readonly results: Results;
}

/** Of parts of one verb. */
function requireOneRun(parts: readonly Part[]): void {
  const whole = parts.find(({ results }) => results.header.shard === undefined);
  if (whole !== undefined && parts.length > 1) {
    const { file, results } = whole;
    throw new StoreError(
      'E_USAGE',
      `${file} is a whole run of ${verbOf(results.header)}, and there is another file of one. Name one run, or the shards of one (--shard). Nothing was made of them.`,
    );
  }
  requireSame(parts, ({ header }) => identityOf(header));
  for (const [number, [one, other]] of Map.groupBy(parts, ({ results }) => numberOf(results))) {
    if (one === undefined || other === undefined) continue;
    throw new StoreError(
      'E_REFUSED',
      one.file === other.file
        ? `${one.file} is named twice: its figures would count twice. Nothing was made of it. Name it once.`
        : `Shard ${number} is there twice, in ${one.file} and ${other.file}: its figures would count twice. Nothing was made of them. Name one of the two.`,
    );
  }
}

function requireSame(
  [first, ...others]: readonly Part[],
  fieldsOf: (results: Results) => Readonly<Record<string, string>>,
): void {
  for (const { file, results } of others) {
    if (first === undefined) return;
    const [expected, found] = [fieldsOf(first.results), fieldsOf(results)];
    const name = [...Object.keys(expected), ...Object.keys(found)].find(
      (key) => found[key] !== expected[key],
    );
    if (name === undefined) continue;
    const values = [expected, found].map((fields) => fields[name] ?? 'not given');
    throw new StoreError(
      'E_REFUSED',
      `${first.file} and ${file} are not of one run: ${name} is ${values.join(' in the first and ')} in the second. ` +
        'Nothing was made of them. Name the parts of one run.',
    );
  }
}

const numberOf = ({ header }: Results): number => header.shard?.number ?? 1;

/** At least one, by verb and number; and verbs that should be there, and are not. */
function together(parts: readonly Results[], absent: readonly string[]): Results {
  const runs = [
    ...[...Map.groupBy(parts, ({ header }) => verbOf(header))].map(([verb, own]) => shardsOf(verb, own)),
    ...absent.map((verb) => shardsOf(verb, [])),
  ];
  const machines = Map.groupBy(parts, ({ header }) => `${computerOf(header)}, ${versionsOf(header)}`);
  const rows = timedByOne(parts);
  const isMissing = runs.some(({ missing }) => missing.length > 0);
  return {
    header: headerOf(parts),
    rows,
    footer: isMissing ? null : footerOf(parts, rows.length),
    isComplete: !isMissing && runs.every(({ cut }) => cut.length === 0),
    origins: originsOf(parts),
    parts: {
      runs,
      machines: [...machines].map(([machine, own]) => ({ machine, parts: own.map(partName) })),
      trialsLeftOut: parts.reduce((sum, part) => sum + part.rows.length, -rows.length),
    },
  };
}

/** All rows, but trials of an operation on a kind of data only of the verb that has most of them, at all sizes. */
function timedByOne(parts: readonly Results[]): BodyRow[] {
  const trials = new Map<string, Map<string, number>>();
  for (const { header, rows } of parts) {
    for (const row of rows) {
      if (row.row !== 'trial') continue;
      const byVerb = trials.get(timedIn(row)) ?? new Map<string, number>();
      trials.set(timedIn(row), byVerb.set(verbOf(header), (byVerb.get(verbOf(header)) ?? 0) + 1));
    }
  }
  const isMost = (row: Trial, verb: string): boolean => {
    const byVerb = [...(trials.get(timedIn(row)) ?? [])].toSorted(([, one], [, other]) => other - one);
    return byVerb[0]?.[0] === verb;
  };
  return parts.flatMap(({ header, rows }) =>
    rows.filter((row) => row.row !== 'trial' || isMost(row, verbOf(header))),
  );
}

const timedIn = ({ profile, operation }: Trial): string => JSON.stringify([profile, operation]);

function shardsOf(verb: string, shards: readonly Results[]): ReadShards {
  const of = shards[0]?.header.shard?.of ?? 1;
  const read = shards.map(numberOf);
  return {
    verb,
    of,
    read,
    missing: Array.from({ length: of }, (_, index) => index + 1).filter((number) => !read.includes(number)),
    cut: shards.filter(({ isComplete }) => !isComplete).map(numberOf),
  };
}

const partName = ({ header }: Results): string =>
  header.shard === undefined ? verbOf(header) : `${verbOf(header)} ${header.shard.number}/${header.shard.of}`;

/** As if the first verb had not been shared. */
function headerOf(parts: readonly Results[]): Header {
  const [{ header }] = parts as [Results, ...Results[]];
  const { shard: _shard, ...whole } = header;
  const [startedAt = header.startedAt] = parts.map((part) => part.header.startedAt).toSorted();
  // A shard alone is repeated alone: the others may be on other machines.
  const command = parts.length === 1 ? header.command : header.command.replace(/ --shard \d+\/\d+/, '');
  return { ...whole, startedAt, command };
}

/** Null as soon as one is. */
function footerOf(parts: readonly Results[], rows: number): Footer | null {
  const footers = parts.flatMap(({ footer }) => (footer === null ? [] : [footer]));
  const [last] = footers.toSorted((one, other) => other.finishedAt.localeCompare(one.finishedAt));
  if (last === undefined || footers.length < parts.length) return null;
  const machine = mostDisturbed(footers.map((footer) => footer.machine));
  const { machine: _machine, ...ending } = last;
  return {
    ...ending,
    outcome: footers.every(({ outcome }) => outcome === 'complete') ? 'complete' : 'interrupted',
    rows: rows + 1,
    ...(machine !== undefined && { machine }),
  };
}

/** Of the machines that which did most else. */
export const mostDisturbed = (machines: readonly (Machine | undefined)[]): Machine | undefined =>
  machines
    .flatMap((machine) => machine ?? [])
    .toSorted((one, other) => disturbance(other) - disturbance(one))[0];

const disturbance = ({ othersShare = 0, stealShare }: Machine): number => othersShare + stealShare;
