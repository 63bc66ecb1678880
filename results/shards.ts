// The shards of one run, read as that run. A shard that is missing leaves it as incomplete as an interruption does, and
// what is no shard of it is refused, for figures of another run would be taken for figures of this one.

import { StoreError } from '../contract/errors.ts';
import { identityOf, machineOf } from './identity.ts';
import type { Footer, Header, Machine } from './result.ts';
import { type Results, readResults } from './result-file.ts';
import type { DefinitionWords } from './words.ts';

/** Of a run of which shards were read. */
export interface ReadShards {
  readonly of: number;
  /** Numbers of those that were read, ascending. */
  readonly read: readonly number[];
  readonly missing: readonly number[];
  /** Which did not come to their end. */
  readonly cut: readonly number[];
  /** Kinds of machine, each with the shards that ran on one. */
  readonly machines: readonly { readonly machine: string; readonly shards: readonly number[] }[];
}

/**
 * A run by its file, or by those of its shards in any order. Throws what {@link readResults} does; E_USAGE for several files
 * of which one is no shard; E_REFUSED for shards of different runs, and for one that is there twice.
 */
export function readRun(files: readonly string[], words?: DefinitionWords): Results {
  const parts = files.map((file) => ({ file, results: readResults(file, words) }));
  const [first] = parts;
  if (first === undefined) throw new StoreError('E_USAGE', 'No result file was named.');
  if (parts.length === 1 && first.results.header.shard === undefined) return first.results;
  requireOneRun(parts);
  return together(
    parts.map(({ results }) => results).toSorted((one, other) => numberOf(one) - numberOf(other)),
  );
}

interface Part {
  readonly file: string;
  readonly results: Results;
}

function requireOneRun(parts: readonly Part[]): void {
  const whole = parts.find(({ results }) => results.header.shard === undefined);
  if (whole !== undefined) {
    throw new StoreError(
      'E_USAGE',
      `${whole.file} is a whole run. Name one run, or the shards of one (--shard). Nothing was made of them.`,
    );
  }
  const [first, ...others] = parts as [Part, ...Part[]];
  const expected = identityOf(first.results.header);
  for (const { file, results } of others) {
    const found = identityOf(results.header);
    const name = [...new Set([...Object.keys(expected), ...Object.keys(found)])].find(
      (key) => found[key] !== expected[key],
    );
    if (name === undefined) continue;
    throw new StoreError(
      'E_REFUSED',
      `${first.file} and ${file} are not of one run: ${name} is ${expected[name] ?? 'not given'} in the first and ${found[name] ?? 'not given'} in the second. ` +
        'Nothing was made of them. Name the shards of one run.',
    );
  }
  const byNumber = Map.groupBy(parts, ({ results }) => numberOf(results));
  for (const [number, [one, other]] of byNumber) {
    if (one === undefined || other === undefined) continue;
    throw new StoreError(
      'E_REFUSED',
      `Shard ${number} is there twice, in ${one.file} and ${other.file}: its figures would count twice. Nothing was made of them. Name one of the two.`,
    );
  }
}

const numberOf = ({ header }: Results): number => header.shard?.number ?? 1;

/** At least one, in their order. */
function together(shards: readonly Results[]): Results {
  const [{ header }] = shards as [Results, ...Results[]];
  const of = header.shard?.of ?? 1;
  const read = shards.map(numberOf);
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter(
    (number) => !read.includes(number),
  );
  const cut = shards.filter(({ isComplete }) => !isComplete).map(numberOf);
  const machines = Map.groupBy(shards, (shard) => machineOf(shard.header));
  const rows = shards.flatMap((shard) => shard.rows);
  return {
    header: headerOf(shards),
    rows,
    footer: missing.length > 0 ? null : footerOf(shards, rows.length),
    isComplete: missing.length === 0 && cut.length === 0,
    shards: {
      ...{ of, read, missing, cut },
      machines: [...machines].map(([machine, own]) => ({ machine, shards: own.map(numberOf) })),
    },
  };
}

/** As if the run had not been shared. */
function headerOf(shards: readonly Results[]): Header {
  const [{ header }] = shards as [Results, ...Results[]];
  const { shard: _shard, ...whole } = header;
  const [startedAt = header.startedAt] = shards.map((shard) => shard.header.startedAt).toSorted();
  return { ...whole, startedAt, command: header.command.replace(/ --shard \d+\/\d+/, '') };
}

/** Null as soon as one is. Of the machines that which did most else. */
function footerOf(shards: readonly Results[], rows: number): Footer | null {
  const footers = shards.flatMap(({ footer }) => (footer === null ? [] : [footer]));
  const [last] = footers.toSorted((one, other) => other.finishedAt.localeCompare(one.finishedAt));
  if (last === undefined || footers.length < shards.length) return null;
  const [machine] = footers
    .flatMap((footer) => footer.machine ?? [])
    .toSorted((one, other) => disturbance(other) - disturbance(one));
  const { machine: _machine, ...ending } = last;
  return {
    ...ending,
    outcome: footers.every(({ outcome }) => outcome === 'complete') ? 'complete' : 'interrupted',
    rows: rows + 1,
    ...(machine !== undefined && { machine }),
  };
}

const disturbance = ({ othersShare = 0, stealShare }: Machine): number => othersShare + stealShare;
